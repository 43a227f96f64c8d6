"""Where people are written to: their accounts as they are on that day, other addresses where there is no account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.dossier import Dossier
from app.usecases.access import Role
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


async def people_of_company(uow: UnitOfWork, company_id: UUID | None, *, but: str = "") -> tuple[Recipient, ...]:
    """The accounts of a company that was approved, save the one of id ``but``."""
    company = await uow.companies.get(company_id) if company_id is not None else None
    if company is None or not company.is_approved:
        return ()
    return _accounts(await uow.users.of_company(company.id), but)


async def people_of_secretariat(uow: UnitOfWork, mailbox: str | None, *, but: str = "") -> tuple[Recipient, ...]:
    """The mailbox that it shares; where there is none, each of its members."""
    if mailbox is not None:
        return (Recipient(email=mailbox, name="Secrétariat des CQP"),)
    return _accounts(await uow.users.holding(Role.SECRETARIAT), but)


async def people_of_jury(uow: UnitOfWork, user_ids: Iterable[UUID], *, but: str = "") -> tuple[Recipient, ...]:
    """The accounts of these members."""
    found = [await uow.users.get(user_id) for user_id in user_ids]
    return _accounts((user for user in found if user is not None), but)


async def person_of_the_list(uow: UnitOfWork, evaluator_id: UUID, *, but: str = "") -> tuple[Recipient, ...]:
    """An evaluator's account; as long as they have none, their address on the list of the CPNE."""
    accounts = await uow.users.holding(Role.EVALUATOR, evaluator_id=evaluator_id)
    if accounts:
        return _accounts(accounts, but)
    evaluator = await uow.evaluators.get(evaluator_id)
    return (Recipient(email=evaluator.email, name=evaluator.name),) if evaluator is not None else ()


async def candidate_of(uow: UnitOfWork, dossier: Dossier) -> tuple[Recipient, ...]:
    """The candidate, who has no account, where an address of theirs is known; nobody once they have died (D69)."""
    candidate = dossier.candidate
    if candidate.email is None or await has_died(uow, dossier.id):
        return ()
    return (Recipient(email=candidate.email, name=candidate.full_name),)


async def has_died(uow: UnitOfWork, dossier_id: UUID) -> bool:
    """Whether any dossier of its person says that they died: then nobody writes to them, about none of them."""
    return bool((await uow.persons.known_deaths((dossier_id,))).get(dossier_id))


def _accounts(users: Iterable[User], but: str) -> tuple[Recipient, ...]:
    """Those who have not left, and are not ``but``."""
    return tuple(
        Recipient(email=user.email, name=user.name, language=user.language)
        for user in users
        if user.is_open and str(user.id) != but
    )
