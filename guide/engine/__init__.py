"""The workflow logic: a case, a book and a moment in, advice out. Pure; the calendar of holidays is its one library.

Read it in this order:

- `journal`: the events of a case, replayed into its standing
- `case`: the answers and the journal of one order
- `clocks`: hours and days as words (`readings`), every deadline that runs (`running`), days off (`workdays`)
- `evidence`: the evidence slots that the case needs, and those in hand
- `route`: the path of a case through the tables, as a value; `follow`: the chain that makes it
- `drafts`: messages, statements and papers, filled from the answers
- `reasons`: a rule that fired, as a sentence with its sources
- `options`: the actions on the table, how each is done, and what still blocks it
- `rehearsal`: likely refusals of the other side, and the answers to them
- `changes`: the events, answers and moments that would change the advice
- `advice`: everything together
- `asking`: the next question, of all those whose answer can still change the advice
- `proposal`: the text that a case can send before everything is asked
- `relevance`: which parts of a case matter now
- `advice_json`: the advice as mappings and lists, for JSON
"""
