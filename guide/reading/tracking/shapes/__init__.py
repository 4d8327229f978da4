"""The shapes of a paste: whatever was pasted becomes shipments with raw events."""
