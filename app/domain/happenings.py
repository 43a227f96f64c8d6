"""What happens to a dossier, a certificate or a session, as programs and people are told of it.

One change is told by one happening, and by a second one where the status changes with it. What a jury decides is told
when its session is closed, never before (D39).
"""

from collections.abc import Mapping
from enum import StrEnum

from app.domain.dossier import Dossier
from app.domain.progress import status_of
from app.domain.text import Text


class Happening(StrEnum):
    """The kinds of what happens; their values are the types of the change feed and of the webhooks."""

    DOSSIER_CREATED = "dossier.created"
    DOSSIER_UPDATED = "dossier.updated"
    DOSSIER_STATUS_CHANGED = "dossier.status_changed"
    DOSSIER_FUNDING_CHANGED = "dossier.funding_changed"
    DOSSIER_CLOSED = "dossier.closed"
    ADMISSIBILITY_SUBMITTED = "admissibility.submitted"
    ADMISSIBILITY_DECIDED = "admissibility.decided"
    ADMISSIBILITY_DISPATCHED = "admissibility.dispatched"
    ADMISSIBILITY_ACKNOWLEDGED = "admissibility.acknowledged"
    ADMISSIBILITY_EXTENDED = "admissibility.extended"
    EVALUATOR_CHOSEN = "evaluator.chosen"
    EVALUATOR_ACCEPTED = "evaluator.accepted"
    EVALUATOR_DECLINED = "evaluator.declined"
    TRADE_EVALUATOR_INVITED = "trade_evaluator.invited"
    TRADE_EVALUATOR_REVOKED = "trade_evaluator.revoked"
    TRADE_OBSERVATIONS_RECORDED = "assessment.observations_recorded"
    ASSESSMENT_COMPLETED = "assessment.completed"
    JURY_REGISTERED = "jury.registered"
    JURY_WITHDRAWN = "jury.withdrawn"
    JURY_POSTPONED = "jury.postponed"
    DECISION_RECORDED = "decision.recorded"
    DECISION_CORRECTED = "decision.corrected"
    CERTIFICATE_ISSUED = "certificate.issued"
    CERTIFICATE_REVOKED = "certificate.revoked"
    JURY_SESSION_POSTPONED = "jury_session.postponed"
    JURY_SESSION_CANCELLED = "jury_session.cancelled"
    JURY_SESSION_CLOSED = "jury_session.closed"


HAPPENING_LABELS: Mapping[Happening, Text] = {
    Happening.DOSSIER_CREATED: Text("Dossier créé", "Dossier created"),
    Happening.DOSSIER_UPDATED: Text("Dossier complété ou corrigé", "Dossier completed or corrected"),
    Happening.DOSSIER_STATUS_CHANGED: Text("Statut du dossier changé", "Status of the dossier changed"),
    Happening.DOSSIER_FUNDING_CHANGED: Text(
        "Prise en charge confirmée ou rejetée", "Funding of the dossier confirmed or rejected"
    ),
    Happening.DOSSIER_CLOSED: Text("Dossier clos : retiré ou caduc", "Dossier closed: withdrawn or lapsed"),
    Happening.ADMISSIBILITY_SUBMITTED: Text("Demande de recevabilité déposée", "Admissibility request submitted"),
    Happening.ADMISSIBILITY_DECIDED: Text("Recevabilité décidée", "Admissibility decided"),
    Happening.ADMISSIBILITY_DISPATCHED: Text("Attestation de recevabilité envoyée", "Admissibility letter sent"),
    Happening.ADMISSIBILITY_ACKNOWLEDGED: Text("Attestation de recevabilité reçue", "Admissibility letter received"),
    Happening.ADMISSIBILITY_EXTENDED: Text("Candidature prolongée", "Candidacy extended"),
    Happening.EVALUATOR_CHOSEN: Text("Évaluateur habilité choisi", "Authorised evaluator chosen"),
    Happening.EVALUATOR_ACCEPTED: Text("Évaluation acceptée par l'évaluateur", "Assignment accepted"),
    Happening.EVALUATOR_DECLINED: Text("Évaluation déclinée par l'évaluateur", "Assignment declined"),
    Happening.TRADE_EVALUATOR_INVITED: Text("Évaluateur métier invité", "Trade evaluator invited"),
    Happening.TRADE_EVALUATOR_REVOKED: Text("Invitation de l'évaluateur métier retirée", "Invitation taken back"),
    Happening.TRADE_OBSERVATIONS_RECORDED: Text(
        "Observations de l'évaluateur métier saisies", "Observations of the trade evaluator recorded"
    ),
    Happening.ASSESSMENT_COMPLETED: Text("Évaluation des compétences terminée", "Assessment completed"),
    Happening.JURY_REGISTERED: Text("Inscription à un jury", "Registered to a jury"),
    Happening.JURY_WITHDRAWN: Text("Inscription au jury retirée", "Withdrawn from the jury"),
    Happening.JURY_POSTPONED: Text("Dossier reporté à un autre jury", "Postponed to another jury"),
    Happening.DECISION_RECORDED: Text("Décision du jury", "Decision of the jury"),
    Happening.DECISION_CORRECTED: Text("Décision du jury corrigée", "Decision of the jury corrected"),
    Happening.CERTIFICATE_ISSUED: Text("Parchemin délivré", "Certificate issued"),
    Happening.CERTIFICATE_REVOKED: Text("Parchemin révoqué", "Certificate revoked"),
    Happening.JURY_SESSION_POSTPONED: Text("Session de jury reportée", "Jury session postponed"),
    Happening.JURY_SESSION_CANCELLED: Text("Session de jury annulée", "Jury session cancelled"),
    Happening.JURY_SESSION_CLOSED: Text("Session de jury close", "Jury session closed"),
}

_TOLD_BY: Mapping[str, Happening] = {
    "createDossier": Happening.DOSSIER_CREATED,
    "confirmFunding": Happening.DOSSIER_FUNDING_CHANGED,
    "rejectFunding": Happening.DOSSIER_FUNDING_CHANGED,
    "withdrawDossier": Happening.DOSSIER_CLOSED,
    "lapse": Happening.DOSSIER_CLOSED,
    "submitAdmissibility": Happening.ADMISSIBILITY_SUBMITTED,
    "decideAdmissibility": Happening.ADMISSIBILITY_DECIDED,
    "acceptBySilence": Happening.ADMISSIBILITY_DECIDED,
    "recordDispatch": Happening.ADMISSIBILITY_DISPATCHED,
    "acknowledgeAdmissibility": Happening.ADMISSIBILITY_ACKNOWLEDGED,
    "readAttestation": Happening.ADMISSIBILITY_ACKNOWLEDGED,
    "extendAdmissibility": Happening.ADMISSIBILITY_EXTENDED,
    "chooseEvaluator": Happening.EVALUATOR_CHOSEN,
    "acceptAssignment": Happening.EVALUATOR_ACCEPTED,
    "declineAssignment": Happening.EVALUATOR_DECLINED,
    "inviteTradeEvaluator": Happening.TRADE_EVALUATOR_INVITED,
    "revokeTradeEvaluator": Happening.TRADE_EVALUATOR_REVOKED,
    "recordTradeObservations": Happening.TRADE_OBSERVATIONS_RECORDED,
    "completeAssessment": Happening.ASSESSMENT_COMPLETED,
    "registerToJury": Happening.JURY_REGISTERED,
    "withdrawFromJury": Happening.JURY_WITHDRAWN,
    "postponeDossier": Happening.JURY_POSTPONED,
    "cancelJurySession": Happening.JURY_POSTPONED,
    "correctDecision": Happening.DECISION_CORRECTED,
    "closeJurySession": Happening.CERTIFICATE_ISSUED,
    "reissueCertificate": Happening.CERTIFICATE_ISSUED,
    "revokeCertificate": Happening.CERTIFICATE_REVOKED,
}


def happenings_of(operation_id: str, before: Dossier | None, after: Dossier) -> tuple[Happening, ...]:
    """What the operation has to tell: what it did, then the change of status where it changed with it."""
    done = _TOLD_BY.get(operation_id, Happening.DOSSIER_UPDATED)
    if before is None or status_of(before) is status_of(after):
        return (done,)
    return (done, Happening.DOSSIER_STATUS_CHANGED)
