"""The rules in forms that other programs read: DMN for modelling tools, a workbook for spreadsheets."""

from guide.book.notices import HandbookError, Notice


class ExchangeError(HandbookError):
    """A file that cannot be written or read: where, and why."""

    def __init__(self, where: object, why: Notice) -> None:
        super().__init__(Notice("fault.line", where=where, wrong=why))
        self.where, self.why = str(where), why
