"""The certificates (parchemins): told to their holders' companies, verified by anybody."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query

from app.api.bodies import AnswerBody
from app.api.dependencies import CallerDep, Tag, Uow
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.v1.dossier_models import CertificationRef
from app.domain.certificates import CERTIFICATE_STATE_LABELS, Certificate, CertificateState, Holder
from app.usecases.jury.certificates import get_certificate, verify_certificate

router = router_of("certificates", "/v1/certificates", description="What was awarded, and how anybody may verify it.")

Number = Annotated[str, Path(max_length=40, description="The certificate's number.")]


class HolderOut(AnswerBody):
    """Whom the certificate names."""

    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date
    birth_place: str

    @classmethod
    def of(cls, holder: Holder) -> Self:
        """The holder on the wire."""
        return cls(
            birth_name=holder.birth_name,
            usage_name=holder.usage_name,
            first_names=holder.first_names,
            birth_date=holder.birth_date,
            birth_place=holder.birth_place,
        )


class CertificateOut(AnswerBody):
    """A certificate, with the code by which others verify it."""

    number: str
    verification_code: str
    dossier_id: UUID
    certification: CertificationRef
    option: str | None
    holder: HolderOut
    awarded_on: date
    issued_on: date
    issued_at: datetime
    state: CertificateState
    state_label: str
    version: int

    @classmethod
    def of(cls, certificate: Certificate) -> Self:
        """The certificate on the wire."""
        return cls(
            number=certificate.number,
            verification_code=certificate.verification_code,
            dossier_id=certificate.dossier_id,
            certification=CertificationRef.of(certificate.certification_code),
            option=certificate.option,
            holder=HolderOut.of(certificate.holder),
            awarded_on=certificate.awarded_on,
            issued_on=certificate.issued_on,
            issued_at=certificate.issued_at,
            state=certificate.state,
            state_label=CERTIFICATE_STATE_LABELS[certificate.state].fr,
            version=certificate.version,
        )


class VerificationOut(AnswerBody):
    """What a certificate certifies, and whether it still does."""

    number: str
    state: CertificateState
    state_label: str
    certification: CertificationRef
    option: str | None
    holder_name: str
    awarded_on: date
    issued_on: date

    @classmethod
    def of(cls, certificate: Certificate) -> Self:
        """The certified facts, and no more."""
        holder = certificate.holder
        return cls(
            number=certificate.number,
            state=certificate.state,
            state_label=CERTIFICATE_STATE_LABELS[certificate.state].fr,
            certification=CertificationRef.of(certificate.certification_code),
            option=certificate.option,
            holder_name=f"{holder.first_names} {holder.usage_name or holder.birth_name}",
            awarded_on=certificate.awarded_on,
            issued_on=certificate.issued_on,
        )


@router.get(
    "/{number}",
    operation_id="getCertificate",
    summary="Read a certificate",
    responses=problems(401, 403, 404, 422),
)
async def get_one(number: Number, caller: CallerDep, uow: Uow, tag: Tag) -> CertificateOut:
    """The certificate, to its holder's company and to the secretariat."""
    certificate = await get_certificate(uow, caller, number=number)
    tag(certificate.version)
    return CertificateOut.of(certificate)


@router.get(
    "/{number}/verification",
    operation_id="verifyCertificate",
    summary="Verify a certificate",
    responses=problems(404, 422),
)
async def verify(
    number: Number,
    uow: Uow,
    code: Annotated[str, Query(max_length=40, description="The verification code that stands on the certificate.")],
) -> VerificationOut:
    """Whether the certificate is one of ours, and still valid; a wrong number and a wrong code read the same."""
    return VerificationOut.of(await verify_certificate(uow, number=number, code=code))
