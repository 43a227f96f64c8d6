"""The parts of a dossier that are put on their own, and by what one knows that such a part has changed.

Two persons who touch different parts do not collide: each part has a version, and it is the part's alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from app.domain.dossier import Dossier

_BYTES = 6


class DossierPart(StrEnum):
    """A part, by the last word of its path."""

    SKILLS_IDENTIFICATION = "skills-identification"
    TRAINING_PLAN = "training-plan"
    PORTFOLIO = "portfolio"
    EVALUATOR = "evaluator"
    ASSESSMENT = "assessment"
    TRADE_OBSERVATIONS = "trade-observations"

    def is_in(self, dossier: Dossier) -> bool:
        """Whether it was put."""
        return self._recorded(dossier)[0] is not None

    def version_in(self, dossier: Dossier) -> "PartVersion":
        """Its version: another one as soon as anything of it is another, 0 while it is not there."""
        number = fingerprint(self._recorded(dossier)) if self.is_in(dossier) else 0
        return PartVersion(part=self, number=number)

    def _recorded(self, dossier: Dossier) -> tuple[object, ...]:
        """What it is made of; the first is what was put."""
        match self:
            case DossierPart.SKILLS_IDENTIFICATION:
                return (dossier.skills_identification,)
            case DossierPart.TRAINING_PLAN:
                return (dossier.training_plan,)
            case DossierPart.PORTFOLIO:
                return (dossier.portfolio_completed_on,)
            case DossierPart.EVALUATOR:
                return (dossier.evaluator, dossier.acceptance)
            case DossierPart.ASSESSMENT:
                return (
                    dossier.assessment,
                    dossier.scope,
                    dossier.results_on_record,
                    dossier.assessment_completed_on,
                )
            case DossierPart.TRADE_OBSERVATIONS:
                return (dossier.trade_observations,)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartVersion:
    """A version of one part. ``beside`` tells apart what is shown with the part and is not of it; 0: nothing is."""

    part: DossierPart
    number: int
    beside: int = 0


def fingerprint(value: object) -> int:
    """A number of 48 bits, the same in every process for values that are equal, and for no others that matter."""
    return int.from_bytes(sha256(_written(value).encode()).digest()[:_BYTES])


def _written(value: Any) -> str:
    """The value in words of one way of writing alone: a set, which has no order, is written in that of its items."""
    if is_dataclass(value) and not isinstance(value, type):
        members = (f"{field.name}={_written(getattr(value, field.name))}" for field in fields(value))
        return f"{type(value).__name__}({','.join(members)})"
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{_written(key)}:{_written(each)}' for key, each in value.items()))}}}"
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(_written, value)))}}}"
    if isinstance(value, tuple):
        return f"({','.join(map(_written, value))})"
    return repr(value)
