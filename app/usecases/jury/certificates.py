"""Certificates: issued when a session is closed, told to their holders' companies, replaced and revoked."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain import certificate_life
from app.domain.case import Case
from app.domain.certificate_life import Issuing, MakeCertificateCode, Settlement
from app.domain.certificates import Certificate, CertificateCode, as_written, certificate_number, verification_code
from app.domain.cqpi import WithheldCqpi
from app.domain.deliberation import Outcome
from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.domain.former_register import FormerAward
from app.domain.holder_papers import has_decision_letter
from app.domain.jury import JurySession
from app.domain.refusal import Refusal
from app.domain.unsigned_decisions import signed
from app.usecases.access import Caller, Role
from app.usecases.bridge_requests.partner_events import record_with_partners
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.dossiers.events import event_of
from app.usecases.dossiers.facts import cases_of
from app.usecases.errors import NotFound
from app.usecases.holders.sending import LinkContext, send_attestation, send_certificate, send_decision
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.papers.attestations import keep_attestation
from app.usecases.papers.decision_letters import keep_decision_letter
from app.usecases.passport.freezing import freeze_passport
from app.usecases.ports import UnitOfWork
from app.usecases.ports.credentials import Secrets
from app.usecases.ports.events import Event
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


async def issue_certificates(
    uow: UnitOfWork,
    caller: Caller,
    decided: Sequence[Dossier],
    *,
    now: Moment,
    new_id: Callable[[], UUID],
    issuer: Issuer,
) -> None:
    """What the closing of a session makes of its dossiers, each with a line of history: its decision is signed, and
    its certificates follow.

    A partial award has no certificate: its candidate is sent the attestation of what they acquired.
    """
    held = await uow.certificates.of_dossiers([dossier.id for dossier in decided])
    sessions = await _sessions_of(uow, decided)
    issued: dict[UUID, frozenset[str]] = {}
    for read in await cases_of(uow, decided, now.on):
        case, dossier = _with_what_was_just_issued(read, issued), read.dossier
        session = sessions[_deciding(dossier)]
        command = Act(caller=caller, operation_id="closeJurySession", dossier_id=dossier.id, now=now, new_id=new_id)
        settlement = certificate_life.settle(case, held.get(dossier.id, ()), issuer.issuing(session, now.at))
        details = settlement_summary(settlement) if settlement != Settlement() else {}
        told = replace(command, details=details, silent=True)
        saved = await save(uow, told, before=dossier, after=signed(dossier))
        await _deliver(uow, command, replace(case, dossier=saved), session, settlement, issuer=issuer)
        await uow.events.record(*_withheld_events(command, dossier, settlement))
        issued[dossier.id] = frozenset(certificate.certification_code for certificate in settlement.issued)


def _with_what_was_just_issued(case: Case, issued: Mapping[UUID, frozenset[str]]) -> Case:
    """The same person may have two dossiers before one session: a CQPI that both ask for is delivered once (D52)."""
    now_held = (issued.get(other.id, frozenset()) for other in case.earlier)
    return replace(case, cqpi_held=case.cqpi_held.union(*now_held))


async def settlement_of(uow: UnitOfWork, case: Case, issuing: Issuing) -> Settlement:
    """What the decision in force makes of the dossier's certificates (D39)."""
    held = await uow.certificates.of_dossier(case.dossier.id)
    return certificate_life.settle(case, held, issuing)


async def _deliver(
    uow: UnitOfWork, command: Act, case: Case, session: JurySession, settlement: Settlement, *, issuer: Issuer
) -> None:
    """Keep what a decision of ``session`` makes of the certificates; of a partial award, issue and send the attestation
    of what is acquired; and the letter of whatever is not awarded in full."""
    dossier = case.dossier
    await deliver_certificates(uow, command, dossier, settlement, mail_writer=issuer.mail_writer)
    if dossier.decision is not None and dossier.decision.outcome is Outcome.PARTIALLY_AWARDED:
        await keep_attestation(uow, case, session, issued_on=command.now.on, at=command.now.at)
        await send_attestation(uow, LinkContext.by(command, issuer.mail_writer), dossier)
    if has_decision_letter(dossier):
        await keep_decision_letter(uow, case, session, issued_on=command.now.on, at=command.now.at)
        await send_decision(uow, LinkContext.by(command, issuer.mail_writer), dossier)


async def _sessions_of(uow: UnitOfWork, decided: Iterable[Dossier]) -> Mapping[UUID, JurySession]:
    """The sessions whose decisions are in force, each read once."""
    found = {each: await uow.jury_sessions.get(each) for each in {_deciding(dossier) for dossier in decided}}
    return {each: session for each, session in found.items() if session is not None}


def _deciding(dossier: Dossier) -> UUID:
    if dossier.decision is None:
        raise ValueError(f"{dossier.number}: nothing was decided")
    return dossier.decision.session_id


async def deliver_certificates(
    uow: UnitOfWork, command: Act, dossier: Dossier, settlement: Settlement, *, mail_writer: MailWriter
) -> None:
    """Write down what becomes of the certificates, tell it, and send the holder theirs. The dossier is held."""
    for revoked in settlement.revoked:
        await uow.certificates.save(revoked)
    for issued in settlement.issued:
        await uow.certificates.add(issued)
        if issued.replaces is not None:
            await uow.surveys.hand_over(issued.replaces, issued.number)
        await freeze_passport(uow, dossier, issued, command.now.at)
        await send_certificate(uow, LinkContext.by(command, mail_writer), dossier, issued)
    await record_with_partners(uow, ((dossier, _events(command, dossier, settlement)),), command.new_id)


def settlement_summary(settlement: Settlement) -> dict[str, Any]:
    """What history keeps of it."""
    cqpi = {
        "withheld_cqpi": [_withheld(each) for each in settlement.withheld],
        "kept_cqpi": list(settlement.kept),
    }
    return {
        "certificates": [_issue(issued) for issued in settlement.issued],
        "revoked_certificates": [_revocation(revoked) for revoked in settlement.revoked],
        **{name: codes for name, codes in cqpi.items() if codes},
    }


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
        await deliver_certificates(uow, told, case.dossier, settlement, mail_writer=mail_writer)
        await uow.commit()
    return settlement


def _identities(secrets: Secrets) -> MakeCertificateCode:
    def make() -> CertificateCode:
        return CertificateCode(
            number=certificate_number(secrets.digest(secrets.new())),
            verification_code=verification_code(secrets.digest(secrets.new())),
        )

    return make


def _events(command: Act, dossier: Dossier, settlement: Settlement) -> Iterable[Event]:
    for certificate in settlement.revoked:
        yield _event(EventType.CERTIFICATE_REVOKED, command, dossier, _revocation(certificate))
    for certificate in settlement.issued:
        yield _event(EventType.CERTIFICATE_ISSUED, command, dossier, _issue(certificate))


def _withheld_events(command: Act, dossier: Dossier, settlement: Settlement) -> Iterable[Event]:
    for cqpi in settlement.withheld:
        yield _event(EventType.CERTIFICATE_WITHHELD, command, dossier, _withheld(cqpi))


def _event(event_type: EventType, command: Act, dossier: Dossier, details: Mapping[str, Any]) -> Event:
    told = {**details, "operation_id": command.operation_id}
    return event_of(event_type, dossier, at=command.now.at, new_id=command.new_id, details=told)


def _issue(certificate: Certificate) -> dict[str, str]:
    known = {
        "number": certificate.number,
        "certification_code": certificate.certification_code,
        "decision_id": str(certificate.decision_id),
        "replaces": certificate.replaces,
        "reason": certificate.reissue_reason,
    }
    return {name: value for name, value in known.items() if value is not None}


def _withheld(cqpi: WithheldCqpi) -> dict[str, str]:
    return {"certification_code": cqpi.code, "because": cqpi.because}


def _revocation(certificate: Certificate) -> dict[str, str]:
    revocation = certificate.revocation
    if revocation is None:
        raise ValueError(f"{certificate.number} is not revoked")
    known = {
        "number": certificate.number,
        "certification_code": certificate.certification_code,
        "reason": revocation.reason,
        "replaced_by": revocation.replaced_by,
        "decision_id": str(revocation.decision_id) if revocation.decision_id else None,
    }
    return {name: value for name, value in known.items() if value is not None}
