"""An archive: one .zip with the facts, journal, evidence, edition and receipt of a case; checked when it is opened."""
