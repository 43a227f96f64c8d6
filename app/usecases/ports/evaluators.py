"""Port to the evaluators on the CPNE's list."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.domain.authorisation_changes import RecordedChange
from app.domain.evaluators import Evaluator
from app.usecases.paging import Page, PageRequest


class Evaluators(Protocol):
    """Natural persons, each with their authorisations and affiliations. Addresses are in lower case."""

    async def add(self, evaluator: Evaluator, *, at: datetime, from_before: bool = False) -> bool:
        """Keep somebody new, and what they are authorised for as changes; False where their address is taken.

        ``from_before``: they were authorised before the platform, and nothing of it is a change (D77).
        """
        ...

    async def get(self, evaluator_id: UUID) -> Evaluator | None: ...

    async def by_ids(self, evaluator_ids: Collection[UUID]) -> Mapping[UUID, Evaluator]:
        """Those of these evaluators that exist, by their ids."""
        ...

    async def with_email(self, email: str) -> UUID | None:
        """Whose address it is, None where nobody's."""
        ...

    async def save(self, evaluator: Evaluator, *, at: datetime, from_before: bool = False) -> Evaluator:
        """Replace the evaluator, and record what changed of their authorisations; the new version.

        ``from_before``: what differs is how they were authorised before the platform.
        Raises StaleVersion when it changed since it was read.
        """
        ...

    async def changes(self, *, since: date | None) -> Sequence[RecordedChange]:
        """What changed of authorisations on that day and later, or ever, the earliest first."""
        ...

    async def mark_told(self, *, changed_until: date, told_on: date) -> int:
        """Say of what changed until that day, and was not told, that it was told; of how many."""
        ...

    async def authorised(
        self, request: PageRequest, *, on: date, certification_code: str | None, region: str | None
    ) -> Page[Evaluator]:
        """Those who hold on ``on`` an authorisation for what is given, the newest first."""
        ...
