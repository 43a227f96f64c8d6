"""The minutes of a session as data, while it sits and ever after (R62, R63, D31)."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.deliberation import Decision
from app.domain.dossier import Dossier
from app.domain.jury import JurySession, SessionState
from app.domain.law import Violation
from app.domain.rules.statuses import R71
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.errors import StepNotOpen
from app.usecases.jury.session_access import check_member
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What a session decided; final once its chair has countersigned."""

    session: JurySession
    decided: tuple[tuple[Dossier, Decision], ...]
    undecided: tuple[Dossier, ...]

    @property
    def final(self) -> bool:
        """Whether nothing in it changes any more."""
        return self.session.state is SessionState.CLOSED


async def get_minutes(uow: UnitOfWork, caller: Caller, *, session_id: UUID, now: Moment) -> Minutes:
    """What the session decided so far. Raises NotFound, and StepNotOpen before it is open."""
    async with uow:
        return await _read(uow, caller, session_id, now)


async def _read(uow: UnitOfWork, caller: Caller, session_id: UUID, now: Moment) -> Minutes:
    return await minutes_of(uow, check_held(check_member(await uow.jury_sessions.get(session_id), caller), now))


def check_held(session: JurySession, now: Moment) -> JurySession:
    """The session, which has minutes once it was opened. Raises StepNotOpen before."""
    if session.state in {SessionState.PLANNED, SessionState.CANCELLED}:
        raise StepNotOpen((_NOT_HELD,), now.on)
    return session


async def minutes_of(uow: UnitOfWork, session: JurySession) -> Minutes:
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
    )


_NOT_HELD = Violation(
    code="session_not_open",
    rule=R71,
    detail=Text("Cette session n'a pas été ouverte.", "This session has not been opened."),
)
