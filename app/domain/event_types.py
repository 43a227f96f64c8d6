"""What happens to a dossier, a certificate or a session, as programs and people are told of it.

One change is told by one event, and by a second one where the status changes with it. What a jury decides is told
when its session is closed, never before (D39).
"""

from collections.abc import Mapping
from enum import StrEnum

from app.domain.dossier import Dossier
from app.domain.progress import status_of
from app.domain.text import Text


class EventType(StrEnum):
    """The kinds of what happens; their values are the types of the change feed and of the webhooks."""

    DOSSIER_CREATED = "dossier.created"
    DOSSIER_UPDATED = "dossier.updated"
    DOSSIER_STATUS_CHANGED = "dossier.status_changed"
    DOSSIER_FUNDING_CHANGED = "dossier.funding_changed"
    DOSSIER_CLOSED = "dossier.closed"
    DOSSIER_REOPENED = "dossier.reopened"
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
    CERTIFICATE_WITHHELD = "certificate.withheld"
    BRIDGE_REQUEST_RECEIVED = "bridge_request.received"
    BRIDGE_REQUEST_OPENED = "bridge_request.opened"
    BRIDGE_REQUEST_DECLINED = "bridge_request.declined"
    BRIDGE_REQUEST_DECIDED = "bridge_request.decided"
    BRIDGE_REQUEST_CLOSED = "bridge_request.closed"
    BRIDGE_REQUEST_REOPENED = "bridge_request.reopened"
    BRIDGE_REQUEST_STATUS_CHANGED = "bridge_request.status_changed"
    PARTNER_DECISION_RECORDED = "partner_decision.recorded"
    PARTNER_DECISION_CORRECTED = "partner_decision.corrected"
    PARTNER_DECISION_CANCELLED = "partner_decision.cancelled"
    APPEAL_FILED = "appeal.filed"
    APPEAL_ANSWERED = "appeal.answered"
    JURY_SESSION_POSTPONED = "jury_session.postponed"
    JURY_SESSION_CANCELLED = "jury_session.cancelled"
    JURY_SESSION_CLOSED = "jury_session.closed"
    ACCOUNT_FACTORS_RESET = "account.factors_reset"


EVENT_TYPE_LABELS: Mapping[EventType, Text] = {
    EventType.DOSSIER_CREATED: Text("Dossier créé", "Dossier created"),
    EventType.DOSSIER_UPDATED: Text("Dossier complété ou corrigé", "Dossier completed or corrected"),
    EventType.DOSSIER_STATUS_CHANGED: Text("Statut du dossier changé", "Status of the dossier changed"),
    EventType.DOSSIER_FUNDING_CHANGED: Text(
        "Prise en charge déclarée, corrigée, retirée, confirmée ou rejetée",
        "Funding declared, corrected, removed, confirmed or rejected",
    ),
    EventType.DOSSIER_CLOSED: Text("Dossier clos : retiré ou caduc", "Dossier closed: withdrawn or lapsed"),
    EventType.DOSSIER_REOPENED: Text("Dossier rouvert", "Dossier reopened"),
    EventType.ADMISSIBILITY_SUBMITTED: Text("Demande de recevabilité déposée", "Admissibility request submitted"),
    EventType.ADMISSIBILITY_DECIDED: Text("Recevabilité décidée", "Admissibility decided"),
    EventType.ADMISSIBILITY_DISPATCHED: Text("Attestation de recevabilité envoyée", "Admissibility letter sent"),
    EventType.ADMISSIBILITY_ACKNOWLEDGED: Text("Attestation de recevabilité reçue", "Admissibility letter received"),
    EventType.ADMISSIBILITY_EXTENDED: Text("Candidature prolongée", "Candidacy extended"),
    EventType.EVALUATOR_CHOSEN: Text("Évaluateur habilité choisi", "Authorised evaluator chosen"),
    EventType.EVALUATOR_ACCEPTED: Text("Évaluation acceptée par l'évaluateur", "Assignment accepted"),
    EventType.EVALUATOR_DECLINED: Text("Évaluation déclinée par l'évaluateur", "Assignment declined"),
    EventType.TRADE_EVALUATOR_INVITED: Text("Évaluateur métier invité", "Trade evaluator invited"),
    EventType.TRADE_EVALUATOR_REVOKED: Text("Invitation de l'évaluateur métier retirée", "Invitation taken back"),
    EventType.TRADE_OBSERVATIONS_RECORDED: Text(
        "Observations de l'évaluateur métier saisies", "Observations of the trade evaluator recorded"
    ),
    EventType.ASSESSMENT_COMPLETED: Text("Évaluation des compétences terminée", "Assessment completed"),
    EventType.JURY_REGISTERED: Text("Inscription à un jury", "Registered to a jury"),
    EventType.JURY_WITHDRAWN: Text("Inscription au jury retirée", "Withdrawn from the jury"),
    EventType.JURY_POSTPONED: Text("Dossier reporté à un autre jury", "Postponed to another jury"),
    EventType.DECISION_RECORDED: Text("Décision du jury", "Decision of the jury"),
    EventType.DECISION_CORRECTED: Text("Décision du jury corrigée", "Decision of the jury corrected"),
    EventType.CERTIFICATE_ISSUED: Text("Parchemin délivré", "Certificate issued"),
    EventType.CERTIFICATE_REVOKED: Text("Parchemin révoqué", "Certificate revoked"),
    EventType.CERTIFICATE_WITHHELD: Text("CQPI demandé, non délivré", "CQPI asked for, not delivered"),
    EventType.BRIDGE_REQUEST_RECEIVED: Text("Demande de passerelle reçue", "Bridge request received"),
    EventType.BRIDGE_REQUEST_OPENED: Text("Demande de passerelle : dossier ouvert", "Bridge request: dossier opened"),
    EventType.BRIDGE_REQUEST_DECLINED: Text("Demande de passerelle écartée", "Bridge request declined"),
    EventType.BRIDGE_REQUEST_DECIDED: Text(
        "Demande de passerelle : décision du jury", "Bridge request: decided by the jury"
    ),
    EventType.BRIDGE_REQUEST_CLOSED: Text("Demande de passerelle : dossier clos", "Bridge request: dossier closed"),
    EventType.BRIDGE_REQUEST_REOPENED: Text(
        "Demande de passerelle : dossier rouvert", "Bridge request: dossier reopened"
    ),
    EventType.BRIDGE_REQUEST_STATUS_CHANGED: Text(
        "Demande de passerelle : statut du dossier changé", "Bridge request: status of the dossier changed"
    ),
    EventType.PARTNER_DECISION_RECORDED: Text("Décision de votre branche enregistrée", "Report recorded"),
    EventType.PARTNER_DECISION_CORRECTED: Text("Décision de votre branche corrigée", "Report corrected"),
    EventType.PARTNER_DECISION_CANCELLED: Text("Décision de votre branche retirée", "Report taken back"),
    EventType.APPEAL_FILED: Text("Recours reçu", "Appeal filed"),
    EventType.APPEAL_ANSWERED: Text("Recours : réponse donnée", "Appeal answered"),
    EventType.JURY_SESSION_POSTPONED: Text("Session de jury reportée", "Jury session postponed"),
    EventType.JURY_SESSION_CANCELLED: Text("Session de jury annulée", "Jury session cancelled"),
    EventType.JURY_SESSION_CLOSED: Text("Session de jury close", "Jury session closed"),
    EventType.ACCOUNT_FACTORS_RESET: Text("Seconds facteurs d'un compte retirés", "Second factors of an account reset"),
}

EVENT_BY_OPERATION: Mapping[str, EventType] = {
    "createDossier": EventType.DOSSIER_CREATED,
    "declareFunding": EventType.DOSSIER_FUNDING_CHANGED,
    "updateFunding": EventType.DOSSIER_FUNDING_CHANGED,
    "removeFunding": EventType.DOSSIER_FUNDING_CHANGED,
    "confirmFunding": EventType.DOSSIER_FUNDING_CHANGED,
    "rejectFunding": EventType.DOSSIER_FUNDING_CHANGED,
    "recordFundingRejection": EventType.DOSSIER_FUNDING_CHANGED,
    "addFundingReference": EventType.DOSSIER_FUNDING_CHANGED,
    "withdrawDossier": EventType.DOSSIER_CLOSED,
    "lapse": EventType.DOSSIER_CLOSED,
    "reopenDossier": EventType.DOSSIER_REOPENED,
    "submitAdmissibility": EventType.ADMISSIBILITY_SUBMITTED,
    "decideAdmissibility": EventType.ADMISSIBILITY_DECIDED,
    "acceptBySilence": EventType.ADMISSIBILITY_DECIDED,
    "recordDispatch": EventType.ADMISSIBILITY_DISPATCHED,
    "acknowledgeAdmissibility": EventType.ADMISSIBILITY_ACKNOWLEDGED,
    "readAttestation": EventType.ADMISSIBILITY_ACKNOWLEDGED,
    "extendAdmissibility": EventType.ADMISSIBILITY_EXTENDED,
    "chooseEvaluator": EventType.EVALUATOR_CHOSEN,
    "replaceEvaluator": EventType.EVALUATOR_CHOSEN,
    "acceptAssignment": EventType.EVALUATOR_ACCEPTED,
    "declineAssignment": EventType.EVALUATOR_DECLINED,
    "inviteTradeEvaluator": EventType.TRADE_EVALUATOR_INVITED,
    "revokeTradeEvaluator": EventType.TRADE_EVALUATOR_REVOKED,
    "recordTradeObservations": EventType.TRADE_OBSERVATIONS_RECORDED,
    "completeAssessment": EventType.ASSESSMENT_COMPLETED,
    "registerToJury": EventType.JURY_REGISTERED,
    "requestRedeliberation": EventType.JURY_REGISTERED,
    "withdrawFromJury": EventType.JURY_WITHDRAWN,
    "postponeDossier": EventType.JURY_POSTPONED,
    "cancelJurySession": EventType.JURY_POSTPONED,
    "correctDecision": EventType.DECISION_CORRECTED,
    "closeJurySession": EventType.CERTIFICATE_ISSUED,
    "reissueCertificate": EventType.CERTIFICATE_ISSUED,
    "revokeCertificate": EventType.CERTIFICATE_REVOKED,
    "fileAppeal": EventType.APPEAL_FILED,
    "fileHolderAppeal": EventType.APPEAL_FILED,
    "answerAppeal": EventType.APPEAL_ANSWERED,
}


def event_types_of(operation_id: str, before: Dossier | None, after: Dossier) -> tuple[EventType, ...]:
    """What the operation has to tell: what it did, then the change of status where it changed with it."""
    done = EVENT_BY_OPERATION.get(operation_id, _unnamed(before, after))
    if before is None or status_of(before) is status_of(after):
        return (done,)
    return (done, EventType.DOSSIER_STATUS_CHANGED)


def _unnamed(before: Dossier | None, after: Dossier) -> EventType:
    """What an operation without an event of its own tells: that it closed the dossier, opened it again, or changed it.

    The correction of a day may open a closed dossier by the way.
    """
    was_closed, is_closed = before is not None and before.closure is not None, after.closure is not None
    if before is None or was_closed is is_closed:
        return EventType.DOSSIER_UPDATED
    return EventType.DOSSIER_CLOSED if is_closed else EventType.DOSSIER_REOPENED
