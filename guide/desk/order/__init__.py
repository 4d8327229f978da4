"""What comes first, why, and who does it."""
