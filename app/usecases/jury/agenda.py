"""What a session has before it, and what it decided."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.case import Case
from app.domain.deliberating import evaluators_words, scope_for
from app.domain.deliberation import CompetenceDecision, Decision
from app.domain.documents import Document
from app.domain.dossier import Dossier
from app.domain.jury import JurySession, SessionState
from app.domain.law import Violation
from app.domain.panel import MemberAccount, Recusal, recusals
from app.domain.rules.statuses import R71
from app.domain.text import Text
from app.domain.uploads import readable_kinds
from app.usecases.access import Caller, Role
from app.usecases.dossiers.facts import cases_of
from app.usecases.errors import NotFound, StepNotOpen
from app.usecases.jury.presiding import check_member
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """A dossier before the jury: what R60 and R61 list, what it would decide by default, and who stands back."""

    case: Case
    proposed: dict[str, CompetenceDecision]
    recusals: tuple[Recusal, ...]
    documents: tuple[Document, ...]


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


async def get_agenda(
    uow: UnitOfWork, caller: Caller, *, session_id: UUID, now: Moment
) -> tuple[JurySession, tuple[AgendaItem, ...]]:
    """The dossiers registered, by number. Raises NotFound: to its members too, once the session is closed."""
    async with uow:
        session = check_member(await uow.jury_sessions.get(session_id), caller)
        if caller.role is Role.JURY and session.state in {SessionState.CLOSED, SessionState.CANCELLED}:
            raise NotFound
        accounts = await uow.jury_sessions.accounts(session.id)
        cases = await cases_of(uow, await uow.dossiers.registered_to(session.id), now.on)
    return session, tuple(_item(case, session, accounts) for case in cases)


async def get_minutes(uow: UnitOfWork, caller: Caller, *, session_id: UUID, now: Moment) -> Minutes:
    """What the session decided so far. Raises NotFound, and StepNotOpen before it is open."""
    async with uow:
        session = check_member(await uow.jury_sessions.get(session_id), caller)
        if session.state in {SessionState.PLANNED, SessionState.CANCELLED}:
            raise StepNotOpen((_NOT_HELD,), now.on)
        registered = await uow.dossiers.registered_to(session.id)
    return Minutes(
        session=session,
        decided=tuple(
            (dossier, decision)
            for dossier in registered
            for decision in dossier.decisions
            if decision.session_id == session.id
        ),
        undecided=tuple(dossier for dossier in registered if not dossier.decisions),
    )


def _item(case: Case, session: JurySession, accounts: tuple[MemberAccount, ...]) -> AgendaItem:
    latest = (case.dossier.latest(kind) for kind in sorted(readable_kinds(case.dossier, Role.JURY)))
    return AgendaItem(
        case=case,
        proposed=evaluators_words(case, scope_for(case)),
        recusals=recusals(case, session, accounts),
        documents=tuple(document for document in latest if document is not None),
    )


_NOT_HELD = Violation(
    code="session_not_open",
    rule=R71,
    detail=Text("Cette session n'a pas été ouverte.", "This session has not been opened."),
)
