"""The life of a certificate: issued, then perhaps revoked, for good or because another replaces it (D27, D39).

None is ever taken away: who holds a paper can always be told what it is worth.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile, islice
from uuid import UUID

from app.domain.case import Case
from app.domain.certificates import (
    Certificate,
    CertificateCode,
    Revocation,
    certifications_to_deliver,
    holder_of,
    verification_path,
)
from app.domain.cqpi import WithheldCqpi, withheld_cqpi
from app.domain.day_words import in_words
from app.domain.deliberation import DECISION_KIND_LABELS, Decision, DecisionKind, Outcome
from app.domain.dossier import Dossier
from app.domain.jury import JurySession
from app.domain.law import Violation
from app.domain.printed_words import certificate_words, printed_sitting
from app.domain.refusal import Refusal, already_done, invalid, refused
from app.domain.rules.decisions import D39, D74
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What becomes of a dossier's certificates: those revoked, as they now stand, and those issued.

    ``withheld``: the CQPI asked for of which there is none (D74). ``kept``: the codes of those that stay valid without
    the CQP that they came with.
    """

    revoked: tuple[Certificate, ...] = ()
    issued: tuple[Certificate, ...] = ()
    withheld: tuple[WithheldCqpi, ...] = ()
    kept: tuple[str, ...] = ()


MakeCertificateCode = Callable[[], CertificateCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuing:
    """What it takes to issue: an instant, an identity for each certificate, and what its words are drawn from.

    ``session`` is that of the decision in force; ``public_url`` is where the service is reached.
    """

    at: datetime
    identity: MakeCertificateCode
    session: JurySession
    public_url: str


def is_worth_nothing(dossier: Dossier, held: Iterable[Certificate]) -> bool:
    """Whether nothing is left of an award: its certificate is revoked, and no jury has decided again since.

    ``held``: those that the dossier led to. A new deliberation counts from its vote on, before its session is closed
    and its certificate issued.
    """
    own = [each for each in held if each.certification_code == dossier.certification_code]
    return bool(own) and not any(each.is_valid or _is_decided_again_since(dossier, each) for each in own)


def _is_decided_again_since(dossier: Dossier, certificate: Certificate) -> bool:
    """Whether the jury deliberated again after the decision that the certificate comes from."""
    since = dropwhile(lambda decision: decision.id != certificate.decision_id, dossier.decisions)
    return any(decision.kind is DecisionKind.REDELIBERATION for decision in islice(since, 1, None))


def settle(case: Case, held: tuple[Certificate, ...], issuing: Issuing) -> Settlement:
    """What the decision in force makes of the certificates that the dossier already has (D27, D39).

    Awarded: what is due and was never issued is issued, and what certifies a former deliberation is replaced, a CQPI
    with its CQP; putting words right replaces nothing, since no certificate prints them (D56). Not awarded any more:
    all are revoked. ``held``: every certificate of the dossier, the oldest first.
    """
    decision = case.dossier.decision
    if decision is None:
        return Settlement()
    valid = {certificate.certification_code: certificate for certificate in held if certificate.is_valid}
    withheld = withheld_cqpi(case, valid)
    if decision.outcome is not Outcome.AWARDED:
        reason = _reason_of(decision)
        gone = tuple(_revoked(each, case, issuing.at, reason, decision_id=decision.id) for each in valid.values())
        return Settlement(revoked=gone, withheld=withheld)
    outdated = [certificate for certificate in valid.values() if _is_outdated(case.dossier, decision, certificate)]
    replacements = [_replacement(case, each, issuing, _reason_of(decision), decision.id) for each in outdated]
    due = [code for code in certifications_to_deliver(case) if code not in valid and _is_due(case.dossier, code, held)]
    return Settlement(
        revoked=tuple(former for former, _ in replacements),
        issued=(*(new for _, new in replacements), *(_issued(case, code, issuing) for code in due)),
        withheld=withheld,
    )


def reissue(case: Case, certificate: Certificate, issuing: Issuing, *, reason: str) -> Settlement | Refusal:
    """Replace a valid certificate by one that names the holder as the dossier does today; both stay."""
    refusal = _not_reissuable(case, certificate)
    if refusal:
        return refusal
    former, new = _replacement(case, certificate, issuing, reason)
    return Settlement(revoked=(former,), issued=(new,))


def names_somebody_else(case: Case, certificate: Certificate) -> bool:
    """Whether a certificate that may be issued again names the holder otherwise than the dossier does today."""
    erased = case.dossier.reduced_on is not None or case.dossier.anonymised_on is not None
    renamed = not erased and certificate.holder != holder_of(case.dossier.candidate)
    return renamed and _not_reissuable(case, certificate) is None


def revoke(
    case: Case,
    certificate: Certificate,
    held: tuple[Certificate, ...],
    *,
    keep_cqpi: tuple[str, ...] = (),
    reason: str,
    at: datetime,
) -> Settlement | Refusal:
    """Declare a certificate worthless from the case's day on, and the CQPI that came with it but ``keep_cqpi`` (D74).

    ``held``: every certificate of the dossier. Not where the jury has decided again: closing its session would bring
    another for the one revoked meanwhile.
    """
    if certificate.revocation is not None:
        return already_done(_since(certificate.revocation))
    beside = _delivered_beside(case, certificate, held)
    refusal = _awaiting_the_closing(case, certificate) or invalid(_not_delivered_with_it(keep_cqpi, beside))
    falling = (certificate, *(each for each in beside if each.certification_code not in keep_cqpi))
    revoked = tuple(_revoked(each, case, at, reason) for each in falling)
    return refusal or Settlement(revoked=revoked, kept=tuple(dict.fromkeys(keep_cqpi)))


def _delivered_beside(case: Case, certificate: Certificate, held: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
    """The CQPI of the same award that are valid, where the certificate is that of the dossier's own certification."""
    if certificate.certification_code != case.dossier.certification_code:
        return ()
    return tuple(each for each in held if each.is_valid and each.certification_code != certificate.certification_code)


def _not_delivered_with_it(keep_cqpi: tuple[str, ...], beside: tuple[Certificate, ...]) -> tuple[Violation, ...]:
    delivered = {each.certification_code for each in beside}
    return tuple(
        Violation(
            code="cqpi_not_delivered",
            rule=D74,
            pointer=f"/keep_cqpi/{index}",
            detail=Text(
                f"Aucun parchemin valable de {code} n'a été délivré avec celui-ci : il n'y a rien à maintenir.",
                f"No valid certificate of {code} was delivered with this one: there is nothing to keep.",
            ),
        )
        for index, code in enumerate(keep_cqpi)
        if code not in delivered
    )


def _not_reissuable(case: Case, certificate: Certificate) -> Refusal | None:
    revocation = certificate.revocation
    if revocation is not None and revocation.replaced_by is not None:
        return already_done(_since(revocation))
    if revocation is not None:
        return refused((_only_by_the_jury(revocation),))
    return _awaiting_the_closing(case, certificate)


def _awaiting_the_closing(case: Case, certificate: Certificate) -> Refusal | None:
    """Why nothing is done to a certificate whose decision is not the one in force any more."""
    if case.dossier.decision is not None and not _is_decided_again_since(case.dossier, certificate):
        return None
    return refused((_awaits_the_closing(),))


def _since(revocation: Revocation) -> Text:
    day, number = in_words(revocation.on), revocation.replaced_by
    if number is None:
        return Text(
            f"Ce parchemin est révoqué depuis le {day.fr}.", f"This certificate has been revoked since {day.en}."
        )
    return Text(
        f"Ce parchemin est remplacé depuis le {day.fr} par le {number} : agissez sur celui-là.",
        f"This certificate was replaced on {day.en} by {number}: act on that one.",
    )


def _only_by_the_jury(revocation: Revocation) -> Violation:
    day = in_words(revocation.on)
    return Violation(
        code="certificate_revoked",
        rule=D39,
        detail=Text(
            f"Ce parchemin est révoqué depuis le {day.fr} : seule une nouvelle délibération peut en délivrer un autre.",
            f"This certificate has been revoked since {day.en}: only a new deliberation can bring another.",
        ),
    )


def _awaits_the_closing() -> Violation:
    return Violation(
        code="decided_again",
        rule=D39,
        detail=Text(
            "Le jury a statué de nouveau sur ce dossier : la clôture de sa session dira ce que devient ce parchemin.",
            "The jury has decided again on this dossier: closing its session will tell what becomes of it.",
        ),
    )


def _is_due(dossier: Dossier, code: str, held: tuple[Certificate, ...]) -> bool:
    """Whether none was issued under the present award: what the secretariat revoked, a slip put right does not bring
    back, but a new deliberation does."""
    return all(_is_decided_again_since(dossier, each) for each in held if each.certification_code == code)


def _is_outdated(dossier: Dossier, decision: Decision, certificate: Certificate) -> bool:
    """Whether another deliberation than the certificate's stands; one that names no decision was there before all."""
    if certificate.decision_id is None:
        return decision.kind is DecisionKind.REDELIBERATION
    return _is_decided_again_since(dossier, certificate)


def _replacement(
    case: Case, former: Certificate, issuing: Issuing, reason: str, decision_id: UUID | None = None
) -> tuple[Certificate, Certificate]:
    issued = _issued(case, former.certification_code, issuing)
    # The register outlives the dossier's names.
    holder = former.holder if case.dossier.anonymised_on is not None else issued.holder
    new = replace(issued, holder=holder, replaces=former.number, reissue_reason=reason)
    return _revoked(former, case, issuing.at, reason, decision_id=decision_id, replaced_by=new.number), new


def _revoked(
    certificate: Certificate,
    case: Case,
    at: datetime,
    reason: str,
    *,
    decision_id: UUID | None = None,
    replaced_by: str | None = None,
) -> Certificate:
    revocation = Revocation(on=case.on, at=at, reason=reason, replaced_by=replaced_by, decision_id=decision_id)
    return replace(certificate, revocation=revocation)


def _issued(case: Case, code: str, issuing: Issuing) -> Certificate:
    dossier, decision = case.dossier, case.dossier.decision
    if decision is None:
        raise ValueError(f"{dossier.number}: nothing was decided")
    certificate_code, option = issuing.identity(), dossier.option if code == dossier.certification_code else None
    return Certificate(
        number=certificate_code.number,
        verification_code=certificate_code.verification_code,
        dossier_id=dossier.id,
        certification_code=code,
        option=option,
        holder=holder_of(case.dossier.candidate),
        session_id=decision.session_id,
        awarded_on=decision.decided_on,
        issued_on=case.on,
        issued_at=issuing.at,
        decision_id=decision.id,
        words=certificate_words(
            case,
            code,
            option,
            sitting=printed_sitting(issuing.session, decision.decided_on),
            verification_url=f"{issuing.public_url}{verification_path(certificate_code)}",
        ),
    )


def _reason_of(decision: Decision) -> str:
    label = DECISION_KIND_LABELS[decision.kind].fr
    return f"{label} : {decision.reason}" if decision.reason else label
