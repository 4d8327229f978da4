"""The page of the route map."""
