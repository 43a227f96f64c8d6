"""A company asks for an account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.company import Address, Company, CompanyState, Contact
from app.usecases.accounts.attempt_keys import of_mailbox
from app.usecases.accounts.mail_kinds import EMAIL_CONFIRMATION
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Language, Link, LinkPurpose

CONFIRMATIONS_LAST = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRegistration:
    """What a company says of itself and of who registers it."""

    siret: str
    name: str
    idcc: str
    address: Address
    contact: Contact
    language: Language = "fr"


async def register_company(
    uow: UnitOfWork,
    *,
    registration: CompanyRegistration,
    mail_writer: MailWriter,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    """Keep the claim, and mail a link that confirms the address.

    Nothing tells whether the address or the SIRET is known: every registration takes the same steps. The password is
    chosen by who follows the link: a stranger may register a company under anybody's address.
    One address gets a few such mails in a row, then none (``at``: the system's clock).
    """
    contact = Contact(name=registration.contact.name, email=registration.contact.email.lower())
    async with uow:
        too_many = await uow.attempts.begin(of_mailbox(contact.email), at, free=5, longest=900)
        await uow.commit()
    async with uow:
        company = _claim(registration, contact, new_id(), now.at)
        await uow.companies.add(company)
        link = Link(
            id=new_id(),
            purpose=LinkPurpose.EMAIL_CONFIRMATION,
            company_id=company.id,
            payload={"language": registration.language},
            created_at=now.at,
            expires_at=now.at + CONFIRMATIONS_LAST,
        )
        await mail_writer.send_link(
            uow,
            EMAIL_CONFIRMATION,
            link,
            to=contact.email,
            mail_id=new_id(),
            language=registration.language,
            siret=company.siret,
        )
        if not too_many:
            await uow.commit()


def _claim(registration: CompanyRegistration, contact: Contact, company_id: UUID, at: datetime) -> Company:
    return Company(
        id=company_id,
        siret=registration.siret,
        name=registration.name,
        idcc=registration.idcc,
        address=registration.address,
        contact=contact,
        state=CompanyState.AWAITING_CONFIRMATION,
        created_at=at,
        updated_at=at,
    )
