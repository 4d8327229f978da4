"""Practice: cases that the engine keys, people to talk to, feedback, and a ladder for each skill.

Read it in this order:

- `finding`: a case that a given rule decides, by `backwards` through the tables and `happening` through the journal;
  `building`: with goods, a log and people, from rule, seed, edition
- `exercise`: a question with its key; `deciding` and `drills`: the six kinds; `feedback`: in five parts
- `people`: the buyer and the seller; `scenes`: a whole case; `telling`: a real case told again
- `skills`, `mastery`: the ladder, replayed from the answers; `training`: what comes next
- `records`: the answers in the store; `export`; `cohort`: a class in numbers; `simulated`: learners that are none
"""
