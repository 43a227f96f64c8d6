"""Port to the companies."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from app.domain.company import Company
from app.usecases.paging import Page, PageRequest


class Companies(Protocol):
    """The companies that registered, several for one SIRET as long as none is approved."""

    async def add(self, company: Company) -> None: ...

    async def add_all(self, companies: Sequence[Company]) -> None:
        """Keep many at once."""
        ...

    async def get(self, company_id: UUID) -> Company | None: ...

    async def hold(self, company_id: UUID) -> Company | None:
        """The company, which no other succeeds until the transaction ends."""
        ...

    async def lock(self, company_ids: Collection[UUID]) -> Mapping[UUID, Company]:
        """These companies, to which nothing new is attached until the transaction ends."""
        ...

    async def by_ids(self, company_ids: Collection[UUID]) -> Mapping[UUID, Company]:
        """Those of these companies that exist, by their ids."""
        ...

    async def approved_of_units(self, sirens: Collection[str]) -> tuple[Company, ...]:
        """The approved companies of these legal units, by SIRET: at most one has each."""
        ...

    async def claims_on(self, siret: str) -> list[Company]:
        """Every registration of that SIRET, the oldest first, locked until the transaction ends.

        New ones wait too, so that two claims never overlook one another.
        """
        ...

    async def page(
        self,
        request: PageRequest,
        *,
        company_id: UUID | None = None,
        siret: str | None = None,
        state: str | None = None,
    ) -> Page[Company]: ...

    async def save(self, company: Company) -> Company:
        """Replace the company; the new version. Raises StaleVersion when it changed since it was read."""
        ...
