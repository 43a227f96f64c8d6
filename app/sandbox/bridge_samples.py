"""The sandbox's bridges: requests of holders of a certification of the partner branch, at each of their steps."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import update

from app.db.tables import bridges
from app.domain.candidate import HeldCertification
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.sandbox.sample_acts import BY_CANDIDATE, SECRETARIAT, SampleActs, SampleCandidate, opening
from app.usecases.dossiers import preparing

_TOTAL = UUID("019aaf00-0000-7000-8000-000000000001")
_HELD = "PH04"
_STAGES = ("creation", "request", "registration")
_NAMES = (("Victoire", "Yvon"), ("Wassim", "Zeller"), ("Xavière", "Aubert"))


async def lead_bridges(acts: SampleActs) -> None:
    """One request that ends at each stage.

    The bridge counts as confirmed while they are led, and is the unconfirmed example that it was afterwards: nobody
    registers by one that is not (D26).
    """
    await _say(acts, confirmed=True)
    for number, (names, until) in enumerate(zip(_NAMES, _STAGES, strict=True), 51):
        held = HeldCertification(
            code=_HELD,
            certifier="CPNE de l'industrie pharmaceutique",
            number=f"PH-2020-{number}",
            awarded_on=date(2020, 6, 30),
        )
        candidate = SampleCandidate(names=names, number=number, activity="Conditionnement", held=(held,))
        await _Bridge(acts).lead(candidate, _STAGES.index(until))
    await _say(acts, confirmed=False)


async def _say(acts: SampleActs, *, confirmed: bool) -> None:
    async with acts.engine.begin() as connection:
        await connection.execute(update(bridges).where(bridges.c.id == _TOTAL).values(confirmed=confirmed))


@dataclass(frozen=True, slots=True)
class _Bridge:
    acts: SampleActs

    async def lead(self, candidate: SampleCandidate, last: int) -> None:
        declared = opening(
            candidate,
            pathway="bridge",
            certification_code="cqp-conducteur-ligne-conditionnement",
            bridge_id=_TOTAL,
        )
        dossier = await self.acts.open(SECRETARIAT, declared, self.acts.days_ago(50))
        for perform in (self.complete, self.register)[:last]:
            await perform(dossier)

    async def complete(self, dossier: Dossier) -> None:
        """What came by post, and the secretariat's word on the parchment."""
        when = self.acts.days_ago(48)
        await self.acts.bring(SECRETARIAT, dossier, DocumentKind.BRIDGE_REQUEST, BY_CANDIDATE, when)
        await self.acts.bring(SECRETARIAT, dossier, DocumentKind.PARCHMENT_COPY, frozenset(), when)
        await preparing.verify_held_certification(
            self.acts.uow(),
            self.acts.act(SECRETARIAT, "verifyHeldCertification", dossier, when),
            _HELD,
            verified=True,
            reason="Parchemin confirmé par la branche partenaire (exemple du bac à sable)",
        )

    async def register(self, dossier: Dossier) -> None:
        await self.acts.complete_registration(SECRETARIAT, dossier, self.acts.days_ago(45))
