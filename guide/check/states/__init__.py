"""All states of a case, under one edition of the rules or under two side by side.

Read in this order: relation (rows of words), editions (one book or two, and the lengths of time worth trying), timing
(the readings of the clocks about the parcel), situations (of the parcel), tracks and standings (the ends of journals),
classes (of standings that no condition tells apart), advising (the tables that advise), product (each situation with
each standing, and the advice there), every (which puts it together), example (a concrete case for a state).
"""

from guide.check.states.editions import NOW, Editions
from guide.check.states.every import every_state
from guide.check.states.product import Product
from guide.check.states.relation import Relation
from guide.check.states.situations import Situations
from guide.check.states.standings import Walked, walk

__all__ = ["NOW", "Editions", "Product", "Relation", "Situations", "Walked", "every_state", "walk"]
