"""A class: its records, the sets it is given, and what its numbers say."""
