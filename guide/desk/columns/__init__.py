"""Many cases as columns: answers as codes, moments as numbers, journals as runs of events."""
