"""The page of practice."""
