"""Port to the doubts on who is who."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.domain.dossier import Status
from app.domain.person_matches import MatchState, PersonMatch
from app.domain.persons import Identity
from app.usecases.paging import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierOfPerson:
    """A dossier under a person's key, and the civil status that it declares."""

    id: UUID
    number: str
    certification_code: str
    status: Status
    identity: Identity


class Persons(Protocol):
    """The persons whom the dossiers name, and what was decided of those in doubt."""

    async def lookalikes(self, identity: Identity) -> tuple[Identity, ...]:
        """Every identity of another key that has its birth date, or its names.

        Held until the end of the transaction, so that of two that are written at once the later one finds the first.
        """
        ...

    async def lock_identities(self, identities: Collection[Identity]) -> None:
        """Hold all of these likewise at once: whoever writes several in one transaction does so before the first."""
        ...

    async def same_as(self, person_key: str) -> frozenset[str]:
        """The key, and every key that was decided to be the same person's."""
        ...

    async def dossiers_of(self, person_keys: frozenset[str]) -> tuple[DossierOfPerson, ...]:
        """The dossiers under those keys, oldest first."""
        ...

    async def add(self, match: PersonMatch) -> None:
        """Keep a doubt; of two keys that have a match already, nothing is written."""
        ...

    async def get(self, match_id: UUID) -> PersonMatch | None: ...

    async def get_locked(self, match_id: UUID) -> PersonMatch | None:
        """The same, while nobody else decides on any match until the end of the transaction."""
        ...

    async def decided_around(self, match: PersonMatch) -> tuple[PersonMatch, ...]:
        """Every match decided between the persons that it is about."""
        ...

    async def naming(self, person_key: str) -> tuple[PersonMatch, ...]:
        """Every match that the key is a side of, held as ``get_locked`` holds one."""
        ...

    async def save(self, match: PersonMatch) -> PersonMatch:
        """Keep it as it is now, in a new version."""
        ...

    async def drop(self, match: PersonMatch) -> None:
        """Forget a match whose two sides have become one, or that nobody would doubt any more."""
        ...

    async def page(self, state: MatchState | None, request: PageRequest) -> Page[PersonMatch]:
        """The matches in that state, or all of them, newest first."""
        ...
