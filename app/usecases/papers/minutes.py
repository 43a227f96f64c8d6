"""The minutes of a session on paper: a draft while it sits, in the words of its closing ever after (R62, R63, D75)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.domain.jury import JurySession, MinutesCorrection, SessionState
from app.usecases.access import Caller
from app.usecases.errors import NotFound
from app.usecases.jury.minutes import CLOSING, check_held, decided_lines, minutes_of
from app.usecases.jury.session_access import check_member
from app.usecases.moment import Moment
from app.usecases.papers.keeping import kept_paper
from app.usecases.papers.minutes_sheet import correction_sheet, minutes_sheet, rectification_sheet
from app.usecases.papers.printing import PrintedPaper, PrintingContext, print_paper
from app.usecases.papers.words import words_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import MinutesPaper, PaperKind, PaperWords


async def get_minutes_pdf(
    uow: UnitOfWork,
    caller: Caller,
    printing: PrintingContext,
    *,
    session_id: UUID,
    now: Moment,
    version: int | None = None,
) -> PrintedPaper:
    """The minutes on paper: a draft until the session is closed, then in the words of the closing (D75).

    A later correction is another printing: its words come below the signatures (D56), all else stays. ``version``: as
    it was read before a correction. Raises NotFound, and StepNotOpen before the session is open.
    """
    async with uow:
        session = check_held(check_member(await uow.jury_sessions.get(session_id), caller), now)
        if session.state is not SessionState.CLOSED:
            return await _draft(uow, printing, session, now=now)
        minutes = await keep_minutes(uow, session, now=now)
        issued = await uow.issued_papers.of_subject(PaperKind.MINUTES, session_id)
        await uow.commit()
    corrections = tuple(each.paper for each in issued if each.issue != CLOSING)
    if version is not None and version > 1 + len(corrections):
        raise NotFound
    shown = corrections if version is None else corrections[: version - 1]
    place = f"{session_id}/minutes-{len(shown)}"
    return await print_paper(printing, with_corrections(minutes, shown), place=place, file_name=_file_name(session))


async def _draft(uow: UnitOfWork, printing: PrintingContext, session: JurySession, *, now: Moment) -> PrintedPaper:
    """What the minutes would say by now: printed anew each time, neither kept nor sealed."""
    words = words_of(minutes_sheet(await minutes_of(uow, session, now)))
    return PrintedPaper(content=await printing.renderer.render(words), file_name=f"projet-{_file_name(session)}")


def _file_name(session: JurySession) -> str:
    return f"proces-verbal-{session.held_on.isoformat()}.pdf"


async def keep_minutes(uow: UnitOfWork, session: JurySession, *, now: Moment) -> PaperWords:
    """The words of the minutes of a closed session, kept in the open transaction if they are not yet."""

    async def draw() -> MinutesPaper:
        return minutes_sheet(await minutes_of(uow, session, now))

    return await kept_paper(uow, PaperKind.MINUTES, session.id, CLOSING, draw, at=now.at)


async def keep_correction(uow: UnitOfWork, session: JurySession, case: Case, *, at: datetime) -> None:
    """The words of a decision that corrects another after the closing, kept in the open transaction (D39)."""
    decision = case.dossier.decision
    if decision is None:
        raise ValueError(f"{case.dossier.number}: nothing was decided")

    async def draw() -> MinutesPaper:
        lines = await decided_lines(uow, session, (case,))
        return correction_sheet(session, next(line for line in lines if line.decision.id == decision.id))

    await kept_paper(uow, PaperKind.MINUTES, session.id, str(decision.id), draw, at=at)


async def keep_rectification(
    uow: UnitOfWork, session: JurySession, correction: MinutesCorrection, *, at: datetime
) -> None:
    """The words of a correction of the minutes, kept in the open transaction."""

    async def draw() -> MinutesPaper:
        return rectification_sheet(session, correction)

    await kept_paper(uow, PaperKind.MINUTES, session.id, str(correction.id), draw, at=at)


def with_corrections(minutes: PaperWords, corrections: Iterable[PaperWords]) -> PaperWords:
    """The minutes with each correction below their signatures, in turn; those that they tell already, once."""
    told = {decision["decision_id"] for decision in minutes.words["decisions"]}
    put_right: list[Any] = []
    rectified: list[Any] = []
    for paper in corrections:
        found = (*paper.words["decisions"], *paper.words.get("corrections", ()))
        put_right.extend(each for each in found if each["decision_id"] not in told)
        rectified.extend(paper.words.get("rectifications", ()))
    return replace(minutes, words={**minutes.words, "corrections": put_right, "rectifications": rectified})
