"""Triage of a table of cases: the engine read by numpy, equal to `advise` row by row.

Read it in this order:

- `columns`: a data frame as columns: `arrays` of codes and moments, `frame` with `signs`, `stamps`, `repeats`; `logs`
- `chain`: the engine for all cases at once: tables (`gathers`), journals (`replaying`), clocks (`limits`, `readings`,
  `deadlines`), and the whole chain (`deciding`)
- `order`: what comes first (`weighing`, `ordering`), why (`sentences`), and with whom (`parties`)
- `table`: `triage`, all of it together
- `files`: a table read piece by piece (`pieces`, `csv_files`, `parquet`, `opening`), written (`writing`, `growing`),
  taken whole from file to file (`task`, `large`, `running`), and taken into the store (`storing`)
- `spread`: over many machines; `board`: a table on the page
"""

from guide.desk.order.weighing import Weights, weights
from guide.desk.table import triage

__all__ = ["Weights", "triage", "weights"]
