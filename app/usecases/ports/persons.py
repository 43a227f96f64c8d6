"""Port to who is who: the persons behind the dossiers, and the matches that join them or tell them apart."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.domain.dossier import Dossier, KnownDeath, Status
from app.domain.former_register import FormerAward
from app.domain.person_matches import Doubt, MatchState, PersonMatch
from app.domain.persons import Identity
from app.domain.recognition import Appearance
from app.usecases.paging import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierOfPerson:
    """A dossier of a person, and the civil status that it declares.

    ``is_former``: it is an award of the former register, which has no dossier here (D77).
    """

    id: UUID
    number: str
    certification_code: str
    option: str | None
    status: Status
    person_id: UUID
    identity: Identity
    is_former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateOfPerson:
    """A certificate of a person, and the dossier that led to it; None of the former register (D77)."""

    number: str
    certification_code: str
    option: str | None
    state: str
    dossier_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What is known beside a dossier of its person: the ``others`` that were not closed and the ``awards`` of the
    former register, both oldest first; what is undecided between the person and one who was there before; the deaths on
    record in any of the dossiers, itself among them (D69)."""

    others: tuple[Dossier, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    known_deaths: tuple[KnownDeath, ...] = ()
    awards: tuple[FormerAward, ...] = ()


class Persons(Protocol):
    """The persons whom the dossiers name, and what was decided of those in doubt."""

    async def lookalikes(self, identity: Identity) -> tuple[Appearance, ...]:
        """Every dossier that has its birth date, or its names, and still names somebody."""
        ...

    async def lock_identities(self, identities: Collection[Identity]) -> None:
        """Hold whoever looks like these until the end of the transaction, so that of two that are written at once the
        later one finds the first. Taken before ``lock_matches``; whoever writes several takes them at once."""
        ...

    async def look_ahead(self, identities: Collection[Identity]) -> None:
        """Hold whoever looks like these, and find them: ``lookalikes`` tells once of each who they were, where nothing
        was written of them meanwhile."""
        ...

    async def lock_matches(self) -> None:
        """Hold every match until the end of the transaction: nobody else joins persons, or tells them apart."""
        ...

    async def appearances(self, dossier_ids: Collection[UUID]) -> tuple[Appearance, ...]:
        """What those dossiers show, as far as they still name somebody."""
        ...

    async def around(self, dossier_ids: Collection[UUID]) -> tuple[PersonMatch, ...]:
        """Every match that a dossier of their persons is a side of."""
        ...

    async def person_of(self, dossier_id: UUID) -> frozenset[UUID]:
        """The dossiers of the dossier's person, itself among them."""
        ...

    async def ids_of(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
        """The person of each of those dossiers."""
        ...

    async def assign(self, person_ids: Mapping[UUID, UUID]) -> None:
        """Write down whose each dossier is."""
        ...

    async def dossiers_of(self, person_ids: Collection[UUID]) -> tuple[DossierOfPerson, ...]:
        """The dossiers of those persons, oldest first."""
        ...

    async def certificates_of(self, person_id: UUID) -> tuple[CertificateOfPerson, ...]:
        """The certificates of that person, by number."""
        ...

    async def bearing(self, identity: Identity) -> tuple[UUID, ...]:
        """The ids of the persons who are written down under that civil status."""
        ...

    async def search(self, words: Collection[str], request: PageRequest) -> Page[UUID]:
        """The ids of the persons whose civil status or dossier's number has all of those folded words, newest first."""
        ...

    async def known_deaths(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, tuple[KnownDeath, ...]]:
        """By dossier, the deaths on record in any dossier of its person, itself among them (D69)."""
        ...

    async def facts_of(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, PersonFacts]:
        """By dossier, what its person's other dossiers and awards tell of it."""
        ...

    async def add(self, match: PersonMatch) -> None:
        """Keep a match; of two dossiers that have one already, nothing is written."""
        ...

    async def get(self, match_id: UUID) -> PersonMatch | None: ...

    async def get_locked(self, match_id: UUID) -> PersonMatch | None:
        """The same, behind ``lock_matches``."""
        ...

    async def save(self, match: PersonMatch) -> PersonMatch:
        """Keep it as it is now, in a new version."""
        ...

    async def drop(self, matches: Collection[PersonMatch]) -> None:
        """Forget matches that nobody would doubt any more."""
        ...

    async def page(self, state: MatchState | None, request: PageRequest) -> Page[PersonMatch]:
        """The matches in that state, or all of them, newest first."""
        ...
