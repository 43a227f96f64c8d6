"""Two persons who may be one: in doubt until the secretariat says so, and whatever it said may be said again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.persons import Difference
from app.domain.text import Text


class MatchState(StrEnum):
    """What is known of two persons: nothing yet, that they are one, that they are two."""

    PENDING = "pending"
    SAME = "same"
    DIFFERENT = "different"


MATCH_STATE_LABELS = {
    MatchState.PENDING: Text("À examiner", "To be reviewed"),
    MatchState.SAME: Text("Une seule personne", "One person"),
    MatchState.DIFFERENT: Text("Deux personnes", "Two persons"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchDecision:
    """What was decided, by whom and why; ``state`` is never pending."""

    state: MatchState
    reason: str
    decided_by: Mapping[str, str]
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMatch:
    """Two person keys in doubt, found when ``found_in`` was opened or corrected. Of two keys there is one match.

    The last decision counts, and those before it stay.
    """

    id: UUID
    keys: frozenset[str]
    differences: frozenset[Difference]
    found_in: UUID
    found_at: datetime
    decisions: tuple[MatchDecision, ...] = ()
    version: int = 1

    def __post_init__(self) -> None:
        if len(self.keys) != 2:
            raise ValueError("a match is between two")

    @property
    def state(self) -> MatchState:
        """What was decided last."""
        return self.decisions[-1].state if self.decisions else MatchState.PENDING

    def decided(self, decision: MatchDecision) -> "PersonMatch":
        """The match with one decision more."""
        return replace(self, decisions=(*self.decisions, decision))

    def followed(self, former: str, current: str) -> "PersonMatch | None":
        """The match after a correction left nobody under ``former``; None where its two sides have become one."""
        keys = (self.keys - {former}) | {current}
        return replace(self, keys=keys) if len(keys) == 2 else None


def contradicted_by(decided: PersonMatch, others: Iterable[PersonMatch]) -> tuple[PersonMatch, ...]:
    """The matches, ``decided`` itself perhaps, that call two whom all the decisions together make one.

    ``others`` are those decided around it.
    """
    every = (decided, *(other for other in others if other.id != decided.id))
    persons = _persons(match.keys for match in every if match.state is MatchState.SAME)
    apart = (match for match in every if match.state is MatchState.DIFFERENT)
    return tuple(match for match in apart if any(match.keys <= person for person in persons))


def _persons(pairs: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The keys of each person, drawn from the pairs that are one."""
    persons: list[frozenset[str]] = []
    for pair in pairs:
        joined = [person for person in persons if person & pair]
        persons = [person for person in persons if not person & pair]
        persons.append(pair.union(*joined))
    return persons
