"""The links by which candidates appeal: one goes out with each refusal, lapse and decision (D71)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.appeals import AppealAgainst, AppealTerms, Appellant
from app.domain.calendar import paris_day
from app.domain.holder_papers import HolderPaper
from app.usecases.holders.sending import HOLDER_LINKS_LAST
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link, LinkPurpose
from app.usecases.reference.appeal_terms import terms_against


@dataclass(frozen=True, slots=True)
class WaysOfAppeal:
    """What a candidate is told of how to contest: a link, and the branch's sentence where it has one."""

    link: Link | None = None
    sentence: str = ""


async def ways_of_appeal(
    uow: UnitOfWork,
    dossier_id: UUID | None,
    against: AppealAgainst | None,
    *,
    at: datetime,
    new_id: Callable[[], UUID],
) -> WaysOfAppeal:
    """How to contest what the candidate is told of at that instant; nothing where there is nothing ``against`` which
    to appeal, and no link where the branch has not opened such appeals to candidates."""
    if dossier_id is None or against is None:
        return WaysOfAppeal()
    terms = await terms_against(uow, against)
    if not terms.is_open_to(Appellant.CANDIDATE):
        return WaysOfAppeal(sentence=terms.letter_text or "")
    link = Link(
        id=new_id(),
        purpose=LinkPurpose.HOLDER,
        dossier_id=dossier_id,
        payload={"paper": HolderPaper.APPEAL},
        created_at=at,
        expires_at=_until(terms, at),
    )
    return WaysOfAppeal(link, terms.letter_text or "")


def _until(terms: AppealTerms, at: datetime) -> datetime:
    """As long as other links last, and, in whole days, until the term of appeals is over."""
    today, usual = paris_day(at), at + HOLDER_LINKS_LAST
    last_day = terms.last_day(today)
    return usual if last_day is None else max(usual, at + (last_day - today) + timedelta(days=1))
