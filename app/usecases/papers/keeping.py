"""A paper's words are kept once: by the act that issues it, else at the first printing since they are kept (D75)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from app.usecases.papers.words import words_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import IssuedPaper, PaperKind, PaperWords, Sheet


async def kept_paper(
    uow: UnitOfWork,
    kind: PaperKind,
    subject_id: UUID,
    issue: str,
    draw: Callable[[], Awaitable[Sheet]],
    *,
    at: datetime,
) -> PaperWords:
    """The words kept, in the open transaction; where there are none, those of what ``draw`` gathers, kept now.

    Of two who keep the same paper at once, the first one's words are both's.
    """
    issued = await uow.issued_papers.get(kind, subject_id, issue)
    if issued is not None:
        return issued.paper
    drawn = words_of(await draw())
    return await uow.issued_papers.add(IssuedPaper(subject_id=subject_id, issue=issue, paper=drawn), at)
