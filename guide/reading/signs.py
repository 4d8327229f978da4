"""Signs that nobody sees."""

#: Signs that turn the order of the words after them: a text would read differently from what is sent.
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
