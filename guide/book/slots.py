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
    "other_record",
)
