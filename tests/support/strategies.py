"""Random cases for the property tests: any answer, any evidence, any event at any time around a fixed moment."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from guide.book.facts import CHOICES, VALUES, WORDS, Facts
from guide.book.loader import default_book
from guide.book.slots import SLOTS
from guide.check import scenarios
from guide.engine.case import BEIJING, Case
from guide.engine.journal import Event

NOW = datetime(2026, 11, 22, 10, 15, tzinfo=BEIJING)

#: Whole minutes, from three months before to a month after the moment.
moments = st.integers(-90 * 1440, 30 * 1440).map(lambda minutes: NOW + timedelta(minutes=minutes))
days = st.integers(-90, 90).map(lambda n: NOW.date() + timedelta(days=n))
texts = st.text(alphabet=st.characters(whitelist_categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=12)
BY_TYPE = {datetime: moments, date: days, str: texts}

facts = st.builds(
    Facts,
    **{name: st.sampled_from(values) for name, values in CHOICES.items()},
    **{name: st.none() | BY_TYPE[kind] for name, kind in VALUES.items()},
    held=st.frozensets(st.sampled_from(SLOTS)),
)
any_event = st.builds(
    Event,
    st.sampled_from(list(WORDS["event"])),
    moments,
    st.sampled_from(list(WORDS["reply"])),
)
#: The usual course of events first, so that random cases get further than their first event.
USUAL = [
    ("seller_contacted", "none"),
    ("seller_replied", "stalling"),
    ("seller_replied", "refund"),
    ("seller_replied", "refused"),
    ("seller_reminded", "none"),
    ("platform_applied", "none"),
    ("more_asked", "none"),
    ("more_sent", "none"),
    ("ruled", "rejected"),
    ("ruled", "upheld"),
    ("appealed", "none"),
    ("appeal_ended", "lost"),
    ("courier_complained", "none"),
    ("courier_answered", "lost"),
    ("postal_appealed", "none"),
    ("received", "none"),
    ("refunded", "none"),
]


@st.composite
def courses(draw):
    """Some of the usual events in their order, each a while after the one before."""
    at = draw(moments)
    journal = []
    for event, reply in USUAL:
        if draw(st.booleans()):
            journal.append(Event(event, at, reply))
            at += timedelta(minutes=draw(st.integers(1, 3 * 1440)))
    return tuple(journal)


journals = st.lists(any_event, max_size=6).map(tuple) | courses()


@st.composite
def likely(draw):
    """Facts of somebody who has gone through the check, so that the later stages are reached often."""
    found = draw(facts)
    done = {
        "order_found": "yes", "address": "right", "phone": "right", "recipient": "right",
        "ask_family": "not_there", "ask_roommates": "nobody", "ask_front_desk": "nobody",
        "pickup_point": "not_there", "courier": "unreachable", "phone_reachable": "yes",
        "address_detailed": "yes", "complaint": "not_arrived", "demand": "refund",
    }  # fmt: skip
    keep = draw(st.sets(st.sampled_from(sorted(done)), max_size=3))
    held = draw(st.sampled_from([found.held, frozenset(SLOTS)]))
    changes = {name: value for name, value in done.items() if name not in keep}
    return type(found)(**{**{f: getattr(found, f) for f in found.__dataclass_fields__}, **changes, "held": held})


cases = st.builds(Case, facts | likely(), journals)


#: Every scenario of the handbook, read once a process.
SCENES = scenarios.read(default_book())
#: The concrete cases of the scenarios that are looked at now: id -> the answers and the journal.
CONCRETE = {
    scenario.id: ({name: getattr(scenario.case.facts, name) for name in scenario.case.facts.answered()},
                  scenario.case.journal)
    for scenario in SCENES if "action" in scenario.expect and scenario.now == NOW
}  # fmt: skip
