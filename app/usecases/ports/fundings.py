"""Ports to the fundings of dossiers."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from app.domain.dossier import Status
from app.domain.funding import Funding
from app.usecases.paging import Page, PageRequest

KEY_DATES = (
    "created_on",
    "requested_on",
    "registered_on",
    "planned_assessment_on",
    "assessment_completed_on",
    "jury_registered_on",
    "decided_on",
    "closed_on",
)
"""The days on which a dossier goes on."""
_NONE_YET: Mapping[str, str | None] = dict.fromkeys(KEY_DATES)


class FundedDossier(NamedTuple):
    """A dossier as its funder sees it: what the store holds, its days written as the store writes them.

    Before the funding was confirmed, what else there is to see is None (D44). A tuple, for there are many at once.
    """

    id: str
    number: str
    version: int
    confirmed: bool
    references: Sequence[str]
    status: str
    certification_code: str
    company_siret: str | None = None
    training_scheme: str | None = None
    outcome: str | None = None
    updated_at: datetime | None = None
    key_dates: Mapping[str, str | None] = _NONE_YET
    closure_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundedFilter:
    """Which of the dossiers that a funder pays for.

    What is told of confirmed ones alone narrows to these: ``updated_since``, ``pathway``, ``training_scheme``.
    """

    reference: str | None = None
    status: Status | None = None
    certification_code: str | None = None
    confirmed: bool | None = None
    updated_since: datetime | None = None
    pathway: str | None = None
    training_scheme: str | None = None

    @property
    def oldest_change_first(self) -> bool:
        """The order of who keeps up with changes; else newest dossier first."""
        return self.updated_since is not None


class FundedDossiers(Protocol):
    """The dossiers as their funders see them, each asked in one statement. Other funders' are absent."""

    async def funded(
        self, funder_code: str | None, dossier_id: UUID, *, stops: Sequence[str]
    ) -> tuple[bool, FundedDossier | None]:
        """Whether one of the names ``stops`` is of a stopped token; and the dossier, None where so."""
        ...

    async def funded_page(
        self, funder_code: str | None, request: PageRequest, wanted: FundedFilter
    ) -> Page[FundedDossier]:
        """Newest first; from ``updated_since`` on, the oldest change first."""
        ...

    def funded_stream(
        self, funder_code: str | None, wanted: FundedFilter, *, after: str | None
    ) -> AsyncGenerator[Sequence[FundedDossier], None]:
        """All of them in the same order, in batches, after a place such as pages give (None: from the start).

        Nothing is held while a batch is taken in: no connection, no transaction. A dossier that is funded all along
        comes once, as it stands when its batch is read; ordered by change, it comes again when it changes meanwhile.
        """
        ...

    async def funded_under(
        self, funder_code: str | None, references: Sequence[str]
    ) -> Mapping[str, Sequence[FundedDossier]]:
        """Those under each of the references, by the references as given; one may cover several dossiers."""
        ...


class Fundings(Protocol):
    """The fundings of dossiers, each under the reference that its funder knows it by."""

    async def add(self, dossier_id: UUID, funding: Funding) -> None:
        """Keep a funding; one that the dossier has already stays as it is."""
        ...

    async def save(self, funding: Funding) -> None:
        """Write over the funding of this id."""
        ...

    async def remove(self, funding_id: UUID) -> None: ...

    async def of_dossier(self, dossier_id: UUID) -> tuple[Funding, ...]:
        """Every funding of a dossier, rejected ones included, in the order of their declaration."""
        ...

    async def funded(self, funder_code: str | None, dossier_id: UUID) -> FundedDossier | None:
        """The dossier as its funder sees it, within the transaction."""
        ...
