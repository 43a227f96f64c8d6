"""Port to the links between companies (D62)."""

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from app.domain.company_links import LinkChange, LinksOfCompany


class CompanyLinks(Protocol):
    """Links are made and ended, and never deleted."""

    async def lock(self) -> None:
        """Let no other transaction change links before this one is over: a link belongs to two companies."""
        ...

    async def of_company(self, company_id: UUID) -> LinksOfCompany: ...

    async def of_units(self, sirens: Collection[str]) -> Mapping[str, frozenset[str]]:
        """By their SIREN, the legal units with which one of their companies is linked; none where there is no link."""
        ...

    async def make(self, link_id: UUID, company_id: UUID, other_id: UUID, change: LinkChange) -> None: ...

    async def end(self, link_id: UUID, change: LinkChange) -> None: ...
