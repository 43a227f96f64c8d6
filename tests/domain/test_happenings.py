"""What programs and people are told of an act: what was done, then the status where it changed."""

import pytest

from app.domain.dossier import Closure, ClosureReason
from app.domain.event_types import EVENT_TYPE_LABELS, EventType, event_types_of
from tests.builders import P1, P3, TODAY
from tests.rules.stages import opened, ready_to_register, registered

TOLD = {
    "createDossier": "dossier.created",
    "confirmFunding": "dossier.funding_changed",
    "rejectFunding": "dossier.funding_changed",
    "withdrawDossier": "dossier.closed",
    "lapse": "dossier.closed",
    "reopenDossier": "dossier.reopened",
    "submitAdmissibility": "admissibility.submitted",
    "decideAdmissibility": "admissibility.decided",
    "acceptBySilence": "admissibility.decided",
    "recordDispatch": "admissibility.dispatched",
    "acknowledgeAdmissibility": "admissibility.acknowledged",
    "readAttestation": "admissibility.acknowledged",
    "extendAdmissibility": "admissibility.extended",
    "chooseEvaluator": "evaluator.chosen",
    "replaceEvaluator": "evaluator.chosen",
    "acceptAssignment": "evaluator.accepted",
    "declineAssignment": "evaluator.declined",
    "inviteTradeEvaluator": "trade_evaluator.invited",
    "revokeTradeEvaluator": "trade_evaluator.revoked",
    "recordTradeObservations": "assessment.observations_recorded",
    "completeAssessment": "assessment.completed",
    "registerToJury": "jury.registered",
    "withdrawFromJury": "jury.withdrawn",
    "postponeDossier": "jury.postponed",
    "cancelJurySession": "jury.postponed",
    "correctDecision": "decision.corrected",
    "closeJurySession": "certificate.issued",
    "reissueCertificate": "certificate.issued",
    "revokeCertificate": "certificate.revoked",
    "recordTrainingPlan": "dossier.updated",
}


@pytest.mark.parametrize(("operation_id", "told"), TOLD.items())
def test_an_act_is_told_by_what_it_did(operation_id: str, told: str) -> None:
    dossier = opened(P1)
    assert event_types_of(operation_id, dossier, dossier) == (told,)


def test_a_change_of_status_is_told_with_the_act_that_brought_it() -> None:
    before, after = ready_to_register(P1), registered(P1)
    assert event_types_of("completeRegistration", before, after) == ("dossier.updated", "dossier.status_changed")
    assert event_types_of("createDossier", None, after) == ("dossier.created",)


def test_every_happening_is_told_in_both_languages_by_a_sentence_of_its_own() -> None:
    assert set(EVENT_TYPE_LABELS) == set(EventType)
    assert len({label.fr for label in EVENT_TYPE_LABELS.values()}) == len(EventType)
    assert all(label.en for label in EVENT_TYPE_LABELS.values())


def test_a_correction_that_opens_a_closed_dossier_tells_that() -> None:
    closure = Closure(reason=ClosureReason.LAPSED, on=TODAY, detail="fin")
    closed, before = opened(P3, closure=closure), opened(P3)

    assert event_types_of("correctEntry", closed, before) == (
        EventType.DOSSIER_REOPENED,
        EventType.DOSSIER_STATUS_CHANGED,
    )
    assert event_types_of("correctEntry", before, before) == (EventType.DOSSIER_UPDATED,)
    assert event_types_of("correctEntry", closed, closed) == (EventType.DOSSIER_UPDATED,)
    assert event_types_of("createDossier", None, before) == (EventType.DOSSIER_CREATED,)
