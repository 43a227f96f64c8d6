"""Port to what the partner branch decided for holders of our certificates."""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from app.domain.partner_decisions import PartnerDecision, PartnerReport
from app.usecases.paging import Page, PageRequest


class PartnerDecisions(Protocol):
    """Decisions reported by the partner branch, each with what it said before."""

    async def add(self, decision: PartnerDecision) -> bool:
        """Keep it; whether it is new. Of one certificate, one certification and one day there is one decision."""
        ...

    async def reported(self, report: PartnerReport) -> PartnerDecision | None:
        """The decision on record for the report's certificate, certification and day, whatever its outcome.

        Those that were taken back aside.
        """
        ...

    async def get_locked(self, decision_id: UUID) -> PartnerDecision | None:
        """The decision, held until the end of the transaction."""
        ...

    async def standing_on(self, certificate_number: str) -> Sequence[PartnerDecision]:
        """Those that rest on the certificate and were not taken back, oldest first."""
        ...

    async def save(self, decision: PartnerDecision) -> bool:
        """Write over it; False where its certificate, certification and day are another's that stands."""
        ...

    async def page(
        self,
        request: PageRequest,
        *,
        certificate_number: str | None = None,
        dossier_id: UUID | None = None,
        certifications: Collection[str] | None = None,
    ) -> Page[PartnerDecision]:
        """Those that match everything given, newest first; ``certifications``: for one of these alone."""
        ...
