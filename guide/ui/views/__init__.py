"""A value in, escaped HTML out; no widgets."""
