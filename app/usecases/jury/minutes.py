"""The minutes of a session as data, while it sits and ever after (R62, R63, D31)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.cqpi import WithheldCqpi, withheld_cqpi
from app.domain.deliberation import Decision
from app.domain.dossier import Dossier
from app.domain.jury import JurySession, SessionState
from app.domain.law import Violation
from app.domain.rules.statuses import R71
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.facts import cases_of
from app.usecases.errors import StepNotOpen
from app.usecases.jury.session_access import check_member
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What a session decided; final once its chair has countersigned.

    ``withheld``: by the decision that leaves them so, the CQPI asked for that are not delivered (D74).
    """

    session: JurySession
    decided: tuple[tuple[Dossier, Decision], ...]
    undecided: tuple[Dossier, ...]
    withheld: Mapping[UUID, tuple[WithheldCqpi, ...]] = field(default_factory=dict)

    @property
    def final(self) -> bool:
        """Whether nothing in it changes any more."""
        return self.session.state is SessionState.CLOSED


async def get_minutes(uow: UnitOfWork, caller: Caller, *, session_id: UUID, now: Moment) -> Minutes:
    """What the session decided so far. Raises NotFound, and StepNotOpen before it is open."""
    async with uow:
        return await _read(uow, caller, session_id, now)


async def _read(uow: UnitOfWork, caller: Caller, session_id: UUID, now: Moment) -> Minutes:
    return await minutes_of(uow, check_held(check_member(await uow.jury_sessions.get(session_id), caller), now), now)


def check_held(session: JurySession, now: Moment) -> JurySession:
    """The session, which has minutes once it was opened. Raises StepNotOpen before."""
    if session.state in {SessionState.PLANNED, SessionState.CANCELLED}:
        raise StepNotOpen((_NOT_HELD,), now.on)
    return session


async def minutes_of(uow: UnitOfWork, session: JurySession, now: Moment) -> Minutes:
    """What the session decided, as its dossiers have it."""
    before_it = await uow.dossiers.before_session(session.id)
    return Minutes(
        session=session,
        decided=tuple(
            (dossier, decision)
            for dossier in before_it
            for decision in dossier.decisions
            if decision.session_id == session.id
        ),
        undecided=tuple(dossier for dossier in before_it if not dossier.decisions),
        withheld=await _withheld(uow, session, before_it, now),
    )


async def _withheld(
    uow: UnitOfWork, session: JurySession, before_it: Iterable[Dossier], now: Moment
) -> dict[UUID, tuple[WithheldCqpi, ...]]:
    asking = [dossier for dossier in before_it if dossier.requested_cqpi and _decided_last_by(session, dossier)]
    certificates = await uow.certificates.of_dossiers([dossier.id for dossier in asking]) if asking else {}
    found: dict[UUID, tuple[WithheldCqpi, ...]] = {}
    for case in await cases_of(uow, asking, now.on):
        delivered = {each.certification_code for each in certificates.get(case.dossier.id, ())}
        if case.dossier.decision is not None:
            closed = session.state is SessionState.CLOSED
            found[case.dossier.decision.id] = withheld_cqpi(case, delivered, is_closed=closed)
    return found


def _decided_last_by(session: JurySession, dossier: Dossier) -> bool:
    return dossier.decision is not None and dossier.decision.session_id == session.id


_NOT_HELD = Violation(
    code="session_not_open",
    rule=R71,
    detail=Text("Cette session n'a pas été ouverte.", "This session has not been opened."),
)
