"""Words are kept once: the first count, and everybody has them."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.unit_of_work import SqlUnitOfWork
from app.usecases.papers.keeping import kept_paper
from app.usecases.papers.words import words_of
from app.usecases.ports.paper import IssuedPaper, PaperKind, PaperWords, Sheet
from tests.builders import NOW, an_id
from tests.papers import MINUTES

FIRST = words_of(MINUTES)
SECOND = replace(FIRST, layout=2, words={**FIRST.words, "day": [2030, 1, 1]})


async def test_what_is_kept_already_is_not_kept_anew(database: AsyncEngine) -> None:
    assert await _keep(database, FIRST) == FIRST
    assert await _keep(database, SECOND) == FIRST


async def test_of_two_who_keep_the_same_paper_at_once_both_have_the_first_words(database: AsyncEngine) -> None:
    async def drawn_while_another_keeps_it() -> Sheet:
        await _keep(database, SECOND)
        return MINUTES

    async with SqlUnitOfWork(database) as uow:
        kept = await kept_paper(uow, PaperKind.MINUTES, an_id(1), "closing", drawn_while_another_keeps_it, at=NOW)

    assert kept == SECOND


async def test_of_papers_that_are_kept_together_those_that_were_there_stay_as_they_were(database: AsyncEngine) -> None:
    await _keep(database, FIRST)
    async with SqlUnitOfWork(database) as uow:
        both = [IssuedPaper(subject_id=an_id(1), issue=issue, paper=SECOND) for issue in ("closing", "other")]
        await uow.issued_papers.add_together(both, NOW)
        found = [await uow.issued_papers.get(FIRST.kind, an_id(1), issue) for issue in ("closing", "other")]

    assert [each.paper for each in found if each is not None] == [FIRST, SECOND]


async def test_the_papers_of_one_kind_are_told_in_the_order_of_their_issue(database: AsyncEngine) -> None:
    for issue, days in (("b", 1), ("a", 2), ("closing", 0)):
        await _keep(database, FIRST, issue=issue, days=days)
    await _keep(database, replace(FIRST, kind=PaperKind.ATTESTATION))

    async with SqlUnitOfWork(database) as uow:
        found = await uow.issued_papers.of_subject(PaperKind.MINUTES, an_id(1))
        of_another = await uow.issued_papers.of_subject(PaperKind.MINUTES, an_id(2))

    assert ([paper.issue for paper in found], of_another) == (["closing", "b", "a"], ())


async def _keep(engine: AsyncEngine, paper: PaperWords, *, issue: str = "closing", days: int = 0) -> PaperWords:
    async with SqlUnitOfWork(engine) as uow:
        issued = IssuedPaper(subject_id=an_id(1), issue=issue, paper=paper)
        await uow.issued_papers.add(issued, NOW + timedelta(days=days))
        kept = await uow.issued_papers.get(paper.kind, an_id(1), issue)
        await uow.commit()
    assert kept is not None
    return kept.paper
