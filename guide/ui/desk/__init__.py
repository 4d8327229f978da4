"""The page of the team: a table of cases in order, with reasons, and pictures whose numbers filter it."""
