"""A module for each step; steps are added, never changed."""
