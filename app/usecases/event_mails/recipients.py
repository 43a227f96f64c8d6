"""Who is written to, of the events that the table announces to them."""

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
from app.usecases.event_mails.context import EventContext
from app.usecases.event_mails.table import RecipientKind
from app.usecases.event_mails.wording import dossier_values
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Where addresses are looked up. ``secretariat``: the mailbox that it shares; None: each of its members is told."""

    uow: UnitOfWork
    secretariat: str | None = None

    async def find(self, to: RecipientKind, context: EventContext) -> tuple[Recipient, ...]:
        """Those who are meant. Nobody where there is none, where they have left, or where they did it themselves."""
        return await _FINDERS[to](self, context)


async def _company(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    return await people_of_company(directory.uow, context.dossier.company_id, but=context.author)


async def _whole_company(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    return await people_of_company(directory.uow, context.dossier.company_id)


async def _owner(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    by_company = (
        pathway_followed_by(context.dossier).leader is Actor.EMPLOYER and context.dossier.company_id is not None
    )
    return await (_company if by_company else _secretariat)(directory, context)


async def _secretariat(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    """Nobody of it where one of it did it: what one knows there, all do."""
    if context.is_by(Role.SECRETARIAT):
        return ()
    return await people_of_secretariat(directory.uow, directory.secretariat, but=context.author)


async def _candidate(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    return await _candidate_of(directory, context.dossier)


async def _evaluator(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    choice = context.dossier.evaluator
    return (
        await person_of_the_list(directory.uow, choice.evaluator_id, but=context.author) if choice is not None else ()
    )


async def _former_evaluator(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    former = context.detail("replaces")
    return await person_of_the_list(directory.uow, UUID(former), but=context.author) if former else ()


async def _former_company(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    former = context.detail("former_company_id")
    return await people_of_company(directory.uow, UUID(former), but=context.author) if former else ()


async def _trade_evaluator(_: Directory, context: EventContext) -> tuple[Recipient, ...]:
    invited = context.dossier.trade_evaluator
    return (Recipient(email=invited.email, name=invited.name),) if invited is not None else ()


async def _members(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    members = context.session.members if context.session is not None else ()
    return await people_of_jury(directory.uow, [member.user_id for member in members], but=context.author)


async def _companies_on_agenda(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    """One mail for each account of a company, which names all of its dossiers on the agenda."""
    numbers: dict[UUID, list[str]] = {}
    for dossier in await _agenda(directory, context):
        if dossier.company_id is not None:
            numbers.setdefault(dossier.company_id, []).append(dossier.number)
    return tuple(
        [
            replace(found, values={"numbers": ", ".join(own)})
            for company_id, own in numbers.items()
            for found in await people_of_company(directory.uow, company_id, but=context.author)
        ]
    )


async def _candidates_on_agenda(directory: Directory, context: EventContext) -> tuple[Recipient, ...]:
    return tuple(
        [found for dossier in await _agenda(directory, context) for found in await _candidate_of(directory, dossier)]
    )


_FINDERS: Mapping[RecipientKind, Callable[[Directory, EventContext], Awaitable[tuple[Recipient, ...]]]] = {
    RecipientKind.COMPANY: _company,
    RecipientKind.OWNER: _owner,
    RecipientKind.SECRETARIAT: _secretariat,
    RecipientKind.CANDIDATE: _candidate,
    RecipientKind.EVALUATOR: _evaluator,
    RecipientKind.FORMER_EVALUATOR: _former_evaluator,
    RecipientKind.FORMER_COMPANY: _former_company,
    RecipientKind.TRADE_EVALUATOR: _trade_evaluator,
    RecipientKind.MEMBERS: _members,
    RecipientKind.COMPANIES_ON_AGENDA: _companies_on_agenda,
    RecipientKind.CANDIDATES_ON_AGENDA: _candidates_on_agenda,
    RecipientKind.WHOLE_COMPANY: _whole_company,
}


async def _agenda(directory: Directory, context: EventContext) -> tuple[Dossier, ...]:
    return await directory.uow.dossiers.registered_to(context.session.id) if context.session is not None else ()


async def _candidate_of(directory: Directory, dossier: Dossier) -> tuple[Recipient, ...]:
    found = await candidate_of(directory.uow, dossier)
    return tuple(replace(each, about=dossier.number, values=dossier_values(dossier)) for each in found)
