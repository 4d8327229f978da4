"""Triage of a table of cases: the engine read by numpy, equal to `advise` row by row.

Read it in this order:

- `arrays`: many cases as columns of codes and moments
- `gathers`: a decision table read by all cases at once
- `replaying`: the journals, event by event
- `limits`, `readings`, `deadlines`: the clocks
- `deciding`: the chain of tables, and what came of it
- `weighing`, `ordering`, `sentences`: what comes first, and why
- `signs`, `stamps`, `reading`: a data frame as columns; `logs` fills it, `repeats` finds ids that two rows have
- `table`: `triage`, all of it together

Files: `pieces`, `csv_files`, `parquet`, `files` read a table piece by piece; `writing` and `growing` write one; `task`,
`large` and `running` take a whole table from file to file. `board` is a table on the page.
"""

from guide.desk.table import triage
from guide.desk.weighing import Weights, weights

__all__ = ["Weights", "triage", "weights"]
