"""A case kept: case file, archive, tables of cases, receipt, calendar, evidence files, dossier, store."""
