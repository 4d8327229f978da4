"""Kinds of tables: the chain of those that decide a case, and what a row of the journal may change."""

#: The chain of unique tables, each using what those before it found.
CHAIN = ("details", "around", "reach", "parcel", "problem", "self_check", "patience", "claim")
#: The parts of the standing that a row of journal.csv may change.
TRACKS = ("seller", "platform", "rung", "outcome")
