"""The dossier: a document to hand in, with its evidence. It says only what is in the facts and the journal."""

from guide.cases.dossier.model import Dossier, Item, Mark, Sentence, build

__all__ = ["Dossier", "Item", "Mark", "Sentence", "build"]
