"""Practice: cases that the engine keys, people to talk to, feedback, and a ladder for each skill.

Read it in this order:

- `cases`: a case that a given rule decides (`finding`), by `backwards` through the tables and `happening` through the
  journal; `building` gives it goods, a `log` and people, from rule, seed, edition; `telling` tells a real case again
- `skills`: what there is to learn
- `exercises`: a question with its key (`exercise`); the six kinds (`deciding`, `drills`, `messages`); `feedback`
- `people`: the buyer and the seller; `scenes`: a whole case, played
- `learning`: the ladder, replayed from the answers (`mastery`), and what comes next (`planning`, `training`);
  `simulated`: learners that are none
- `teaching`: the answers in the store (`records`), sets for a class, a class in numbers (`cohort`), `export`
"""
