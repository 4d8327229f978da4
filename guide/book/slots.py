"""Evidence slots, one declaration each: what a buyer may hold and hand in."""

#: Evidence slots, in the order in which they are handed in.
SLOTS = (
    "order_shot",
    "tracking_shot",
    "chat_shot",
    "promise_shot",
    "address_shot",
    "courier_record",
    "pickup_footage",
    "around_reply",
    "goods_shot",
    "decision_page",
    "other_record",
)
#: The page on which something was decided: what fits the problem cannot say that there is one, a note about it does.
DECISION = "decision_page"
#: Slots that are needed more or less by what the problem is, as the table of evidence says.
BY_PROBLEM = tuple(slot for slot in SLOTS if slot != DECISION)
