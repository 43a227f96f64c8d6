"""Two dossiers that may be one person's: established by evidence, or in doubt until the secretariat says so (D49)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.persons import Difference
from app.domain.text import Text


class MatchState(StrEnum):
    """What is known of two dossiers: nothing yet, that they are one person's, that they are two persons'."""

    PENDING = "pending"
    SAME = "same"
    DIFFERENT = "different"


MATCH_STATE_LABELS = {
    MatchState.PENDING: Text("À examiner", "To be reviewed"),
    MatchState.SAME: Text("Une seule personne", "One person"),
    MatchState.DIFFERENT: Text("Deux personnes", "Two persons"),
}


class EstablishedBy(StrEnum):
    """How it is established that two dossiers are one person's (D49)."""

    SAME_COMPANY = "same_company"
    CERTIFICATE_NUMBER = "certificate_number"
    SECRETARIAT = "secretariat"


ESTABLISHED_BY_LABELS = {
    EstablishedBy.SAME_COMPANY: Text("Le même état civil, dans la même entreprise", "One civil status, one company"),
    EstablishedBy.CERTIFICATE_NUMBER: Text(
        "Le même état civil, et un numéro de certificat vérifié", "One civil status, and a verified certificate number"
    ),
    EstablishedBy.SECRETARIAT: Text("Le secrétariat l'a dit", "The secretariat said so"),
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
    """Two dossiers that may be one person's, found when ``found_in`` was opened or changed. Of two there is one match.

    ``evidence``: what establishes it without anybody's word, None where there is a doubt. The last decision counts
    before it, and those before stay.
    """

    id: UUID
    dossier_ids: frozenset[UUID]
    differences: frozenset[Difference]
    evidence: EstablishedBy | None = None
    found_in: UUID
    found_at: datetime
    decisions: tuple[MatchDecision, ...] = ()
    version: int = 1

    def __post_init__(self) -> None:
        if len(self.dossier_ids) != 2:
            raise ValueError("a match is between two")

    @property
    def state(self) -> MatchState:
        """What was decided last; else what the evidence says, else nothing yet."""
        if self.decisions:
            return self.decisions[-1].state
        return MatchState.PENDING if self.evidence is None else MatchState.SAME

    @property
    def established_by(self) -> EstablishedBy | None:
        """How it is established that they are one person's; None where it is not."""
        if self.state is not MatchState.SAME:
            return None
        return EstablishedBy.SECRETARIAT if self.decisions else self.evidence

    def decided(self, decision: MatchDecision) -> "PersonMatch":
        """The match with one decision more."""
        return replace(self, decisions=(*self.decisions, decision))

    def other_than(self, dossier_id: UUID) -> UUID:
        """The other side. Raises ValueError where that dossier is no side of it."""
        (other,) = self.dossier_ids - {dossier_id}
        return other


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A match that waits for a word, and the number of the dossier opened before that may be the same person's."""

    match_id: UUID
    earlier_number: str


Person = frozenset[UUID]
"""A person is the dossiers that matches join; they are known by the id of the oldest."""


def person_id_of(person: Person) -> UUID:
    """The person's id: the oldest dossier's, since ids grow with time."""
    return min(person)


def dossiers_named_by(matches: Iterable[PersonMatch]) -> frozenset[UUID]:
    """Every dossier that is a side of one of the matches."""
    return frozenset[UUID]().union(*(match.dossier_ids for match in matches))


def persons_among(dossier_ids: Iterable[UUID], matches: Iterable[PersonMatch]) -> tuple[Person, ...]:
    """The persons that dossiers and matches tell of, the one known longest first."""
    persons = [frozenset({each}) for each in dict.fromkeys(dossier_ids)]
    for match in matches:
        sides = [frozenset({each}) for each in match.dossier_ids]
        persons.extend(side for side in sides if not any(side <= person for person in persons))
        if match.state is MatchState.SAME:
            joined = [person for person in persons if person & match.dossier_ids]
            persons = [person for person in persons if not person & match.dossier_ids]
            persons.append(frozenset[UUID]().union(*joined))
    return tuple(sorted(persons, key=person_id_of))


def are_linked(one: Person, other: Person, matches: Iterable[PersonMatch]) -> bool:
    """Whether a match, in whatever state, stands between two persons: then nobody needs another."""
    return any(match.dossier_ids & one and match.dossier_ids & other for match in matches)


def sides_of(match: PersonMatch, matches: Iterable[PersonMatch]) -> tuple[Person, Person]:
    """The two persons that the match is about, the one known longest first: who each would be without it."""
    first, second = sorted(match.dossier_ids)
    persons = persons_among(match.dossier_ids, (other for other in matches if other.id != match.id))
    one, other = (next(person for person in persons if each in person) for each in (first, second))
    return (one, other) if one != other else (frozenset({first}), frozenset({second}))


def contradicted_by(decided: PersonMatch, others: Iterable[PersonMatch]) -> tuple[PersonMatch, ...]:
    """The matches, ``decided`` itself perhaps, that call two whom everything together makes one.

    ``others`` are those around it.
    """
    every = (decided, *(other for other in others if other.id != decided.id))
    persons = persons_among((), every)
    apart = (match for match in every if match.state is MatchState.DIFFERENT)
    return tuple(match for match in apart if any(match.dossier_ids <= person for person in persons))


def settled_by_others(matches: Collection[PersonMatch]) -> tuple[PersonMatch, ...]:
    """The doubts that nobody has to decide any more: by others, their two sides are one person, or are told apart."""
    persons = persons_among((), matches)

    def is_settled(match: PersonMatch) -> bool:
        one, other = (next(p for p in persons if each in p) for each in sorted(match.dossier_ids))
        apart = (each for each in matches if each.state is MatchState.DIFFERENT)
        return one == other or any(each.dossier_ids & one and each.dossier_ids & other for each in apart)

    return tuple(match for match in matches if match.state is MatchState.PENDING and is_settled(match))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bequest:
    """What becomes of the matches of a dossier that names nobody any more: handed on to another, or of no use."""

    handed_on: tuple[PersonMatch, ...] = ()
    dropped: tuple[PersonMatch, ...] = ()


def bequest_of(gone: UUID, matches: Collection[PersonMatch]) -> Bequest:
    """What the person's next dossier inherits, so that what was said of the person stays said.

    ``matches`` are all of the person's. Without another dossier there is no person left to say anything of.
    """
    of_it = [match for match in matches if gone in match.dossier_ids]
    heir = min((match.other_than(gone) for match in of_it if match.state is MatchState.SAME), default=None)
    if heir is None:
        return Bequest(dropped=tuple(of_it))
    known = {match.other_than(heir) for match in matches if heir in match.dossier_ids} | {heir}
    moved = tuple(
        replace(match, dossier_ids=frozenset({heir, match.other_than(gone)}))
        for match in of_it
        if match.other_than(gone) not in known
    )
    kept = {match.id for match in moved}
    return Bequest(handed_on=moved, dropped=tuple(match for match in of_it if match.id not in kept))
