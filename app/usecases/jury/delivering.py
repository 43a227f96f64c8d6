"""What becomes of certificates is kept, told to programs, companies and the partner branch, and sent to holders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.case import Case
from app.domain.certificate_life import Settlement
from app.domain.certificates import Certificate
from app.domain.cqpi import WithheldCqpi
from app.domain.event_types import EventType
from app.usecases.bridge_requests.partner_events import record_with_partners
from app.usecases.dossiers.acting import Act
from app.usecases.dossiers.events import event_of
from app.usecases.holders.sending import LinkContext, link_to_certificate, send_paper_links
from app.usecases.passport.freezing import freeze_passports
from app.usecases.ports import UnitOfWork
from app.usecases.ports.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What an act makes of the certificates of a dossier, which the transaction holds; ``case``: as that left it."""

    command: Act
    case: Case
    settlement: Settlement


async def deliver_certificates(uow: UnitOfWork, link_context: LinkContext, deliveries: Sequence[Delivery]) -> None:
    """Write down what becomes of the certificates, tell it, and send the holders theirs."""
    for revoked in (each for delivery in deliveries for each in delivery.settlement.revoked):
        await uow.certificates.save(revoked)
    await _issue(uow, link_context, [(each.case, issued) for each in deliveries for issued in each.settlement.issued])
    happened = ((each.case.dossier, _events(each)) for each in deliveries)
    await record_with_partners(uow, happened, link_context.new_id)


async def _issue(uow: UnitOfWork, link_context: LinkContext, issued: Sequence[tuple[Case, Certificate]]) -> None:
    """Keep new certificates, each of the case's dossier, what the passport asks of their holders, and send them."""
    await uow.certificates.add(*(certificate for _, certificate in issued))
    for _, certificate in issued:
        if certificate.replaces is not None:
            await uow.surveys.hand_over(certificate.replaces, certificate.number)
    of_dossiers = [(case.dossier, certificate) for case, certificate in issued]
    await freeze_passports(uow, of_dossiers, link_context.now.at)
    await send_paper_links(uow, link_context, [link_to_certificate(case, each) for case, each in issued])


def settlement_summary(settlement: Settlement) -> dict[str, Any]:
    """What history keeps of it."""
    cqpi = {
        "withheld_cqpi": [_withheld(each) for each in settlement.withheld],
        "kept_cqpi": list(settlement.kept),
    }
    return {
        "certificates": [_issued(each) for each in settlement.issued],
        "revoked_certificates": [_revoked(each) for each in settlement.revoked],
        **{name: codes for name, codes in cqpi.items() if codes},
    }


def withheld_events(delivery: Delivery) -> Iterable[Event]:
    """That certificates asked for are not delivered (D74), which the closing of a session tells."""
    for cqpi in delivery.settlement.withheld:
        yield _event(EventType.CERTIFICATE_WITHHELD, delivery, _withheld(cqpi))


def _events(delivery: Delivery) -> Iterable[Event]:
    for certificate in delivery.settlement.revoked:
        yield _event(EventType.CERTIFICATE_REVOKED, delivery, _revoked(certificate))
    for certificate in delivery.settlement.issued:
        yield _event(EventType.CERTIFICATE_ISSUED, delivery, _issued(certificate))


def _event(event_type: EventType, delivery: Delivery, details: Mapping[str, Any]) -> Event:
    command, dossier = delivery.command, delivery.case.dossier
    told = {**details, "operation_id": command.operation_id}
    return event_of(event_type, dossier, at=command.now.at, new_id=command.new_id, details=told)


def _issued(certificate: Certificate) -> dict[str, str]:
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


def _revoked(certificate: Certificate) -> dict[str, str]:
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
