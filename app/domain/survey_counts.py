"""Surveys counted: by certification, year of the award and access, the rates always with their n.

France compétences' definitions: the global rate is those who answered and work, the target-job rate those who answered
and work in the job that the certification prepares for, each of those who answered without the neutralised.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.surveys import SurveyWave
from app.domain.text import Text


class AccessRoute(StrEnum):
    """How a holder came to the certification."""

    TRAINING = "training"
    VAE = "vae"
    OTHER = "other"


ACCESS_ROUTE_LABELS = {
    AccessRoute.TRAINING: Text("Formation", "Training"),
    AccessRoute.VAE: Text("Validation des acquis de l'expérience", "Validation of experience"),
    AccessRoute.OTHER: Text("Passerelle ou équivalence", "Bridge or equivalence"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveCounts:
    """One wave of a group, in holders. ``asked``: those written to, called, or who answered; ``employed`` includes
    those ``in_target``."""

    asked: int = 0
    answered: int = 0
    neutralised: int = 0
    employed: int = 0
    in_target: int = 0

    def __add__(self, other: "WaveCounts") -> "WaveCounts":
        return WaveCounts(
            asked=self.asked + other.asked,
            answered=self.answered + other.answered,
            neutralised=self.neutralised + other.neutralised,
            employed=self.employed + other.employed,
            in_target=self.in_target + other.in_target,
        )

    @property
    def n(self) -> int:
        """Of how many the rates are told."""
        return self.answered - self.neutralised

    @property
    def global_rate(self) -> float | None:
        """The part that works, in percent."""
        return percent(self.employed, self.n)

    @property
    def target_rate(self) -> float | None:
        """The part that works in the target job, in percent."""
        return percent(self.in_target, self.n)

    @property
    def answer_rate(self) -> float | None:
        """The part of those asked that answered, in percent."""
        return percent(self.answered, self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """The holders of one certification awarded in one calendar year, by one access or, where it is None, by all.

    ``certified`` and ``by_vae`` count certificates that are valid.
    """

    certification_code: str
    year: int
    access: AccessRoute | None
    certified: int
    by_vae: int
    waves: Mapping[SurveyWave, WaveCounts] = field(default_factory=dict)

    def of(self, wave: SurveyWave) -> WaveCounts:
        """The counts of a wave."""
        return self.waves.get(wave, WaveCounts())


def percent(part: int, whole: int) -> float | None:
    """The part, in percent with one decimal, halves upwards; None of nothing."""
    return (2000 * part + whole) // (2 * whole) / 10 if whole else None


def with_totals(promotions: Iterable[Promotion]) -> Iterator[Promotion]:
    """Each certification and year: the whole promotion first, then by access, in the order of their codes."""
    groups: dict[tuple[str, int], list[Promotion]] = {}
    for each in promotions:
        groups.setdefault((each.certification_code, each.year), []).append(each)
    for (code, year), parts in sorted(groups.items()):
        yield Promotion(
            certification_code=code,
            year=year,
            access=None,
            certified=sum(part.certified for part in parts),
            by_vae=sum(part.by_vae for part in parts),
            waves={wave: sum((part.of(wave) for part in parts), WaveCounts()) for wave in SurveyWave},
        )
        yield from sorted(parts, key=lambda part: part.access or "")
