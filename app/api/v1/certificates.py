"""The certificates (parchemins): told to their holders' companies, replaced and revoked, verified by anybody."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Self
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import Depends, Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.api.account_dependencies import ClientAddress, IssuerDep, MailWriterDep, SignerDep, TokenTime
from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.container import container_of
from app.api.dependencies import CallerDep, IfMatch, LanguageDep, NewId, Now, Tag, Uow
from app.api.faults import EdgeError
from app.api.language import spoken
from app.api.located import located
from app.api.negotiation import NegotiatedLanguage as LanguageCode
from app.api.negotiation import accepts, preferred
from app.api.problems import problems
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.text_fields import Reason as ReasonText
from app.api.v1.dossier_models import CertificationRef
from app.api.v1.origins import OriginOut, origin_out
from app.api.verification_page import (
    BLANK,
    INCOMPLETE,
    UNKNOWN,
    Visit,
    too_many_verifications,
    verdict_on,
    verification_page,
)
from app.domain.certificates import (
    CERTIFICATE_STATE_LABELS,
    Certificate,
    CertificateState,
    Revocation,
    as_written,
    verification_path,
)
from app.domain.former_register import FormerAward, birth_date_typed
from app.usecases.access import Caller
from app.usecases.errors import NotFound, TooManyRequests
from app.usecases.jury.certificates import CertificateAct, read_certificate, reissue_certificate, revoke_certificate
from app.usecases.jury.verifying import verify_certificate
from app.usecases.persons.reading import person_of_dossier

router = router_of("certificates", "/v1/certificates", description="What was awarded, and how anybody may verify it.")

HTML = "text/html"
HTML_CONTENT = {HTML: {"schema": {"type": "string"}}}
REFUSALS = problems(401, 403, 404, 409, 412, 422)

Number = Annotated[str, Path(max_length=40, description="The certificate's number.")]


class Reason(RequestBody):
    """Why; it stays on record, and is told to nobody who verifies."""

    reason: ReasonText


class RevocationIn(Reason):
    """Why, and which of the CQPI delivered with the CQP stay valid for that reason: none unless named."""

    keep_cqpi: Annotated[list[Line], Field(max_length=6)] = []


class HolderOut(MirrorBody):
    """Whom the certificate names."""

    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date
    birth_place: str


class RevocationOut(AnswerBody):
    """Since when it is worth nothing, and why. `decision_id`: the jury's decision from which that follows (D39)."""

    revoked_on: date
    reason: str
    replaced_by: str | None
    decision_id: UUID | None

    @classmethod
    def of(cls, revocation: Revocation) -> Self:
        """The revocation on the wire."""
        return cls(
            revoked_on=revocation.on,
            reason=revocation.reason,
            replaced_by=revocation.replaced_by,
            decision_id=revocation.decision_id,
        )


def certification_of(certificate: Certificate | FormerAward) -> CertificationRef:
    """What it certifies, under the title that it prints (D75)."""
    return CertificationRef(code=certificate.certification_code, title=certificate.certification.title)


class CertificateOut(AnswerBody):
    """A certificate, with the code by which others verify it, and the address where they do.

    `decision_id`: the decision that it certifies; `replaces`: the number of the certificate whose place it takes. One
    of the former register has neither code nor dossier, and says where it is from (`origin`, D77).
    """

    number: str
    verification_code: str | None
    verification_url: str
    dossier_id: UUID | None
    certification: CertificationRef
    option: str | None
    holder: HolderOut
    awarded_on: date
    issued_on: date
    issued_at: datetime | None
    decision_id: UUID | None
    state: CertificateState
    state_label: str
    replaces: str | None
    reissue_reason: str | None
    revocation: RevocationOut | None
    version: int
    passport_sent_on: Annotated[
        date | None, Field(description="Of the former register: since when the training passport has it.")
    ]
    origin: OriginOut | None
    person_id: Annotated[UUID | None, Field(description="Whose it is; told to the secretariat alone.")]

    @classmethod
    def of_former(cls, award: FormerAward, public_url: str, person_id: UUID | None) -> Self:
        """A certificate of the former register; its revocation tells the paper that takes its place, where one does."""
        revocation = award.revocation
        return cls(
            number=award.number or "",
            verification_code=None,
            verification_url=f"{public_url}/v1/certificates/verification?{urlencode({'number': award.number or ''})}",
            dossier_id=None,
            certification=certification_of(award),
            option=award.option,
            holder=HolderOut.of(award.holder),
            awarded_on=award.awarded_on,
            issued_on=award.delivered_on,
            issued_at=None,
            decision_id=None,
            state=award.state,
            state_label=spoken(CERTIFICATE_STATE_LABELS[award.state]),
            replaces=None,
            reissue_reason=None,
            revocation=RevocationOut.of(revocation) if revocation else None,
            version=award.version,
            passport_sent_on=award.passport_sent_on,
            origin=origin_out(award.origin),
            person_id=person_id,
        )

    @classmethod
    def of(cls, certificate: Certificate, public_url: str, person_id: UUID | None) -> Self:
        """The certificate on the wire; ``public_url`` is where the service is reached."""
        return cls(
            number=certificate.number,
            verification_code=certificate.verification_code,
            verification_url=f"{public_url}{verification_path(certificate)}",
            dossier_id=certificate.dossier_id,
            certification=certification_of(certificate),
            option=certificate.option,
            holder=HolderOut.of(certificate.holder),
            awarded_on=certificate.awarded_on,
            issued_on=certificate.issued_on,
            issued_at=certificate.issued_at,
            decision_id=certificate.decision_id,
            state=certificate.state,
            state_label=spoken(CERTIFICATE_STATE_LABELS[certificate.state]),
            replaces=certificate.replaces,
            reissue_reason=certificate.reissue_reason,
            revocation=RevocationOut.of(certificate.revocation) if certificate.revocation else None,
            version=certificate.version,
            passport_sent_on=None,
            origin=None,
            person_id=person_id,
        )


class VerificationOut(AnswerBody):
    """What a certificate certifies, and whether it still does. `replaced`: another one took its place.

    `former_register`: it was issued before the platform, as it stands in the register of then (D77).
    """

    number: str
    state: CertificateState
    state_label: str
    certification: CertificationRef
    option: str | None
    holder_name: str
    awarded_on: date
    issued_on: date
    revoked_on: date | None
    replaced: bool
    former_register: bool

    @classmethod
    def of(cls, certificate: Certificate | FormerAward) -> Self:
        """The certified facts, and no more."""
        revocation = certificate.revocation
        return cls(
            number=certificate.number or "",
            state=certificate.state,
            state_label=spoken(CERTIFICATE_STATE_LABELS[certificate.state]),
            certification=certification_of(certificate),
            option=certificate.option,
            holder_name=certificate.holder.full_name,
            awarded_on=certificate.awarded_on,
            issued_on=certificate.issued_on or certificate.awarded_on,
            revoked_on=revocation.on if revocation else None,
            replaced=revocation is not None and revocation.replaced_by is not None,
            former_register=isinstance(certificate, FormerAward),
        )


async def _certificate_command(
    number: Number, body: Reason, caller: CallerDep, now: Now, new_id: NewId, if_match: IfMatch
) -> CertificateAct:
    return CertificateAct(
        caller=caller, number=number, reason=body.reason, precondition=if_match, now=now, new_id=new_id
    )


async def _revocation_command(
    number: Number, body: RevocationIn, caller: CallerDep, now: Now, new_id: NewId, if_match: IfMatch
) -> CertificateAct:
    command = await _certificate_command(number, body, caller, now, new_id, if_match)
    return replace(command, keep_cqpi=tuple(body.keep_cqpi))


CertificateCommand = Annotated[CertificateAct, Depends(_certificate_command)]
RevocationCommand = Annotated[CertificateAct, Depends(_revocation_command)]
ChosenLanguage = Annotated[LanguageCode | None, Query(description="The page's language, before Accept-Language.")]


async def _told(certificate: Certificate, caller: Caller, uow: Uow, request: Request, tag: Tag) -> CertificateOut:
    tag(certificate.version)
    person_id = await person_of_dossier(uow, caller, certificate.dossier_id)
    return CertificateOut.of(certificate, container_of(request.scope).public_url, person_id)


@router.get(
    "/verification",
    operation_id="openVerification",
    summary="Open the verification page",
    response_class=Response,
    responses={
        200: {"description": "The page, with its form", "content": HTML_CONTENT},
        303: {"description": "The verification asked for"},
        **problems(406, 422),
    },
)
@produces(HTML)
async def start(
    request: Request,
    now: Now,
    preferred_language: LanguageDep,
    number: Annotated[str, Query(max_length=40, description="The certificate's number.")] = "",
    code: Annotated[str, Query(max_length=40, description="Its verification code.")] = "",
    lang: ChosenLanguage = None,
) -> Response:
    """The form that people fill in with what they read on a certificate; filled in, it leads to the verification."""
    if not accepts(request.headers.get("accept", "*/*"), (HTML,)):
        raise EdgeError(406)
    if as_written(number) and as_written(code):
        born_on = birth_date_typed(code)
        query = {
            "code": as_written(code) if born_on is None else born_on.isoformat(),
            **({"lang": lang} if lang else {}),
        }
        return RedirectResponse(f"{quote(as_written(number), safe='')}/verification?{urlencode(query)}", 303)
    visit = Visit(language=lang or preferred_language, chosen=lang, at=now.at, number=number, code=code, in_path=False)
    return verification_page(INCOMPLETE if number or code else BLANK, visit)


@router.get(
    "/{number}",
    operation_id="getCertificate",
    summary="Read a certificate",
    responses=problems(401, 403, 404, 422),
)
async def get_one(number: Number, caller: CallerDep, uow: Uow, request: Request, tag: Tag) -> CertificateOut:
    """The certificate, to its holder's company and to the secretariat; one of the former register to the latter."""
    found = await read_certificate(uow, caller, number=number)
    if isinstance(found, Certificate):
        return await _told(found, caller, uow, request, tag)
    tag(found.version)
    person_id = await person_of_dossier(uow, caller, found.id)
    return CertificateOut.of_former(found, container_of(request.scope).public_url, person_id)


@router.post(
    "/{number}/reissue",
    operation_id="reissueCertificate",
    summary="Replace a certificate",
    status_code=201,
    responses={**located(), **REFUSALS},
)
async def reissue(
    command: CertificateCommand, uow: Uow, issuer: IssuerDep, request: Request, response: Response, tag: Tag
) -> CertificateOut:
    """Issue it again under another number, its holder named as the dossier names them today; the former is revoked.

    Both stay, each naming the other. A holder who has an e-mail address is sent a link to the new one.
    """
    issued = await reissue_certificate(uow, command, issuer=issuer)
    response.headers["Location"] = f"/v1/certificates/{issued.number}"
    return await _told(issued, command.caller, uow, request, tag)


@router.post(
    "/{number}/revocation",
    operation_id="revokeCertificate",
    summary="Revoke a certificate",
    responses=REFUSALS,
)
async def revoke(
    command: RevocationCommand, uow: Uow, mail_writer: MailWriterDep, request: Request, tag: Tag
) -> CertificateOut:
    """Declare it worthless from today on; whoever verifies it learns so. It stays on record, with the reason.

    The CQPI delivered with a CQP are revoked with it, but those named in `keep_cqpi` (D74).
    """
    revoked = await revoke_certificate(uow, command, mail_writer=mail_writer)
    return await _told(revoked, command.caller, uow, request, tag)


@router.get(
    "/{number}/verification",
    operation_id="verifyCertificate",
    summary="Verify a certificate",
    response_model=VerificationOut,
    responses={200: {"content": HTML_CONTENT}, **problems(404, 406, 422, 429)},
)
@produces(HTML)
async def verify(
    number: Number,
    uow: Uow,
    now: Now,
    source: ClientAddress,
    system_time: TokenTime,
    preferred_language: LanguageDep,
    signer: SignerDep,
    request: Request,
    response: Response,
    code: Annotated[
        str | None,
        Query(
            max_length=40,
            description="The verification code that stands on the certificate; programs give it. A certificate of the "
            "former register bears none: its holder's birth date stands for it (`1980-05-14`).",
        ),
    ] = None,
    lang: ChosenLanguage = None,
) -> VerificationOut | Response:
    """Whether the certificate is one of ours, and still valid; a wrong number and a wrong code read the same.

    By `Accept: text/html`, a page for people. Repeated failures, from one place or on one number, have to wait.
    """
    asked = preferred(request.headers.get("accept", "*/*"), ("application/json", HTML))
    if asked == HTML:
        visit = Visit(
            language=lang or preferred_language, chosen=lang, at=now.at, number=number, code=code or "", in_path=True
        )
        return await _page(uow, visit, source=source, at=system_time, issues_credentials=signer is not None)
    if code is None:
        raise RequestValidationError([_MISSING_CODE])
    response.headers["Vary"], response.headers["Cache-Control"] = "Accept", "no-store"
    found = await verify_certificate(uow, number=number, code=code, source=source, at=system_time)
    return VerificationOut.of(found)


_MISSING_CODE = {"type": "missing", "loc": ("query", "code"), "msg": "Field required", "input": None}


async def _page(uow: Uow, visit: Visit, *, source: str, at: datetime, issues_credentials: bool) -> Response:
    if not visit.code:
        return verification_page(INCOMPLETE, visit)
    try:
        found = await verify_certificate(uow, number=visit.number, code=visit.code, source=source, at=at)
    except NotFound:
        return verification_page(UNKNOWN, visit)
    except TooManyRequests as refusal:
        seconds = refusal.retry_after or 1
        return verification_page(too_many_verifications(seconds), visit, headers={"Retry-After": str(seconds)})
    has_credential = issues_credentials and isinstance(found, Certificate)
    return verification_page(verdict_on(found), visit, found, has_credential=has_credential)
