"""What the partner branch decided for the holder of a chemical certificate (R75), kept for the record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from app.domain.bridges import Bridge, PartnerCertification, bridges_in_force
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certificates import Certificate
from app.domain.day_words import in_words
from app.domain.days import future_day_faults
from app.domain.deliberation import Outcome
from app.domain.law import Rule, RuleWarning, Violation
from app.domain.rules.bridges import R75
from app.domain.rules.decisions import D73
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReport:
    """What a partner's program says: which certificate was presented, for what, and what their jury decided when.

    ``previous_decision_id``: the decision on the same two that this one comes after.
    """

    certificate_number: str
    partner_certification: str
    outcome: Outcome
    decided_on: date
    previous_decision_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCorrection:
    """What a report said before it was corrected, why it was, by whom and when (D73)."""

    outcome: Outcome
    decided_on: date
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCancellation:
    """Why a report was taken back, by whom and when (D73)."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDecision:
    """A report that was accepted. ``reported_by``: the program's client id.

    ``bridge_id``: the bridge in force on the day of the decision, None where it rests on none. ``corrections``: what it
    said before, oldest first.
    """

    id: UUID
    dossier_id: UUID
    report: PartnerReport
    reported_by: str
    reported_at: datetime
    bridge_id: UUID | None = None
    corrections: tuple[ReportCorrection, ...] = ()
    cancellation: ReportCancellation | None = None

    def corrected(self, outcome: Outcome, decided_on: date, *, reason: str, by: str, at: datetime) -> "PartnerDecision":
        """The same with another outcome or day; what it said stays on record."""
        former = ReportCorrection(
            outcome=self.report.outcome, decided_on=self.report.decided_on, reason=reason, by=by, at=at
        )
        report = replace(self.report, outcome=outcome, decided_on=decided_on)
        return replace(self, report=report, corrections=(*self.corrections, former))

    def was_corrected_so(self, outcome: Outcome | None, decided_on: date | None, reason: str) -> bool:
        """Whether the last correction was that one: it is told again, and changes nothing (D73)."""
        last = self.corrections[-1].reason if self.corrections else None
        asked = outcome is not None or decided_on is not None
        return asked and last == reason and not self.is_changed_by(outcome, decided_on)

    def is_changed_by(self, outcome: Outcome | None, decided_on: date | None) -> bool:
        """Whether that outcome or that day is another one; None leaves it as it is."""
        said = self.report
        return outcome not in {None, said.outcome} or decided_on not in {None, said.decided_on}

    def was_cancelled_so(self, reason: str) -> bool:
        """Whether it was taken back for that reason: it is told again, and changes nothing (D73)."""
        return self.cancellation is not None and self.cancellation.reason == reason

    def cancelled(self, *, reason: str, by: str, at: datetime) -> "PartnerDecision":
        """The same, taken back: it stays on record, and may be reported anew."""
        return replace(self, cancellation=ReportCancellation(reason=reason, by=by, at=at))


def last_unless_cited(report: PartnerReport, standing: Iterable[PartnerDecision]) -> PartnerDecision | None:
    """The last decision on the same certificate and certification, where the report does not say that it follows it.

    ``standing``: what stands on the certificate, in the order of its reports. A second decision is most often the first
    one with a day typed wrong (D73).
    """
    on_both = _on_its_certification(report, standing)
    return on_both[-1] if on_both and on_both[-1].id != report.previous_decision_id else None


def previous_decision_faults(report: PartnerReport, standing: Iterable[PartnerDecision]) -> Iterator[Violation]:
    """That a report cites a decision where none stands on its certificate and certification, or one of a later day."""
    on_both = _on_its_certification(report, standing)
    yield from order_faults(report, on_both, "/previous_decision_id")
    if report.previous_decision_id is not None and not on_both:
        yield _fault(
            "unknown_previous_decision",
            "/previous_decision_id",
            "Aucune décision n'est enregistrée sur ce parchemin et cette certification : n'en citez pas.",
            "No decision is on record for this certificate and this certification: cite none.",
            D73,
        )


def order_faults(report: PartnerReport, standing: Iterable[PartnerDecision], pointer: str) -> Iterator[Violation]:
    """That a report follows a decision of a later day (D73)."""
    cited = next((each for each in standing if each.id == report.previous_decision_id), None)
    if cited is not None and cited.report.decided_on > report.decided_on:
        day = in_words(cited.report.decided_on)
        yield _fault(
            "previous_decision_later",
            pointer,
            f"La décision citée est du {day.fr} : une décision ne suit pas celle d'un jour plus tardif.",
            f"The decision cited is of {day.en}: a decision does not follow that of a later day.",
            D73,
        )


UNCHANGED_REPORT = Violation(
    code="nothing_to_correct",
    rule=D73,
    detail=Text(
        "Cette correction ne change rien : donnez l'issue ou le jour de la décision, tels qu'ils sont.",
        "This correction changes nothing: give the outcome or the day of the decision, as they are.",
    ),
)


def _on_its_certification(report: PartnerReport, standing: Iterable[PartnerDecision]) -> list[PartnerDecision]:
    return [each for each in standing if each.report.partner_certification == report.partner_certification]


def bridge_it_rests_on(report: PartnerReport, certificate: Certificate, bridges: Iterable[Bridge]) -> Bridge | None:
    """The bridge between the two certifications that was in force on the day of the decision (R75)."""
    pair = certificate.certification_code, report.partner_certification
    return bridges_in_force(bridges, report.decided_on).get(pair)


def report_warnings(decision: PartnerDecision) -> tuple[RuleWarning, ...]:
    """That a decision rests on no bridge: it is kept, and marked so (D73)."""
    if decision.bridge_id is not None:
        return ()
    return (
        RuleWarning(
            code="no_bridge",
            rule=D73,
            detail=Text(
                "Aucune passerelle confirmée ne liait ces deux certifications le jour de la décision.",
                "No confirmed bridge joined these two certifications on the day of the decision.",
            ),
        ),
    )


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
            "Ce code n'est pas celui d'une certification de votre branche.",
            "This is not the code of a certification of your branch.",
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
            f"Le parchemin présenté date du {in_words(certificate.awarded_on).fr}.",
            f"The certificate presented was awarded on {in_words(certificate.awarded_on).en}.",
        )


def _fault(code: str, pointer: str, fr: str, en: str, rule: Rule | None = None) -> Violation:
    return Violation(code=code, pointer=pointer, detail=Text(fr, en), rule=rule)
