"""Evidence files: checked on arrival, stripped of what they give away, masked, kept, and tied to the draft."""
