"""The languages of the handbook. A column of a file, a button of a page, an option of a command: all come from here."""

LANGUAGES = ("zh", "en")
#: The language in which a page and a command speak until another one is chosen.
FIRST = LANGUAGES[0]
#: The language of `str(error)`: logs, tracebacks, and errors that come before a language is known.
IN_LOGS = "en"
