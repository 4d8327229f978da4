"""The tables that advise, and the columns that are not about the parcel."""

from guide.book import chain
from guide.check.states import standings

#: The tables that say what to do, and those that say what may be done.
ADVISING = tuple(name for name in chain.named(roles=(chain.STEP,)) if name in chain.DECIDING)
TABLES = (*ADVISING, "actions", "blockers")
#: What the tables about a standing say of it.
DECIDED = tuple(o.name for name in standings.DECIDED for o in chain.TABLES[name].outcomes)
#: The outcomes decided for each state; with them all columns of the product alone, and all not about the parcel.
ACTION = ("action", "turn", "stage")
ADVICE = (*ACTION, "may", "blocked")
ELSEWHERE = frozenset({*standings.NAMES, *ADVICE, *DECIDED, "papers"})
