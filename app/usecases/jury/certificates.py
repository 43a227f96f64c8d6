"""Certificates: issued when a session is closed, told to their holders' companies, replaced and revoked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain import certificate_life
from app.domain.case import Case
from app.domain.certificate_life import MakeIdentity, Settlement
from app.domain.certificates import Certificate, Identity, as_written, certificate_number, verification_code
from app.domain.deliberation import Outcome
from app.domain.dossier import Dossier
from app.domain.happenings import Happening
from app.domain.refusal import Refusal
from app.usecases.access import Caller
from app.usecases.answers import accepted
from app.usecases.dossiers.acting import Act, held_case, save
from app.usecases.dossiers.facts import cases_of
from app.usecases.dossiers.telling import event_of
from app.usecases.errors import NotFound
from app.usecases.holders.sending import Sending, send_attestation, send_certificate
from app.usecases.letters import Post
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.credentials import Secrets
from app.usecases.ports.events import Event
from app.usecases.preconditions import Precondition

Judgement = Callable[[Case, Certificate], Settlement | Refusal]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAct:
    """Who acts on which certificate, why, when, and on which version of it."""

    caller: Caller
    number: str
    reason: str
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
    post: Post,
) -> None:
    """What the closing of a session makes of the certificates of its dossiers, each with a line of history.

    A partial award has no certificate: its candidate is sent the attestation of what they acquired.
    """
    held = await uow.certificates.of_dossiers([dossier.id for dossier in decided])
    identity = _identities(post.secrets)
    for case in await cases_of(uow, decided, now.on):
        dossier = case.dossier
        acting = Act(caller=caller, operation_id="closeJurySession", dossier_id=dossier.id, now=now, new_id=new_id)
        settlement = certificate_life.settle(case, held.get(dossier.id, ()), at=now.at, identity=identity)
        if settlement != Settlement():
            told = replace(acting, details=told_of(settlement), untold=True)
            await save(uow, told, before=dossier, after=dossier)
        await deliver(uow, acting, dossier, settlement, post=post)


async def settlement_of(uow: UnitOfWork, case: Case, *, now: Moment, secrets: Secrets) -> Settlement:
    """What the decision in force makes of the dossier's certificates (D39)."""
    held = await uow.certificates.of_dossier(case.dossier.id)
    return certificate_life.settle(case, held, at=now.at, identity=_identities(secrets))


async def deliver(uow: UnitOfWork, acting: Act, dossier: Dossier, settlement: Settlement, *, post: Post) -> None:
    """Keep what a decision makes of the certificates; of a partial award, send the attestation of what is acquired."""
    await _keep(uow, acting, dossier, settlement, post=post)
    if dossier.decision is not None and dossier.decision.outcome is Outcome.PARTIALLY_AWARDED:
        await send_attestation(uow, Sending.by(acting, post), dossier)


async def _keep(uow: UnitOfWork, acting: Act, dossier: Dossier, settlement: Settlement, *, post: Post) -> None:
    """Write down what becomes of the certificates, tell it, and send the holder theirs. The dossier is held."""
    for revoked in settlement.revoked:
        await uow.certificates.save(revoked)
    for issued in settlement.issued:
        await uow.certificates.add(issued)
        await send_certificate(uow, Sending.by(acting, post), dossier, issued)
    await uow.events.record(*_events(acting, dossier, settlement))


def told_of(settlement: Settlement) -> dict[str, Any]:
    """What history keeps of it."""
    return {
        "certificates": [_issue(issued) for issued in settlement.issued],
        "revoked_certificates": [_revocation(revoked) for revoked in settlement.revoked],
    }


async def reissue_certificate(uow: UnitOfWork, act: CertificateAct, *, post: Post) -> Certificate:
    """Replace a certificate, its holder named as the dossier names them today; the new one.

    Raises NotFound, StaleVersion, AlreadyDone, RulesRefused.
    """

    def judge(case: Case, certificate: Certificate) -> Settlement | Refusal:
        identity = _identities(post.secrets)
        return certificate_life.reissue(case, certificate, reason=act.reason, at=act.now.at, identity=identity)

    return (await _settle(uow, act, "reissueCertificate", judge, post=post)).issued[0]


async def revoke_certificate(uow: UnitOfWork, act: CertificateAct, *, post: Post) -> Certificate:
    """Declare a certificate worthless; as it now stands. Raises NotFound, StaleVersion, AlreadyDone."""

    def judge(case: Case, certificate: Certificate) -> Settlement | Refusal:
        return certificate_life.revoke(case, certificate, reason=act.reason, at=act.now.at)

    (revoked,) = (await _settle(uow, act, "revokeCertificate", judge, post=post)).revoked
    return replace(revoked, version=revoked.version + 1)


async def get_certificate(uow: UnitOfWork, caller: Caller, *, number: str) -> Certificate:
    """The certificate, to those who see its dossier. Raises NotFound."""
    async with uow:
        return await _seen(uow, caller, number)


async def _seen(uow: UnitOfWork, caller: Caller, number: str) -> Certificate:
    found = await uow.certificates.get(as_written(number))
    if found is None or await uow.dossiers.get(caller, found.dossier_id) is None:
        raise NotFound
    return found


async def _settle(
    uow: UnitOfWork, act: CertificateAct, operation_id: str, judge: Judgement, *, post: Post
) -> Settlement:
    """Judge the certificate as it stands once its dossier is held: of two who act at once, one sees the other."""
    async with uow:
        dossier_id = (await _seen(uow, act.caller, act.number)).dossier_id
        acting = Act(
            caller=act.caller, operation_id=operation_id, dossier_id=dossier_id, now=act.now, new_id=act.new_id
        )
        case = await held_case(uow, acting)
        certificate = await _seen(uow, act.caller, act.number)
        act.precondition.check(certificate.version)
        settlement = accepted(judge(case, certificate), act.now.on)
        told = replace(acting, details={"reason": act.reason, **told_of(settlement)}, untold=True)
        await save(uow, told, before=case.dossier, after=case.dossier)
        await _keep(uow, told, case.dossier, settlement, post=post)
        await uow.commit()
    return settlement


def _identities(secrets: Secrets) -> MakeIdentity:
    def make() -> Identity:
        return Identity(
            number=certificate_number(secrets.digest(secrets.new())),
            verification_code=verification_code(secrets.digest(secrets.new())),
        )

    return make


def _events(acting: Act, dossier: Dossier, settlement: Settlement) -> Iterable[Event]:
    for certificate in settlement.revoked:
        yield _event(Happening.CERTIFICATE_REVOKED, acting, dossier, _revocation(certificate))
    for certificate in settlement.issued:
        yield _event(Happening.CERTIFICATE_ISSUED, acting, dossier, _issue(certificate))


def _event(happening: Happening, acting: Act, dossier: Dossier, details: Mapping[str, Any]) -> Event:
    return event_of(happening, dossier, at=acting.now.at, new_id=acting.new_id, details=details)


def _issue(certificate: Certificate) -> dict[str, str]:
    known = {
        "number": certificate.number,
        "certification_code": certificate.certification_code,
        "decision_id": str(certificate.decision_id),
        "replaces": certificate.replaces,
        "reason": certificate.reissue_reason,
    }
    return {name: value for name, value in known.items() if value is not None}


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
