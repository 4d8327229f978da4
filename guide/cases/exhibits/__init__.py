"""Evidence files: checked on arrival, freed of place and device, masked, kept, and matched with the draft."""
