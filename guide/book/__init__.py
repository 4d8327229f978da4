"""The book of the handbook: what it decides and says, read from `guide/content` into typed, frozen values.

- What there is, one declaration each: `facts` (answers), `events` (the journal), `slots` (evidence), `clocks`
  (deadlines and readings), `chain` (decision tables), `languages`
- Reading a folder: `loader`, by `sheet`, `tablefile`, `sources` and `words`; `crosschecks` between files; `faults` and
  `notices` say what is wrong with one
- What comes of it: `book`, with compiled `tables`, and its `edition`
- `exchange`: to and from a workbook, CSV and DMN; `readme`: the README of the content
"""

__version__ = "0.1.0"
