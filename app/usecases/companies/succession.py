"""A company that takes over from another: everything of the one is the other's (D64)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.company import Company, Succession
from app.domain.company_facts import CompanyFacts
from app.domain.dossier import Dossier
from app.domain.employers import not_to_succeed, not_yet, succeeded_by
from app.domain.rules.decisions import D64
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.accounts.mail_kinds import COMPANY_SUCCEEDED
from app.usecases.companies.visible import company_for
from app.usecases.dossiers.acting import Act, save
from app.usecases.dossiers.facts import facts_of_company
from app.usecases.dossiers.import_dossiers import owner_of_rows
from app.usecases.errors import AlreadyDone, InvalidInput, NotFound
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import LinkPurpose
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """Which company takes over, since which day, and why."""

    successor_id: UUID
    on: date
    reason: str


async def succeed_company(
    uow: UnitOfWork,
    caller: Caller,
    *,
    company_id: UUID,
    takeover: Takeover,
    precondition: Precondition,
    mail_writer: MailWriter,
    now: Moment,
    new_id: Callable[[], UUID],
) -> Company:
    """Make its dossiers, its people, their invitations and what they imported those of the successor, in one
    transaction; the people of both are told.

    Tokens of the company's people are refused from now on, until they prolong their session. Raises NotFound,
    StaleVersion, AlreadyDone, InvalidInput.
    """
    async with uow:
        await company_for(uow, caller, company_id)
        held = await uow.companies.lock((company_id, takeover.successor_id))
        company, successor = held[company_id], held.get(takeover.successor_id)
        precondition.check(company.version)
        if company.succession is not None:
            raise AlreadyDone(_SUCCEEDED)
        former, following = facts_of_company(company), facts_of_company(_checked(company, successor, takeover, now))
        for dossier in await uow.dossiers.lock_of_company(company_id):
            await _hand_over(uow, caller, dossier, former, following, takeover, now, new_id)
        await _hand_over_the_rest(uow, company_id, takeover.successor_id)
        saved = await uow.companies.save(_succeeded(company, takeover, caller, now))
        await _tell(uow, company, following, mail_writer, now, new_id)
        await uow.commit()
    return saved


def _checked(company: Company, successor: Company | None, takeover: Takeover, now: Moment) -> Company:
    """The successor, which may take over. Raises InvalidInput."""
    faults = not_to_succeed(
        company.id,
        takeover.successor_id,
        exists=successor is not None,
        is_approved=successor is not None and successor.is_approved and successor.succession is None,
    )
    faults = (*faults, *not_yet(takeover.on, now.on))
    if faults or successor is None:
        raise InvalidInput(*faults)
    return successor


async def _hand_over(
    uow: UnitOfWork,
    caller: Caller,
    dossier: Dossier,
    former: CompanyFacts,
    successor: CompanyFacts,
    takeover: Takeover,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    details = {
        "employer_change": "succession",
        "on": takeover.on.isoformat(),
        "reason": takeover.reason,
        "company_id": str(successor.id),
        "former_company_id": str(former.id),
    }
    act = Act(
        caller=caller,
        operation_id="succeedCompany",
        dossier_id=dossier.id,
        now=now,
        new_id=new_id,
        details=details,
        rules=(D64,),
    )
    after = succeeded_by(dossier, former, successor, takeover.on, takeover.reason)
    await save(uow, act, before=dossier, after=after)


async def _hand_over_the_rest(uow: UnitOfWork, company_id: UUID, successor_id: UUID) -> None:
    await uow.dossiers.hand_over_departures(company_id, successor_id)
    await uow.users.hand_over(company_id, successor_id)
    await uow.links.hand_over(LinkPurpose.INVITATION, company_id, successor_id)
    await uow.imported_rows.hand_over(owner_of_rows(company_id), owner_of_rows(successor_id))


def _succeeded(company: Company, takeover: Takeover, caller: Caller, now: Moment) -> Company:
    if caller.user_id is None:
        raise NotFound
    succession = Succession(
        successor_id=takeover.successor_id,
        on=takeover.on,
        reason=takeover.reason,
        recorded_at=now.at,
        recorded_by=caller.user_id,
    )
    return replace(company, succession=succession, updated_at=now.at)


async def _tell(
    uow: UnitOfWork,
    company: Company,
    successor: CompanyFacts,
    mail_writer: MailWriter,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    for user in await uow.users.of_company(successor.id):
        if user.is_open:
            await mail_writer.write(
                uow,
                COMPANY_SUCCEEDED,
                to=user.email,
                mail_id=new_id(),
                at=now.at,
                cause=f"{COMPANY_SUCCEEDED.template}:{company.id}:{user.id}",
                language=user.language,
                former=f"{company.name} ({company.siret})",
                successor=f"{successor.name} ({successor.siret})",
            )


_SUCCEEDED = Text(
    "Une autre entreprise a déjà repris celle-ci : son champ succession dit laquelle.",
    "Another company has already taken over from this one: its member succession says which.",
)
