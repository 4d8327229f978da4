"""The rules in forms that other programs read: DMN for modelling tools, a workbook for spreadsheets."""


class ExchangeError(ValueError):
    """A file that cannot be written or read; one sentence says why."""

    def __init__(self, where: object, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = str(where), why
