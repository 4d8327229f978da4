"""What is shown: widgets, views and pages."""
