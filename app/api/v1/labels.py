"""The label that comes with each code that a person reads, in the language of the answer."""

from app.api.language import spoken
from app.domain.catalogue import OPTION_LABELS
from app.domain.deliberation import Outcome
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.pathways import pathway_of
from app.domain.person_matches import ESTABLISHED_BY_LABELS, EstablishedBy
from app.domain.regions import REGIONS
from app.domain.training_schemes import TRAINING_SCHEMES


def outcome_label(outcome: Outcome) -> str:
    """The outcome as people say it: it is the status that it gives (R72–R74)."""
    return spoken(STATUS_LABELS[Status(outcome)])


def pathway_label(code: str) -> str:
    """The pathway's title."""
    return spoken(pathway_of(code).label)


def variant_label(pathway: str, variant: str | None) -> str | None:
    """The title of a special case of the pathway; None where the dossier follows the pathway itself."""
    return spoken(pathway_of(pathway, variant).label) if variant is not None else None


def option_label(option: str | None) -> str | None:
    """The option of the certification sought; None where it has none."""
    return next((spoken(label) for code, label in OPTION_LABELS.items() if code == option), None)


def training_scheme_label(code: str | None) -> str | None:
    """The training scheme's name; None for a code that no law has known."""
    scheme = TRAINING_SCHEMES.get(code or "")
    return spoken(scheme.label) if scheme else None


def region_label(code: str) -> str | None:
    """The region's name; None for a code that INSEE does not give."""
    return REGIONS.get(code)


def established_by_label(by: EstablishedBy | None) -> str | None:
    """How it is known that two dossiers are one person's; None where it is not."""
    return None if by is None else spoken(ESTABLISHED_BY_LABELS[by])
