"""What the reader knows, from guide/content/tracking, and how a phrase is matched."""
