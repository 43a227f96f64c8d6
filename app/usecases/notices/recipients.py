"""Who is written to: the accounts as they are when the news is announced, and addresses where there is no account."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.actions import P1, P2
from app.domain.dossier import Dossier
from app.usecases.access import Role
from app.usecases.notices.news import News
from app.usecases.notices.table import To
from app.usecases.notices.wording import of_dossier
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Language, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One person, or one shared mailbox.

    ``values`` are what their mail says and others' does not; ``about`` tells the mails of one event to one address
    apart.
    """

    email: str
    name: str
    language: Language = "fr"
    about: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Where addresses are looked up. ``secretariat``: the mailbox that it shares; None: each of its members is told."""

    uow: UnitOfWork
    secretariat: str | None = None

    async def find(self, to: To, news: News) -> tuple[Recipient, ...]:
        """Those who are meant. Nobody where there is none, where they have left, or where they did it themselves."""
        return await _FINDERS[to](self, news)


async def _company(directory: Directory, news: News) -> tuple[Recipient, ...]:
    return await _accounts_of(directory, news.about.company_id, news)


async def _owner(directory: Directory, news: News) -> tuple[Recipient, ...]:
    by_company = news.about.pathway in {P1, P2} and news.about.company_id is not None
    return await (_company if by_company else _secretariat)(directory, news)


async def _secretariat(directory: Directory, news: News) -> tuple[Recipient, ...]:
    """Nobody of it where one of it did it: what one knows there, all do."""
    if news.is_by(Role.SECRETARIAT):
        return ()
    if directory.secretariat is not None:
        return (Recipient(email=directory.secretariat, name="Secrétariat des CQP"),)
    return _accounts(await directory.uow.users.holding(Role.SECRETARIAT), news.author)


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
    found = [await directory.uow.users.get(member.user_id) for member in members]
    return _accounts((user for user in found if user is not None), news.author)


async def _companies_on_agenda(directory: Directory, news: News) -> tuple[Recipient, ...]:
    """One mail for each account of a company, which names all of its dossiers on the agenda."""
    numbers: dict[UUID, list[str]] = {}
    for dossier in await _agenda(directory, news):
        if dossier.company_id is not None:
            numbers.setdefault(dossier.company_id, []).append(dossier.number)
    return tuple(
        [
            Recipient(email=found.email, name=found.name, language=found.language, values={"numbers": ", ".join(own)})
            for company_id, own in numbers.items()
            for found in await _accounts_of(directory, company_id, news)
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


async def _accounts_of(directory: Directory, company_id: UUID | None, news: News) -> tuple[Recipient, ...]:
    company = await directory.uow.companies.get(company_id) if company_id is not None else None
    if company is None or not company.is_approved:
        return ()
    return _accounts(await directory.uow.users.of_company(company.id), news.author)


async def person_of_the_list(uow: UnitOfWork, evaluator_id: UUID, *, but: str = "") -> tuple[Recipient, ...]:
    """An evaluator's account; as long as they have none, their address on the list of the CPNE."""
    accounts = await uow.users.holding(Role.EVALUATOR, evaluator_id=evaluator_id)
    if accounts:
        return _accounts(accounts, but)
    evaluator = await uow.evaluators.get(evaluator_id)
    return (Recipient(email=evaluator.email, name=evaluator.name),) if evaluator is not None else ()


def _accounts(users: Iterable[User], but: str) -> tuple[Recipient, ...]:
    """Those who have not left, and are not the one who did it."""
    return tuple(
        Recipient(email=user.email, name=user.name, language=user.language)
        for user in users
        if user.is_open and str(user.id) != but
    )


def _candidate_of(dossier: Dossier) -> tuple[Recipient, ...]:
    email, name = dossier.candidate.email, dossier.candidate.full_name
    if email is None:
        return ()
    return (Recipient(email=email, name=name, about=dossier.number, values=of_dossier(dossier)),)
