"""Companies: registration, correction, verification."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import MailWriterDep, TokenTime
from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, IfMatch, LanguageDep, NewId, Now, PageQuery, Tag, Uow
from app.api.fields import Day, KeptIfOmitted
from app.api.identifier_fields import Idcc, Siret
from app.api.language import spoken
from app.api.mail_addresses import MailAddress
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Reason
from app.api.v1.account_models import OrganisationName, Password, PersonalName
from app.api.v1.addresses import AddressIn, AddressOut
from app.api.v1.origins import OriginOut, origins_of
from app.domain import company as domain
from app.domain.text import Text
from app.usecases.companies.get_company import get_company
from app.usecases.companies.list_companies import list_companies
from app.usecases.companies.register_company import CompanyRegistration, register_company
from app.usecases.companies.succession import Takeover, succeed_company
from app.usecases.companies.update_company import CompanyChanges, update_company
from app.usecases.companies.verify_company import Finding, verify_company

router = router_of("companies", "/v1/companies", description="The companies that register candidates.")

CompanyId = Annotated[UUID, Path(description="The company.")]

_RECEIVED = Text(
    fr="Si tout est en ordre, un courriel vous demande de confirmer votre adresse.",
    en="If all is well, an e-mail asks you to confirm your address.",
)


class ContactIn(RequestBody):
    """Who registers the company. The password is chosen by `confirmEmail`; one sent here is not used."""

    name: PersonalName
    email: Annotated[MailAddress, Field(max_length=254)]
    password: Annotated[Password | None, Field(deprecated=True)] = None


class ContactOut(AnswerBody):
    """Who registered the company."""

    name: str
    email: str


class CompanyRegistrationIn(BaseModel):
    """What a company says of itself; the IDCC is declared, and verified by the secretariat (D43)."""

    model_config = ConfigDict(extra="forbid", title="CompanyRegistration")

    siret: Siret
    name: OrganisationName
    idcc: Idcc
    address: AddressIn
    contact: ContactIn


class ReceivedOut(AnswerBody):
    """The same words whatever happened."""

    detail: str


class CompanyPatch(RequestBody):
    """What is to change. The SIRET never does; another IDCC resets the verification."""

    name: KeptIfOmitted[OrganisationName] = None
    idcc: KeptIfOmitted[Idcc] = None
    address: KeptIfOmitted[AddressIn] = None


class CompanyVerificationIn(RequestBody):
    """What the secretariat found, and by which evidence."""

    approved: StrictBool
    ccnic: Annotated[StrictBool, Field(description="Whether the company is under the CCNIC.")] = False
    evidence: Annotated[Reason, StringConstraints(strip_whitespace=True, max_length=2000)]


class CompanyVerificationOut(AnswerBody):
    """What the secretariat found, and by which evidence."""

    ccnic: bool
    evidence: str
    verified_at: datetime


class SuccessionIn(RequestBody):
    """Which company takes over from this one, since which day, and why."""

    successor_id: UUID
    on: Day
    reason: Reason


class SuccessionOut(AnswerBody):
    """Which company has taken over from this one, since which day, and why."""

    successor_id: UUID
    on: date
    reason: str
    recorded_at: datetime

    @classmethod
    def of(cls, succession: domain.Succession) -> Self:
        """The succession on the wire."""
        return cls(
            successor_id=succession.successor_id,
            on=succession.on,
            reason=succession.reason,
            recorded_at=succession.recorded_at,
        )


class CompanyOut(AnswerBody):
    """A company. `origin` is null of what began here; `verification` is null before the secretariat looked, and since
    the IDCC changed; `succession` as long as no other company has taken over from it."""

    id: UUID
    siret: str
    siren: str
    name: str
    idcc: str
    address: AddressOut
    contact: ContactOut
    state: domain.CompanyState
    state_label: str
    ccnic_verified: bool
    verification: CompanyVerificationOut | None
    succession: SuccessionOut | None
    created_at: datetime
    updated_at: datetime
    version: int
    origin: OriginOut | None

    @classmethod
    def of(cls, company: domain.Company, origin: OriginOut | None) -> Self:
        """The company on the wire."""
        found, contact = company.verification, company.contact
        return cls.model_validate(
            {
                "id": company.id,
                "siret": company.siret,
                "siren": company.siret[:9],
                "name": company.name,
                "idcc": company.idcc,
                "address": AddressOut.of(company.address),
                "contact": ContactOut(name=contact.name, email=contact.email),
                "state": company.state,
                "state_label": spoken(domain.COMPANY_STATE_LABELS[company.state]),
                "ccnic_verified": company.is_verified_ccnic,
                "verification": found
                and CompanyVerificationOut(ccnic=found.ccnic, evidence=found.evidence, verified_at=found.verified_at),
                "succession": SuccessionOut.of(company.succession) if company.succession else None,
                "created_at": company.created_at,
                "updated_at": company.updated_at,
                "version": company.version,
                "origin": origin,
            }
        )


async def _told(uow: Uow, company: domain.Company) -> CompanyOut:
    return CompanyOut.of(company, (await origins_of(uow, (company.id,))).get(company.id))


@router.post(
    "",
    operation_id="registerCompany",
    summary="Register a company",
    status_code=202,
    responses=problems(422),
)
async def register(
    body: CompanyRegistrationIn,
    uow: Uow,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
) -> ReceivedOut:
    """Ask for an account. The answer never tells whether the SIRET or the address is known.

    Access opens once the address is confirmed and the secretariat has approved the company.
    """
    registration = CompanyRegistration(
        siret=body.siret,
        name=body.name,
        idcc=body.idcc,
        address=body.address.to_domain(),
        contact=domain.Contact(name=body.contact.name, email=body.contact.email),
        language=language,
    )
    await register_company(uow, registration=registration, mail_writer=mail_writer, at=at, now=now, new_id=new_id)
    return ReceivedOut(detail=_RECEIVED.in_language(language))


@router.get("", operation_id="listCompanies", summary="List the companies", responses=problems(401, 403, 422))
async def list_all(
    caller: CallerDep,
    uow: Uow,
    page: PageQuery,
    request: Request,
    response: Response,
    siret: Annotated[Siret | None, Query(description="Registrations of that SIRET.")] = None,
    state: Annotated[domain.CompanyState | None, Query(description="Companies in that state.")] = None,
) -> PageOut[CompanyOut]:
    """Newest first. An employer sees their own."""
    found = await list_companies(uow, caller, siret=siret, state=state, page=page)
    origins = await origins_of(uow, [company.id for company in found.items])
    return PageOut[CompanyOut].of(
        found, lambda company: CompanyOut.of(company, origins.get(company.id)), request, response
    )


@router.get("/{company_id}", operation_id="getCompany", summary="Read a company", responses=problems(401, 403, 404))
async def get_one(company_id: CompanyId, caller: CallerDep, uow: Uow, tag: Tag) -> CompanyOut:
    """One company, with the ETag that a change of it needs."""
    company = await get_company(uow, caller, company_id=company_id)
    tag(company.version)
    return await _told(uow, company)


@router.patch(
    "/{company_id}",
    operation_id="updateCompany",
    summary="Correct a company",
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def update(
    company_id: CompanyId, body: CompanyPatch, caller: CallerDep, uow: Uow, if_match: IfMatch, now: Now, tag: Tag
) -> CompanyOut:
    """Change what the company says of itself. Another IDCC is to be verified again (D43)."""
    changes = CompanyChanges(name=body.name, idcc=body.idcc, address=body.address.to_domain() if body.address else None)
    company = await update_company(uow, caller, company_id=company_id, changes=changes, precondition=if_match, now=now)
    tag(company.version)
    return await _told(uow, company)


@router.post(
    "/{company_id}/verification",
    operation_id="verifyCompany",
    summary="Verify a company",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def verify(
    company_id: CompanyId,
    body: CompanyVerificationIn,
    caller: CallerDep,
    uow: Uow,
    if_match: IfMatch,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
    tag: Tag,
) -> CompanyOut:
    """Give or refuse access, and say whether the company is under the CCNIC. Approving it refuses its rivals."""
    company = await verify_company(
        uow,
        caller,
        company_id=company_id,
        finding=Finding(approved=body.approved, ccnic=body.ccnic, evidence=body.evidence),
        precondition=if_match,
        mail_writer=mail_writer,
        at=at,
        now=now,
        new_id=new_id,
    )
    tag(company.version)
    return await _told(uow, company)


@router.post(
    "/{company_id}/succession",
    operation_id="succeedCompany",
    summary="Record that another company takes over",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def succeed(
    company_id: CompanyId,
    body: SuccessionIn,
    caller: CallerDep,
    uow: Uow,
    if_match: IfMatch,
    mail_writer: MailWriterDep,
    now: Now,
    new_id: NewId,
    tag: Tag,
) -> CompanyOut:
    """Give everything of a company to the one that succeeds it: dossiers, accounts, invitations (D64).

    For a merger, an absorption, a new SIREN or another establishment. Independence goes on being judged against both.
    The company's people go on as the successor's: their access tokens are refused, and refreshing their session gives
    them new ones.
    """
    company = await succeed_company(
        uow,
        caller,
        company_id=company_id,
        takeover=Takeover(successor_id=body.successor_id, on=body.on, reason=body.reason),
        precondition=if_match,
        mail_writer=mail_writer,
        now=now,
        new_id=new_id,
    )
    tag(company.version)
    return await _told(uow, company)
