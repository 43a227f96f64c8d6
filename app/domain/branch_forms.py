"""The branch's blank forms (outils 1 to 8): which there are, and which version must be used on a day (R57)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.documents import DOCUMENT_LABELS, DocumentKind
from app.domain.text import Text


class FormKind(StrEnum):
    """The branch's tools. Outils 3 and 5 are handed over or read, the others come back filled in."""

    OUTIL_1 = "outil_1"
    OUTIL_2 = "outil_2"
    OUTIL_3 = "outil_3"
    OUTIL_4 = "outil_4"
    OUTIL_5 = "outil_5"
    OUTIL_6 = "outil_6"
    OUTIL_7 = "outil_7"
    OUTIL_8 = "outil_8"


_ONLY_HANDED_OVER = {
    FormKind.OUTIL_3: Text("Outil n° 3 : préparation de l'évaluation", "Tool 3: preparing the assessment"),
    FormKind.OUTIL_5: Text("Outil n° 5 : mode d'emploi de l'évaluation", "Tool 5: how to assess"),
}

FORM_LABELS: Mapping[FormKind, Text] = {
    kind: _ONLY_HANDED_OVER[kind] if kind in _ONLY_HANDED_OVER else DOCUMENT_LABELS[DocumentKind(kind.value)]
    for kind in FormKind
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchForm:
    """One version of one blank form, for one certification. Its bytes lie in the store; ``size`` is in bytes.

    ``source`` says where it comes from; ``confirmed``, that it is the branch's own and no example.
    """

    certification_code: str
    kind: FormKind
    number: int
    in_force_from: date
    source: str
    confirmed: bool
    file_name: str
    media_type: str
    size: int
    sha256: str
    storage_key: str


def form_in_force(versions: Iterable[BranchForm], on: date) -> BranchForm | None:
    """The version to be used on that day (R57): the last to have come into force, an example only for want of better.

    ``versions`` are those of one form for one certification.
    """
    begun = (version for version in versions if version.in_force_from <= on)
    return max(begun, key=lambda each: (each.confirmed, each.in_force_from, each.number), default=None)
