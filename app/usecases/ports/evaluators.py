"""Port to the evaluators on the CPNE's list."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.domain.evaluators import Evaluator
from app.usecases.paging import Page, PageRequest


class Evaluators(Protocol):
    """Natural persons, each with their authorisations and affiliations. Addresses are in lower case."""

    async def add(self, evaluator: Evaluator, *, at: datetime) -> bool:
        """Keep somebody new; False where their address is somebody else's."""
        ...

    async def get(self, evaluator_id: UUID) -> Evaluator | None: ...

    async def by_ids(self, evaluator_ids: Collection[UUID]) -> Mapping[UUID, Evaluator]:
        """Those of these evaluators that exist, by their ids."""
        ...

    async def with_email(self, email: str) -> UUID | None:
        """Whose address it is, None where nobody's."""
        ...

    async def save(self, evaluator: Evaluator, *, at: datetime) -> Evaluator:
        """Replace the evaluator; the new version. Raises StaleVersion when it changed since it was read."""
        ...

    async def authorised(
        self, request: PageRequest, *, on: date, certification_code: str | None, region: str | None
    ) -> Page[Evaluator]:
        """Those who hold on ``on`` an authorisation for what is given, the newest first."""
        ...
