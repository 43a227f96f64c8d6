"""Certificates: read, replaced and revoked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain import certificate_life
from app.domain.case import Case
from app.domain.certificate_life import Issuing, MakeCertificateCode, Settlement
from app.domain.certificates import Certificate, CertificateCode, as_written, certificate_number, verification_code
from app.domain.former_register import FormerAward
from app.domain.jury import JurySession
from app.domain.refusal import Refusal
from app.usecases.access import Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.errors import NotFound
from app.usecases.holders.sending import LinkContext
from app.usecases.jury.delivering import Delivery, deliver_certificates, settlement_summary
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.credentials import Secrets
from app.usecases.preconditions import Precondition

CertificateTransition = Callable[[Case, Certificate], Awaitable[Settlement | Refusal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """What it takes to issue papers and to send them; ``public_url`` is where anybody verifies a certificate."""

    mail_writer: MailWriter
    public_url: str

    def issuing(self, session: JurySession, at: datetime) -> Issuing:
        """What certificates are issued with for a decision of ``session``."""
        return Issuing(
            at=at, identity=_identities(self.mail_writer.secrets), session=session, public_url=self.public_url
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAct:
    """Who acts on which certificate, why, when, and on which version of it.

    ``keep_cqpi``: of a revocation, the CQPI delivered with it that stay valid.
    """

    caller: Caller
    number: str
    reason: str
    keep_cqpi: tuple[str, ...] = ()
    precondition: Precondition
    now: Moment
    new_id: Callable[[], UUID]


async def settlement_of(uow: UnitOfWork, case: Case, issuing: Issuing) -> Settlement:
    """What the decision in force makes of the dossier's certificates (D39)."""
    held = await uow.certificates.of_dossier(case.dossier.id)
    return certificate_life.settle(case, held, issuing)


async def reissue_certificate(uow: UnitOfWork, act: CertificateAct, *, issuer: Issuer) -> Certificate:
    """Replace a certificate, its holder named as the dossier names them today; the new one.

    Raises NotFound, StaleVersion, AlreadyDone, RulesRefused.
    """

    async def judge(case: Case, certificate: Certificate) -> Settlement | Refusal:
        session = await uow.jury_sessions.get(certificate.session_id)
        if session is None:
            raise ValueError(f"{certificate.number}: no session")
        return certificate_life.reissue(case, certificate, issuer.issuing(session, act.now.at), reason=act.reason)

    return (await _settle(uow, act, "reissueCertificate", judge, mail_writer=issuer.mail_writer)).issued[0]


async def revoke_certificate(uow: UnitOfWork, act: CertificateAct, *, mail_writer: MailWriter) -> Certificate:
    """Declare a certificate worthless, and with a CQP the CQPI that came with it; as it now stands.

    Raises NotFound, StaleVersion, AlreadyDone, InvalidInput, RulesRefused.
    """

    async def judge(case: Case, certificate: Certificate) -> Settlement | Refusal:
        held = await uow.certificates.of_dossier(case.dossier.id)
        return certificate_life.revoke(
            case, certificate, held, keep_cqpi=act.keep_cqpi, reason=act.reason, at=act.now.at
        )

    revoked, *_ = (await _settle(uow, act, "revokeCertificate", judge, mail_writer=mail_writer)).revoked
    return replace(revoked, version=revoked.version + 1)


async def get_certificate(uow: UnitOfWork, caller: Caller, *, number: str) -> Certificate:
    """The certificate, to those who see its dossier. Raises NotFound."""
    async with uow:
        return await _seen(uow, caller, number)


async def read_certificate(uow: UnitOfWork, caller: Caller, *, number: str) -> Certificate | FormerAward:
    """The same, or what the former register says under that number: the secretariat alone sees that. Raises NotFound.

    Nothing is printed anew of it, nor issued again (D77).
    """
    async with uow:
        former = await uow.former_register.by_number(number) if caller.role is Role.SECRETARIAT else None
        return former or await _seen(uow, caller, number)


async def _seen(uow: UnitOfWork, caller: Caller, number: str) -> Certificate:
    found = await uow.certificates.get(as_written(number))
    if found is None or await uow.dossiers.get(caller, found.dossier_id) is None:
        raise NotFound
    return found


async def _settle(
    uow: UnitOfWork, act: CertificateAct, operation_id: str, judge: CertificateTransition, *, mail_writer: MailWriter
) -> Settlement:
    """Judge the certificate as it stands once its dossier is held: of two who act at once, one sees the other."""
    async with uow:
        dossier_id = (await _seen(uow, act.caller, act.number)).dossier_id
        command = Act(
            caller=act.caller, operation_id=operation_id, dossier_id=dossier_id, now=act.now, new_id=act.new_id
        )
        case = await load_case_for_update(uow, command)
        certificate = await _seen(uow, act.caller, act.number)
        act.precondition.check(certificate.version)
        settlement = unwrap(await judge(case, certificate), act.now.on)
        told = replace(command, details={"reason": act.reason, **settlement_summary(settlement)}, silent=True)
        await save(uow, told, before=case, after=case.dossier)
        delivery = Delivery(command=told, case=case, settlement=settlement)
        await deliver_certificates(uow, LinkContext.by(told, mail_writer), (delivery,))
        await uow.commit()
    return settlement


def _identities(secrets: Secrets) -> MakeCertificateCode:
    def make() -> CertificateCode:
        return CertificateCode(
            number=certificate_number(secrets.digest(secrets.new())),
            verification_code=verification_code(secrets.digest(secrets.new())),
        )

    return make
