"""The sections of the pages of a case: one module a section that has something of its own."""

from guide.ui.case.sections.around import AroundSection
from guide.ui.case.sections.base import Host, Section
from guide.ui.case.sections.clocks import ClocksSection
from guide.ui.case.sections.dossier import DossierSection
from guide.ui.case.sections.draft import DraftSection
from guide.ui.case.sections.evidence import EvidenceSection
from guide.ui.case.sections.journal import JournalSection
from guide.ui.case.sections.platform import PlatformSection
from guide.ui.case.sections.rehearsal import RehearsalSection
from guide.ui.case.sections.seller import SellerSection
from guide.ui.case.sections.tracking import TrackingSection

__all__ = ["PLACES", "Host", "Section", "section"]

#: Sections with something of their own; any other asks its questions.
KINDS: dict[str, type[Section]] = {
    "around": AroundSection,
    "clocks": ClocksSection,
    "dossier": DossierSection,
    "draft": DraftSection,
    "evidence": EvidenceSection,
    "journal": JournalSection,
    "platform": PlatformSection,
    "rehearsal": RehearsalSection,
    "seller": SellerSection,
    "tracking": TrackingSection,
}
#: Where that which is no field is mended, on this page or on the one with every section.
PLACES = {thing: place for kind in KINDS.values() for thing, place in kind.places.items()}


def section(name: str, host: Host, *, opened: bool, pinned: bool) -> Section:
    """A section by its name."""
    return KINDS.get(name, Section)(name, host, opened=opened, pinned=pinned)
