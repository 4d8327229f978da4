"""The widgets of the handbook, each with its browser half beside it."""
