"""The minutes of a session on paper, once it is closed: in the words of its closing ever after (R62, R63, D75)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain.case import Case
from app.domain.jury import JurySession, SessionState
from app.domain.law import Violation
from app.domain.rules.decisions import D39
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.facts import cases_of
from app.usecases.errors import StepNotOpen
from app.usecases.jury.minutes import Minutes, check_held, minutes_of
from app.usecases.jury.session_access import check_member
from app.usecases.moment import Moment
from app.usecases.papers.keeping import kept_paper
from app.usecases.papers.minutes_sheet import minutes_sheet
from app.usecases.papers.printing import PrintedPaper, PrintingContext, print_paper
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import MinutesPaper, PaperKind, PaperWords

_CLOSING = "closing"
"""The issue of the words that the closing leaves; those of a correction bear the id of its decision."""


async def get_minutes_pdf(
    uow: UnitOfWork, caller: Caller, printing: PrintingContext, *, session_id: UUID, now: Moment
) -> PrintedPaper:
    """The minutes on paper, in the words of the closing (D75).

    A later correction of a slip is another printing: its words come beside the decision that it cites (D39), all else
    stays. Raises NotFound, and StepNotOpen before the session is closed.
    """
    async with uow:
        session = check_held(check_member(await uow.jury_sessions.get(session_id), caller), now)
        if session.state is not SessionState.CLOSED:
            raise StepNotOpen((_NOT_CLOSED,), now.on)
        minutes = await keep_minutes(uow, session, now=now)
        issued = await uow.issued_papers.of_subject(PaperKind.MINUTES, session_id)
        await uow.commit()
    corrections = tuple(each.paper for each in issued if each.issue != _CLOSING)
    place = f"{session_id}/minutes-{len(corrections)}"
    name = f"proces-verbal-{session.held_on.isoformat()}.pdf"
    return await print_paper(printing, with_corrections(minutes, corrections), place=place, file_name=name)


async def keep_minutes(uow: UnitOfWork, session: JurySession, *, now: Moment) -> PaperWords:
    """The words of the minutes of a closed session, kept in the open transaction if they are not yet."""

    async def draw() -> MinutesPaper:
        minutes = await minutes_of(uow, session, now)
        decided = tuple({dossier.id: dossier for dossier, _ in minutes.decided}.values())
        cases = await cases_of(uow, decided, now.on)
        return minutes_sheet(minutes, {case.dossier.id: case for case in cases})

    return await kept_paper(uow, PaperKind.MINUTES, session.id, _CLOSING, draw, at=now.at)


async def keep_correction(uow: UnitOfWork, session: JurySession, case: Case, *, at: datetime) -> None:
    """The words of a decision that corrects another after the closing, kept in the open transaction (D39)."""
    decision = case.dossier.decision
    if decision is None:
        raise ValueError(f"{case.dossier.number}: nothing was decided")

    async def draw() -> MinutesPaper:
        decided = ((case.dossier, decision),)
        return minutes_sheet(Minutes(session=session, decided=decided, undecided=()), {case.dossier.id: case})

    await kept_paper(uow, PaperKind.MINUTES, session.id, str(decision.id), draw, at=at)


def with_corrections(minutes: PaperWords, corrections: Iterable[PaperWords]) -> PaperWords:
    """The minutes with each correction after the decisions on the same dossier; those that they tell already, once."""
    decisions = list(minutes.words["decisions"])
    for correction in (each for paper in corrections for each in paper.words["decisions"]):
        if all(told["decision_id"] != correction["decision_id"] for told in decisions):
            numbers = [told["dossier_number"] for told in decisions]
            decisions.insert(_after_the_last(numbers, correction["dossier_number"]), correction)
    return replace(minutes, words={**minutes.words, "decisions": decisions})


def _after_the_last(numbers: Sequence[str], number: str) -> int:
    return max((place + 1 for place, each in enumerate(numbers) if each == number), default=len(numbers))


_NOT_CLOSED = Violation(
    code="session_not_closed",
    rule=D39,
    detail=Text(
        "Le procès-verbal s'imprime une fois la session close : le secrétariat propose la clôture, la présidence la "
        "contresigne.",
        "The minutes are printed once the session is closed: the secretariat proposes it, the chair countersigns.",
    ),
)
