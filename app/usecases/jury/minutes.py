"""The minutes of a session: as data while it sits and ever after, on paper once it is closed (R62, R63, D31)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.domain.case import Case
from app.domain.deliberating import evaluators_words, scope_for
from app.domain.deliberation import DECISION_KIND_LABELS, CompetenceDecision, Decision
from app.domain.dossier import STATUS_LABELS, Dossier, Status
from app.domain.jury import COLLEGE_LABELS, College, CollegeVotes, JurySession, SessionState
from app.domain.law import Violation
from app.domain.pathways import pathway_of
from app.domain.rules.decisions import D39
from app.domain.rules.statuses import R71
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.facts import cases_of
from app.usecases.errors import StepNotOpen
from app.usecases.jury.presiding import check_member
from app.usecases.moment import Moment
from app.usecases.papers.printing import PrintedPaper, Printing, printed
from app.usecases.papers.wording import certification_of, kept_competences, label_of, sitting_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import MinutedDecision, MinutedVotes, MinutedWord, MinutesPaper, SeatedMember


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


async def get_minutes_pdf(
    uow: UnitOfWork, caller: Caller, printing: Printing, *, session_id: UUID, now: Moment
) -> PrintedPaper:
    """The minutes on paper; a later correction of a slip makes them anew, beside the decision that it cites (D39).

    Raises NotFound, and StepNotOpen before the session is closed.
    """
    async with uow:
        minutes = await _read(uow, caller, session_id, now)
        if not minutes.final:
            raise StepNotOpen((_NOT_CLOSED,), now.on)
        cases = await cases_of(uow, tuple({dossier.id: dossier for dossier, _ in minutes.decided}.values()), now.on)
    sheet = _sheet(minutes, {case.dossier.id: case for case in cases})
    name = f"proces-verbal-{minutes.session.held_on.isoformat()}.pdf"
    return await printed(printing, sheet, of=session_id, file_name=name)


async def _read(uow: UnitOfWork, caller: Caller, session_id: UUID, now: Moment) -> Minutes:
    session = check_member(await uow.jury_sessions.get(session_id), caller)
    if session.state in {SessionState.PLANNED, SessionState.CANCELLED}:
        raise StepNotOpen((_NOT_HELD,), now.on)
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


def _sheet(minutes: Minutes, cases: dict[UUID, Case]) -> MinutesPaper:
    session = minutes.session
    return MinutesPaper(
        sitting=sitting_of(session, session.held_on),
        members=tuple(
            SeatedMember(
                name=member.name,
                college=COLLEGE_LABELS[member.college].fr,
                present=member.user_id in session.present,
                presides=session.presides(member.user_id),
            )
            for member in session.members
        ),
        decisions=tuple(_minuted(cases[dossier.id], decision, session) for dossier, decision in minutes.decided),
    )


def _minuted(case: Case, decision: Decision, session: JurySession) -> MinutedDecision:
    dossier = case.dossier
    replaced = next((former for former in dossier.decisions if former.id == decision.replaces), None)
    return MinutedDecision(
        dossier_number=dossier.number,
        candidate=dossier.candidate.full_name,
        certification=certification_of(dossier.certification_code, dossier.option),
        pathway=pathway_of(dossier.pathway).label.fr,
        kind=DECISION_KIND_LABELS[decision.kind].fr,
        decided_on=decision.decided_on,
        outcome=STATUS_LABELS[Status(decision.outcome)].fr,
        words=tuple(_words(case, decision.competences)),
        votes=tuple(_votes(decision)),
        recused=tuple(_names(session, decision.recused)),
        kept=kept_competences(decision.retained, case.framework),
        corrects=replaced.decided_on if replaced else None,
        reason=decision.reason,
    )


def _words(case: Case, words: Iterable[CompetenceDecision]) -> Iterable[MinutedWord]:
    found = evaluators_words(case, scope_for(case))
    for word in words:
        default = found.get(word.code)
        yield MinutedWord(
            code=word.code,
            label=label_of(case.framework, word.code),
            validated=word.validated,
            departs=default is not None and default.validated != word.validated,
            reason=word.reason,
        )


def _votes(decision: Decision) -> Iterable[MinutedVotes]:
    if decision.votes is None:
        return
    cast: dict[College, CollegeVotes] = {
        College.EMPLOYEES: decision.votes.employees,
        College.EMPLOYERS: decision.votes.employers,
    }
    for college, votes in cast.items():
        yield MinutedVotes(
            college=COLLEGE_LABELS[college].fr,
            in_favour=votes.in_favour,
            against=votes.against,
            abstained=votes.abstained,
        )


def _names(session: JurySession, accounts: Iterable[UUID]) -> Iterable[str]:
    return (member.name for member in map(session.member, accounts) if member is not None)


_NOT_HELD = Violation(
    code="session_not_open",
    rule=R71,
    detail=Text("Cette session n'a pas été ouverte.", "This session has not been opened."),
)
_NOT_CLOSED = Violation(
    code="session_not_closed",
    rule=D39,
    detail=Text(
        "Le procès-verbal s'imprime une fois la session close : le secrétariat propose la clôture, la présidence la "
        "contresigne.",
        "The minutes are printed once the session is closed: the secretariat proposes it, the chair countersigns.",
    ),
)
