"""What the partner branch decided for the holder of a chemical certificate (R75), kept for the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain.bridges import PartnerCertification
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certificates import Certificate
from app.domain.days import future_day_faults
from app.domain.deliberation import Outcome
from app.domain.law import Rule, Violation
from app.domain.rules.bridges import R75
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReport:
    """What a partner's program says: which certificate was presented, for what, and what their jury decided when."""

    certificate_number: str
    partner_certification: str
    outcome: Outcome
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDecision:
    """A report that was accepted. ``reported_by``: the program's client id."""

    id: UUID
    dossier_id: UUID
    report: PartnerReport
    reported_by: str
    reported_at: datetime


def report_faults(
    report: PartnerReport,
    certificate: Certificate | None,
    partner: PartnerCertification | None,
    *,
    branch: str | None,
    on: date,
) -> Iterator[Violation]:
    """Everything that stands against a report of ``branch``'s program, received ``on``."""
    if partner is None or partner.branch != branch:
        yield _fault(
            "unknown_partner_certification",
            "/partner_certification",
            "Ce code n'est pas celui d'une certification de votre branche (listPartnerCertifications).",
            "This is not the code of a certification of your branch (listPartnerCertifications).",
        )
    yield from future_day_faults(report.decided_on, on, "/decided_on")
    yield from _faults_of_certificate(report, certificate)


def _faults_of_certificate(report: PartnerReport, certificate: Certificate | None) -> Iterator[Violation]:
    if certificate is None:
        yield _fault(
            "unknown_certificate",
            "/certificate_number",
            "Aucun parchemin ne porte ce numéro : recopiez-le tel qu'il y est écrit.",
            "No certificate bears this number: copy it as it is written there.",
        )
        return
    if certificate.revocation is not None and certificate.revocation.on <= report.decided_on:
        yield _fault(
            "certificate_revoked",
            "/certificate_number",
            "Le jour de votre décision, ce parchemin ne valait plus. Si un autre le remplace, donnez le numéro de "
            "celui-là.",
            "On the day of your decision this certificate was void. Where another replaces it, give that one's number.",
            R75,
        )
    if CERTIFICATIONS[certificate.certification_code].kind != "cqp":
        yield _fault(
            "not_a_cqp",
            "/certificate_number",
            "Ce parchemin est celui d'un CQPI : la passerelle part d'un CQP.",
            "This certificate is a CQPI's: the bridge starts from a CQP.",
            R75,
        )
    if report.decided_on < certificate.awarded_on:
        yield _fault(
            "decided_before_the_award",
            "/decided_on",
            f"Le parchemin présenté date du {certificate.awarded_on.isoformat()}.",
            f"The certificate presented was awarded on {certificate.awarded_on.isoformat()}.",
        )


def _fault(code: str, pointer: str, fr: str, en: str, rule: Rule | None = None) -> Violation:
    return Violation(code=code, pointer=pointer, detail=Text(fr, en), rule=rule)
