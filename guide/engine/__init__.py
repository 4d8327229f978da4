"""The workflow logic: a case, a book and a moment in, advice out. Pure, and with the standard library only.

Read it in this order:

- `journal`: what happened, replayed into where the case stands
- `case`: the answers and the journal of one order
- `clocks`: what the hours and days say (`readings`), every deadline that runs (`running`), days off (`workdays`)
- `evidence`: what is needed to prove it, and what is in hand
- `route`: the path of a case through the tables, as a value; `follow`: the chain that makes it
- `drafts`: what to write or say, filled from the answers
- `rehearsal`: what the other side is likely to say against it
- `changes`: what would change the advice
- `advice`: everything together
- `relevance`: which parts of a case matter now
- `plain`: the advice as mappings and lists, for JSON
"""
