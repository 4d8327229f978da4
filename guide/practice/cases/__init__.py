"""A practice case: found from a rule, filled with goods, a log and hours, and worded."""
