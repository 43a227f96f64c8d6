"""Ports to the fundings of dossiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.usecases.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class FundedDossier:
    """A dossier as its funder sees it: the answer's members as they are, nothing being done with them (D44)."""

    version: int
    members: Mapping[str, Any]


class FundedDossiers(Protocol):
    """The dossiers as their funders see them, each asked in one statement. Other funders' are absent."""

    async def funded(self, funder_code: str | None, dossier_id: UUID) -> FundedDossier | None: ...

    async def funded_page(
        self, funder_code: str | None, request: PageRequest, *, reference: str | None, updated_since: datetime | None
    ) -> Page[FundedDossier]:
        """Newest first. What changed when is told of those confirmed alone."""
        ...

    async def funded_under(
        self, funder_code: str | None, references: Sequence[str]
    ) -> Mapping[str, Sequence[FundedDossier]]:
        """Those under each of the references, by the references as given; one may cover several dossiers."""
        ...


class Fundings(Protocol):
    """The fundings of dossiers, each under the reference that its funder knows it by."""

    async def add(self, dossier_id: UUID, funder_code: str, reference: str) -> None:
        """Declare a funding; one that is declared already stays as it is."""
        ...

    async def funded(self, funder_code: str | None, dossier_id: UUID) -> FundedDossier | None:
        """The dossier as its funder sees it, within the transaction."""
        ...

    async def confirm(self, dossier_id: UUID, funder_code: str, reference: str, at: datetime) -> bool | None:
        """The funder's yes; False where it was given before, None where the funder has no such reference there."""
        ...

    async def reject(self, dossier_id: UUID, funder_code: str, reference: str, at: datetime) -> bool:
        """The funder's no, which takes its yes back; False where the funder has no such reference there."""
        ...
