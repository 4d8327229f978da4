"""One module a step; steps are added and never changed."""
