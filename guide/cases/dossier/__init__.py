"""The dossier: what is handed in, as a document with its evidence. Says nothing that facts and journal do not say."""

from guide.cases.dossier.model import Dossier, Item, Mark, Sentence, build

__all__ = ["Dossier", "Item", "Mark", "Sentence", "build"]
