"""Who is written to, of the news that the table announces to them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.dossier import Dossier
from app.domain.pathway import Actor
from app.domain.pathways import pathway_followed_by
from app.usecases.access import Role
from app.usecases.addresses import (
    Recipient,
    candidate_of,
    people_of_company,
    people_of_jury,
    people_of_secretariat,
    person_of_the_list,
)
from app.usecases.notices.news import News
from app.usecases.notices.table import To
from app.usecases.notices.wording import of_dossier
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Where addresses are looked up. ``secretariat``: the mailbox that it shares; None: each of its members is told."""

    uow: UnitOfWork
    secretariat: str | None = None

    async def find(self, to: To, news: News) -> tuple[Recipient, ...]:
        """Those who are meant. Nobody where there is none, where they have left, or where they did it themselves."""
        return await _FINDERS[to](self, news)


async def _company(directory: Directory, news: News) -> tuple[Recipient, ...]:
    return await people_of_company(directory.uow, news.about.company_id, but=news.author)


async def _owner(directory: Directory, news: News) -> tuple[Recipient, ...]:
    by_company = pathway_followed_by(news.about).leader is Actor.EMPLOYER and news.about.company_id is not None
    return await (_company if by_company else _secretariat)(directory, news)


async def _secretariat(directory: Directory, news: News) -> tuple[Recipient, ...]:
    """Nobody of it where one of it did it: what one knows there, all do."""
    if news.is_by(Role.SECRETARIAT):
        return ()
    return await people_of_secretariat(directory.uow, directory.secretariat, but=news.author)


async def _candidate(_: Directory, news: News) -> tuple[Recipient, ...]:
    return _candidate_of(news.about)


async def _evaluator(directory: Directory, news: News) -> tuple[Recipient, ...]:
    choice = news.about.evaluator
    return await person_of_the_list(directory.uow, choice.evaluator_id, but=news.author) if choice is not None else ()


async def _former_evaluator(directory: Directory, news: News) -> tuple[Recipient, ...]:
    former = news.detail("replaces")
    return await person_of_the_list(directory.uow, UUID(former), but=news.author) if former else ()


async def _trade_evaluator(_: Directory, news: News) -> tuple[Recipient, ...]:
    invited = news.about.trade_evaluator
    return (Recipient(email=invited.email, name=invited.name),) if invited is not None else ()


async def _members(directory: Directory, news: News) -> tuple[Recipient, ...]:
    members = news.session.members if news.session is not None else ()
    return await people_of_jury(directory.uow, [member.user_id for member in members], but=news.author)


async def _companies_on_agenda(directory: Directory, news: News) -> tuple[Recipient, ...]:
    """One mail for each account of a company, which names all of its dossiers on the agenda."""
    numbers: dict[UUID, list[str]] = {}
    for dossier in await _agenda(directory, news):
        if dossier.company_id is not None:
            numbers.setdefault(dossier.company_id, []).append(dossier.number)
    return tuple(
        [
            replace(found, values={"numbers": ", ".join(own)})
            for company_id, own in numbers.items()
            for found in await people_of_company(directory.uow, company_id, but=news.author)
        ]
    )


async def _candidates_on_agenda(directory: Directory, news: News) -> tuple[Recipient, ...]:
    return tuple(found for dossier in await _agenda(directory, news) for found in _candidate_of(dossier))


_FINDERS: Mapping[To, Callable[[Directory, News], Awaitable[tuple[Recipient, ...]]]] = {
    To.COMPANY: _company,
    To.OWNER: _owner,
    To.SECRETARIAT: _secretariat,
    To.CANDIDATE: _candidate,
    To.EVALUATOR: _evaluator,
    To.FORMER_EVALUATOR: _former_evaluator,
    To.TRADE_EVALUATOR: _trade_evaluator,
    To.MEMBERS: _members,
    To.COMPANIES_ON_AGENDA: _companies_on_agenda,
    To.CANDIDATES_ON_AGENDA: _candidates_on_agenda,
}


async def _agenda(directory: Directory, news: News) -> tuple[Dossier, ...]:
    return await directory.uow.dossiers.registered_to(news.session.id) if news.session is not None else ()


def _candidate_of(dossier: Dossier) -> tuple[Recipient, ...]:
    return tuple(replace(each, about=dossier.number, values=of_dossier(dossier)) for each in candidate_of(dossier))
