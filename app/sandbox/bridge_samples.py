"""The sandbox's bridges: holders of a certification of the partner branch, at each of their steps, and what that branch
brought itself."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import update
from uuid_utils.compat import uuid7

from app.db.tables import bridges
from app.domain.bridge_requests import REQUEST_PIECES, ParchmentHolder, Presented
from app.domain.candidate import HeldCertification
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.sandbox.sample_acts import BY_CANDIDATE, SECRETARIAT, SampleActs, SampleCandidate, empty_page, opening
from app.usecases.access import Caller, Role
from app.usecases.bridge_requests.answering import RequestAnswer, decline_bridge_request
from app.usecases.bridge_requests.bringing import IncomingPiece, IncomingRequest, ShownRequest, request_bridge
from app.usecases.dossiers import preparing

_TOTAL = UUID("019aaf00-0000-7000-8000-000000000001")
_HELD = "PH04"
_PACKAGING = "cqp-conducteur-ligne-conditionnement"
_STAGES = ("creation", "request", "registration")
_NAMES = (("Victoire", "Yvon"), ("Wassim", "Zeller"), ("Xavière", "Aubert"))
_PARTNER = Caller(
    role=Role.CLIENT,
    client_id="pharma-sandbox",
    name="Branche pharmaceutique (bac à sable)",
    branch="pharma",
    scopes=frozenset({"bridges:request"}),
)


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


async def bring_requests(acts: SampleActs) -> None:
    """What the partner branch brought for two holders: one waits for the secretariat, one was declined (D73)."""
    await _brought(acts, "Yasmine", "Bellanger", "PH-2021-61", days_ago=4)
    declined = await _brought(acts, "Zacharie", "Caron", "PH-2021-62", days_ago=12)
    answer = RequestAnswer(
        caller=SECRETARIAT, request_id=declined.followed.request.id, now=acts.days_ago(9), new_id=uuid7
    )
    reason = "La copie du parchemin est illisible (exemple du bac à sable)."
    await decline_bridge_request(acts.uow(), answer, reason)


async def _brought(acts: SampleActs, first_name: str, name: str, number: str, *, days_ago: int) -> ShownRequest:
    holder = ParchmentHolder(
        birth_name=name,
        usage_name=None,
        first_names=first_name,
        birth_date=date(1990, 5, 17),
        sex="F" if first_name == "Yasmine" else "M",
        birth_place="Tours",
        email=f"{name.lower()}@sandbox.example",
        address=None,
    )
    presented = Presented(
        certification_code=_PACKAGING, partner_certification=_HELD, number=number, awarded_on=date(2021, 6, 30)
    )
    pieces = {kind: IncomingPiece(file_name=f"{kind}.pdf", content=empty_page()) for kind in REQUEST_PIECES}
    incoming = IncomingRequest(presented=presented, holder=holder, pieces=pieces)
    return await request_bridge(acts.uow(), acts.storage, _PARTNER, incoming, now=acts.days_ago(days_ago), new_id=uuid7)


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
            certification_code=_PACKAGING,
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
