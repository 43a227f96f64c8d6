"""Ports to the fundings of dossiers."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from app.domain.deliberation import Outcome
from app.domain.dossier import Status
from app.domain.funding import Funding
from app.usecases.paging import Page, PageRequest

KEY_DATES = (
    "created_on",
    "requested_on",
    "admissibility_decided_on",
    "training_starts_on",
    "training_ends_on",
    "registered_on",
    "planned_assessment_on",
    "assessment_completed_on",
    "jury_registered_on",
    "jury_on",
    "decided_on",
    "closed_on",
)
"""The days on which a dossier goes on."""
_NONE_YET: Mapping[str, str | None] = dict.fromkeys(KEY_DATES)


class FundedDossier(NamedTuple):
    """A dossier as its funder sees it: what the store holds, its days written as the store writes them.

    Before the funding was confirmed, what else there is to see is None (D44). A tuple, for there are many at once.
    ``fundings``: the funder's own, rejected ones included; ``holder``: who the candidate is, for a pseudonym alone.
    """

    id: str
    number: str
    version: int
    confirmed: bool
    references: Sequence[str]
    status: str
    certification_code: str
    fundings: Sequence[Mapping[str, Any]]
    company_siret: str | None = None
    training_scheme: str | None = None
    outcome: str | None = None
    updated_at: datetime | None = None
    key_dates: Mapping[str, str | None] = _NONE_YET
    closure_reason: str | None = None
    pathway: str | None = None
    rncp_code: str | None = None
    certificates: Sequence[Mapping[str, Any]] = ()
    holder: str | None = None
    training_hours: int | None = None
    training_body_siret: str | None = None


class FundedOrder(StrEnum):
    """How a funder's dossiers are listed; by changes, those alone whose funding is confirmed."""

    NEWEST_FIRST = "-created_at"
    OLDEST_CHANGE_FIRST = "updated_at"
    NEWEST_CHANGE_FIRST = "-updated_at"


UPDATED_SINCE_OVERLAP = timedelta(minutes=5)
"""By how much whoever keeps up with changes goes back: a change is dated a little before it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundedFilter:
    """Which of the dossiers that a funder pays for.

    What is told of confirmed ones alone narrows to these: see ``is_of_confirmed_ones``. ``jury_since``: whose jury sits
    on that day or later, or sat and decided on it or later.
    """

    reference: str | None = None
    statuses: tuple[Status, ...] = ()
    number: str | None = None
    outcome: Outcome | None = None
    company_siret: str | None = None
    jury_since: date | None = None
    sort: FundedOrder | None = None
    certification_code: str | None = None
    confirmed: bool | None = None
    updated_since: datetime | None = None
    pathway: str | None = None
    training_scheme: str | None = None

    @property
    def order(self) -> FundedOrder:
        """The order asked for; of who keeps up with changes, the oldest change first; else the newest dossier first."""
        if self.sort is not None:
            return self.sort
        return FundedOrder.NEWEST_FIRST if self.updated_since is None else FundedOrder.OLDEST_CHANGE_FIRST

    @property
    def is_of_confirmed_ones(self) -> bool:
        """Whether something is asked that a funder learns of confirmed ones alone (D44)."""
        asked = (
            self.updated_since,
            self.pathway,
            self.training_scheme,
            self.company_siret,
            self.jury_since,
        )
        return any(asked) or self.order is not FundedOrder.NEWEST_FIRST


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
