"""The papers that candidates reach by a link of their own, having no account: which there are, and when (R43, D12)."""

from dataclasses import replace
from enum import StrEnum

from app.domain.admissibility import request_of
from app.domain.appealing import contested_in
from app.domain.appeals import Appeal, Appellant
from app.domain.certificates import Certificate
from app.domain.deliberation import Outcome
from app.domain.dossier import AdmissibilityVerdict, Dossier
from app.domain.law import Violation
from app.domain.rules.admissibility import R44
from app.domain.rules.decisions import D5, D69, D71
from app.domain.rules.jury import R64, R66
from app.domain.text import Text


class HolderPaper(StrEnum):
    """What a holder's link opens."""

    CERTIFICATE = "certificate"
    ATTESTATION = "attestation"
    ADMISSIBILITY = "admissibility"
    DECISION = "decision"
    APPEAL = "appeal"
    SURVEY = "survey"


HOLDER_PAPER_LABELS = {
    HolderPaper.CERTIFICATE: Text("Parchemin", "Certificate"),
    HolderPaper.ATTESTATION: Text("Attestation de compétences acquises", "Attestation of acquired competences"),
    HolderPaper.ADMISSIBILITY: Text("Décision de recevabilité", "Decision on admissibility"),
    HolderPaper.DECISION: Text("Décision du jury", "The jury's decision"),
    HolderPaper.APPEAL: Text("Recours", "Appeal"),
    HolderPaper.SURVEY: Text("Enquête sur le devenir des titulaires", "Survey of what became of holders"),
}

_ANSWERS = frozenset({AdmissibilityVerdict.ADMISSIBLE, AdmissibilityVerdict.INADMISSIBLE})


def why_not_sent(
    dossier: Dossier,
    paper: HolderPaper,
    certificates: tuple[Certificate, ...],
    *,
    session_closed: bool,
    died: bool = False,
    surveyed: bool = False,
) -> tuple[Violation, ...]:
    """What stands against sending the candidate a link to ``paper``: that it does not exist, that nobody can be
    written to, or may be, since they ``died`` (D69). ``session_closed``: that of the session whose decision is in
    force, before which nothing goes out (D39); ``surveyed``: whether a survey of one of the certificates is open.
    """
    unreachable = (_DIED,) if died else _without_address(dossier)
    absent = _absent(dossier, paper, certificates, session_closed=session_closed, surveyed=surveyed)
    return (*absent, *unreachable)


def has_attestation(dossier: Dossier) -> bool:
    """Whether the decision in force leaves competences acquired without the certification."""
    return dossier.decision is not None and dossier.decision.outcome is Outcome.PARTIALLY_AWARDED


def has_decision_letter(dossier: Dossier) -> bool:
    """Whether the decision in force awards in part, or nothing: a full award is told by its certificate."""
    return dossier.decision is not None and dossier.decision.outcome is not Outcome.AWARDED


def has_appeal(dossier: Dossier) -> bool:
    """Whether something may be contested, or the candidate has contested something (D71)."""
    return bool(contested_in(dossier)) or bool(candidates_appeals(dossier))


def candidates_appeals(dossier: Dossier) -> tuple[Appeal, ...]:
    """The candidate's own appeals, the oldest first."""
    return tuple(appeal for appeal in dossier.appeals if appeal.appellant is Appellant.CANDIDATE)


def has_answer(dossier: Dossier) -> bool:
    """Whether the request for admissibility was answered for good, either way."""
    decision = request_of(dossier).decision
    return decision is not None and decision.verdict in _ANSWERS


def _absent(
    dossier: Dossier,
    paper: HolderPaper,
    certificates: tuple[Certificate, ...],
    *,
    session_closed: bool,
    surveyed: bool,
) -> tuple[Violation, ...]:
    exists = {
        HolderPaper.CERTIFICATE: any(certificate.is_valid for certificate in certificates),
        HolderPaper.ATTESTATION: has_attestation(dossier) and session_closed,
        HolderPaper.ADMISSIBILITY: has_answer(dossier),
        HolderPaper.DECISION: has_decision_letter(dossier) and session_closed,
        HolderPaper.APPEAL: has_appeal(dossier),
        HolderPaper.SURVEY: surveyed,
    }
    return () if exists[paper] else (_LACKS[paper],)


def _without_address(dossier: Dossier) -> tuple[Violation, ...]:
    if dossier.candidate.email is not None:
        return ()
    return (
        Violation(
            code="candidate_without_address",
            detail=Text(
                "Le candidat n'a pas d'adresse électronique : ajoutez-la à son état civil, ou remettez le document sur "
                "papier.",
                "The candidate has no e-mail address: add it to their civil status, or hand the paper over.",
            ),
        ),
    )


_DIED = Violation(
    code="candidate_died",
    rule=D69,
    detail=Text(
        "Le candidat est décédé : ses documents ne sont envoyés à personne ; imprimez-les pour qui y a droit.",
        "The candidate has died: their papers are sent to nobody; print them for who is entitled to them.",
    ),
)
DECISION_LACKS = Violation(
    code="no_decision_letter",
    rule=D5,
    detail=Text(
        "La lettre de décision existe où le jury n'a pas tout validé, une fois sa session close.",
        "The letter of decision exists where the jury did not validate everything, once its session is closed.",
    ),
)
_LACKS = {
    HolderPaper.DECISION: replace(DECISION_LACKS, pointer="/paper"),
    HolderPaper.CERTIFICATE: Violation(
        code="no_valid_certificate",
        rule=R64,
        pointer="/paper",
        detail=Text("Ce dossier n'a aucun parchemin valable.", "This dossier has no valid certificate."),
    ),
    HolderPaper.ATTESTATION: Violation(
        code="no_attestation",
        rule=R66,
        pointer="/paper",
        detail=Text(
            "L'attestation existe après une délivrance partielle, une fois la session du jury close.",
            "The attestation exists after a partial award, once the jury's session is closed.",
        ),
    ),
    HolderPaper.SURVEY: Violation(
        code="no_open_survey",
        pointer="/paper",
        detail=Text(
            "Aucune enquête n'est ouverte pour ce titulaire aujourd'hui.",
            "No survey of this holder is open today.",
        ),
    ),
    HolderPaper.APPEAL: Violation(
        code="nothing_to_contest",
        rule=D71,
        pointer="/paper",
        detail=Text(
            "Rien ne peut être contesté dans ce dossier, et rien ne l'a été par le candidat.",
            "Nothing may be contested in this dossier, and the candidate has contested nothing.",
        ),
    ),
    HolderPaper.ADMISSIBILITY: Violation(
        code="request_not_decided",
        rule=R44,
        pointer="/paper",
        detail=Text(
            "La demande de recevabilité n'a pas encore de réponse.", "The request for admissibility has no answer yet."
        ),
    ),
}
