"""The secretariat looks at a company (D43)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.company import Company, CompanyVerification, verified
from app.domain.identifiers import CCNIC
from app.domain.law import Violation
from app.domain.rules.decisions import D43
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.mail_kinds import COMPANY_APPROVED, COMPANY_REFUSED
from app.usecases.companies.visible import company_for
from app.usecases.errors import AlreadyDone, InvalidInput, NotFound
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition
from app.usecases.tasks.writing import write_awaited_acts

RIVAL_APPROVED = Text(
    fr="Une autre inscription de ce SIRET est déjà approuvée : refusez-la d'abord.",
    en="Another registration of this SIRET is already approved: refuse it first.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the secretariat decides: whether the company gets access, whether it is under the CCNIC, and why."""

    approved: bool
    ccnic: bool
    evidence: str


async def verify_company(
    uow: UnitOfWork,
    caller: Caller,
    *,
    company_id: UUID,
    finding: Finding,
    precondition: Precondition,
    mail_writer: MailWriter,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> Company:
    """Approve or refuse the company, and say whether it is under the CCNIC. Approving it refuses its rivals.

    The people of a company that is refused are signed out (``at``: the system's clock), and its contact is told.
    Raises NotFound, StaleVersion, AlreadyDone when a rival is approved, InvalidInput where the finding contradicts
    the company's IDCC.
    """
    async with uow:
        company = await company_for(uow, caller, company_id)
        claims = {claim.id: claim for claim in await uow.companies.claims_on(company.siret)}
        company = claims[company_id]
        precondition.check(company.version)
        changed = _decided(claims, company, finding, caller, now)
        saved = [await uow.companies.save(claim) for claim in changed]
        for claim in saved:
            if claim.state is not claims[claim.id].state:
                await _tell(uow, claim, mail_writer, at, now, new_id)
        await write_awaited_acts(uow, await uow.dossiers.lock_of_company(company_id), now.on)
        await uow.commit()
    return saved[0]


def _decided(
    claims: dict[UUID, Company], company: Company, finding: Finding, caller: Caller, now: Moment
) -> tuple[Company, ...]:
    if caller.user_id is None:
        raise NotFound
    if finding.ccnic and company.idcc != CCNIC:
        raise InvalidInput(_contradiction(company.idcc))
    found = CompanyVerification(
        ccnic=finding.ccnic, evidence=finding.evidence, verified_at=now.at, verified_by=caller.user_id
    )
    changed = verified(company.id, claims.values(), approved=finding.approved, found=found)
    if changed is None:
        raise AlreadyDone(RIVAL_APPROVED)
    return changed


def _contradiction(idcc: str) -> Violation:
    return Violation(
        code="idcc_is_not_the_ccnics",
        detail=Text(
            fr=f"L'IDCC de l'entreprise est {idcc}, celui de la CCNIC est {CCNIC} : corrigez-le d'abord.",
            en=f"The company's IDCC is {idcc}, the CCNIC's is {CCNIC}: correct it first.",
        ),
        rule=D43,
        pointer="/ccnic",
    )


async def _tell(
    uow: UnitOfWork, company: Company, mail_writer: MailWriter, at: datetime, now: Moment, new_id: Callable[[], UUID]
) -> None:
    employers = await uow.users.of_company(company.id)
    if not company.is_approved:
        for user in employers:
            await uow.sessions.end_all(user.id, at, role=Role.EMPLOYER)
    mail_kind = COMPANY_APPROVED if company.is_approved else COMPANY_REFUSED
    languages = {user.email: user.language for user in employers}
    if company.contact.email in languages:
        await mail_writer.write(
            uow,
            mail_kind,
            to=company.contact.email,
            mail_id=new_id(),
            at=now.at,
            cause=f"{mail_kind.template}:{company.id}:{company.version}",
            language=languages[company.contact.email],
            siret=company.siret,
        )
