"""Tables of cases from file to file, piece by piece, however long they are."""
