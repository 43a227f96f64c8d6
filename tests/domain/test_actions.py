"""Every act on a dossier: its address in the contract, what it waits for, and what ends its time (R68)."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.actions import ACTIONS, is_still_to_come, may_go_on, refusal_to_open
from app.domain.dossier import AdmissibilityVerdict, Closure, ClosureReason, Dossier, RedeliberationRequest
from app.domain.pathway import Actor
from app.domain.refusal import RefusalKind
from tests.builders import (
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_request,
    a_skills_identification,
    an_acceptance,
    an_admission,
    trade_observations,
)
from tests.rules.answers import TOO_LATE
from tests.rules.stages import (
    P1B,
    admissible,
    decided,
    on_agenda,
    opened,
    ready_for_jury,
    ready_to_assess,
    ready_to_complete,
    registered,
)

CONTRACT = json.loads((Path(__file__).parents[2] / "openapi" / "v1.json").read_text(encoding="utf-8"))
ADDRESSES = {
    operation["operationId"]: (method.upper(), path)
    for path, methods in CONTRACT["paths"].items()
    for method, operation in methods.items()
    if isinstance(operation, dict) and "operationId" in operation
}


@pytest.mark.parametrize("name", ACTIONS)
def test_an_act_has_the_address_that_the_contract_gives_it(name: str) -> None:
    action = ACTIONS[name]
    before = "/v1/jury-sessions/{session_id}" if action.in_session else "/v1/dossiers/{dossier_id}"

    assert ADDRESSES[name] == (action.method, before + action.path)
    assert action.operation_id == name


OBSERVED = {"trade_observations": trade_observations()}
COMPLETED = {"assessment": None, "assessment_completed_on": TODAY}
SENT = an_admission(dispatched_on=TODAY)
READ = an_admission(acknowledged_on=TODAY)

TOO_LATE_FOR: list[tuple[str, Dossier, str]] = [
    ("updateDossier", registered(P1), "L'inscription est terminée."),
    ("recordSkillsIdentification", registered(P1), "L'inscription du candidat est déjà terminée."),
    (
        "recordSkillsIdentification",
        opened(P2, skills_identification=a_skills_identification(), admissibility=a_request()),
        "Le repérage est déjà dans la demande déposée.",
    ),
    ("recordTrainingPlan", registered(P1), "L'inscription du candidat est déjà terminée."),
    ("submitAdmissibility", opened(P3, admissibility=a_request()), "La demande a déjà été déposée."),
    ("submitAdmissibility", admissible(P3), "La demande a déjà été déposée."),
    ("decideAdmissibility", admissible(P3), "La demande est déjà déclarée recevable."),
    ("recordDispatch", admissible(P3, admissibility=SENT), "L'envoi de la lettre est déjà enregistré."),
    ("acknowledgeAdmissibility", admissible(P3, admissibility=READ), "L'accusé de réception est déjà enregistré."),
    ("extendAdmissibility", on_agenda(P3), "Le dossier est déjà inscrit à un jury."),
    ("recordPortfolio", ready_to_complete(P3), "Un premier résultat d'évaluation est déjà saisi."),
    ("recordPortfolio", registered(P3, **COMPLETED), "L'évaluation est déjà terminée."),
    ("chooseEvaluator", ready_to_complete(P1), "peut remplacer l'évaluateur."),
    ("chooseEvaluator", registered(P1, **COMPLETED), "L'évaluation est déjà terminée."),
    ("acceptAssignment", registered(P1, acceptance=an_acceptance()), "La mission est déjà acceptée."),
    ("declineAssignment", ready_to_complete(P1), "peut remplacer l'évaluateur."),
    ("declineAssignment", registered(P1, **COMPLETED), "L'évaluation est déjà terminée."),
    ("confirmDirectAssessment", registered(P1B), "L'inscription du candidat est déjà terminée."),
    ("completeRegistration", registered(P1), "L'inscription du candidat est déjà terminée."),
    ("replaceEvaluator", on_agenda(P1), "Le dossier est déjà inscrit à un jury."),
    ("inviteTradeEvaluator", on_agenda(P1, trade_observations=None), "Le dossier est déjà inscrit à un jury."),
    ("revokeTradeEvaluator", ready_to_assess(P1, **OBSERVED), "déjà saisies, ou dispensées."),
    ("revokeTradeEvaluator", ready_to_assess(P1, **COMPLETED), "L'évaluation est déjà terminée."),
    (
        "revokeTradeEvaluator",
        on_agenda(P1, trade_observations=None, assessment_completed_on=None),
        "Le dossier est déjà inscrit à un jury.",
    ),
    ("recordAssessment", on_agenda(P1), "Le dossier est déjà inscrit à un jury."),
    ("recordTradeObservations", ready_to_assess(P1, **OBSERVED), "pour ce seul acte, et une nouvelle les reprend."),
    ("recordTradeObservations", on_agenda(P1, trade_observations=None), "Le dossier est déjà inscrit à un jury."),
    ("waiveTradeObservations", ready_to_assess(P1, **OBSERVED), "déjà saisies, ou dispensées."),
    ("waiveTradeObservations", on_agenda(P1, trade_observations=None), "Le dossier est déjà inscrit à un jury."),
    ("completeAssessment", ready_for_jury(P1), "L'évaluation est déjà terminée."),
    ("registerToJury", on_agenda(P1), "Le dossier est déjà inscrit à un jury."),
]


@pytest.mark.parametrize(("name", "dossier", "why"), TOO_LATE_FOR, ids=[row[0] for row in TOO_LATE_FOR])
def test_an_act_whose_time_is_over_says_what_ended_it(name: str, dossier: Dossier, why: str) -> None:
    refusal = refusal_to_open(a_case(dossier), name)

    assert refusal is not None
    assert refusal.kind is TOO_LATE
    assert refusal.detail is not None
    assert refusal.detail.fr.endswith(why)


WAIVED = replace(trade_observations(), waived=True)
NOT_OVER: list[tuple[str, Dossier]] = [
    ("updateDossier", opened(P1)),
    ("recordSkillsIdentification", opened(P2, admissibility=a_request())),
    ("recordDispatch", admissible(P3)),
    ("acknowledgeAdmissibility", admissible(P3)),
    ("extendAdmissibility", ready_for_jury(P3)),
    ("acceptAssignment", registered(P1)),
    ("replaceEvaluator", ready_for_jury(P1)),
    ("inviteTradeEvaluator", ready_for_jury(P1)),
    ("recordTradeObservations", ready_for_jury(P1, trade_observations=WAIVED)),
    ("withdrawDossier", on_agenda(P1)),
    ("withdrawFromJury", on_agenda(P1)),
    ("postponeDossier", on_agenda(P1)),
    ("deliberate", on_agenda(P1)),
]


@pytest.mark.parametrize(("name", "dossier"), NOT_OVER, ids=[row[0] for row in NOT_OVER])
def test_and_until_then_it_is_open(name: str, dossier: Dossier) -> None:
    assert refusal_to_open(a_case(dossier), name) is None


STEPS = ["development_not_complete", "registration_not_complete", "assessment_not_complete"]
ACCEPTED, INVITED, ON_A_JURY = "assignment_not_accepted", "trade_evaluator_not_invited", "not_registered_to_jury"
RULES_BUT_THE_ORDER = {ACCEPTED: "D17", "no_result_yet": "D57"}
IDENTIFIED = {"documents": registered(P1B).documents}

WAITS: list[tuple[str, Dossier, list[str]]] = [
    ("recordTrainingPlan", opened(P1, **IDENTIFIED), ["skills_identification_not_complete"]),
    ("submitAdmissibility", opened(P2), ["skills_identification_not_complete"]),
    ("decideAdmissibility", opened(P2), ["request_not_submitted"]),
    ("recordDispatch", opened(P3), ["request_not_admissible"]),
    ("acknowledgeAdmissibility", opened(P3), ["request_not_admissible"]),
    ("extendAdmissibility", opened(P3), ["request_not_admissible"]),
    ("recordPortfolio", opened(P3), ["admissibility_not_complete"]),
    ("verifyHeldCertification", opened(P1), ["nothing_to_verify"]),
    ("acceptAssignment", opened(P1), ["evaluator_not_chosen"]),
    ("declineAssignment", opened(P1), ["evaluator_not_chosen"]),
    ("completeRegistration", opened(P1), STEPS[:1]),
    ("inviteTradeEvaluator", opened(P1), [*STEPS[:2], ACCEPTED]),
    ("revokeTradeEvaluator", opened(P1), [*STEPS[:2], ACCEPTED, INVITED]),
    ("recordAssessment", opened(P1), [*STEPS[:2], ACCEPTED]),
    ("recordTradeObservations", opened(P1), [*STEPS[:2], INVITED, "no_result_yet"]),
    ("replaceEvaluator", opened(P1), ["evaluator_not_chosen"]),
    ("waiveTradeObservations", opened(P1), [*STEPS[:2], INVITED]),
    ("completeAssessment", opened(P1), STEPS[:2]),
    ("registerToJury", opened(P1), STEPS),
    ("withdrawFromJury", opened(P1), [*STEPS, ON_A_JURY]),
    ("postponeDossier", opened(P1), [*STEPS, ON_A_JURY]),
    ("deliberate", opened(P1), [*STEPS, ON_A_JURY]),
]


@pytest.mark.parametrize(("name", "dossier", "codes"), WAITS, ids=[row[0] for row in WAITS])
def test_an_act_waits_for_the_steps_before_it_and_for_what_it_needs(
    name: str, dossier: Dossier, codes: list[str]
) -> None:
    refusal = refusal_to_open(a_case(dossier), name)

    assert refusal is not None
    assert refusal.kind is RefusalKind.STEP_NOT_OPEN
    assert [(each.code, each.rule and each.rule.number) for each in refusal.violations] == [
        (code, RULES_BUT_THE_ORDER.get(code, "R68")) for code in codes
    ]


def ended(dossier: Dossier, reason: ClosureReason) -> Dossier:
    return replace(dossier, closure=Closure(reason=reason, on=TODAY, detail="fin"))


REFUSED = opened(P3, admissibility=a_request(verdict=AdmissibilityVerdict.INADMISSIBLE))
ANSWERED_BY_THE_BRANCH = ended(REFUSED, ClosureReason.INADMISSIBLE)
AGAIN = replace(
    decided(P1),
    jury_registration=replace(
        on_agenda(P1).jury_registration, redeliberation=RedeliberationRequest(requested_on=TODAY, reason="Erreur")
    ),
)


@pytest.mark.parametrize(
    ("dossier", "goes_on"),
    [
        pytest.param(opened(P1), True, id="open"),
        pytest.param(decided(P1), False, id="decided"),
        pytest.param(AGAIN, True, id="to be decided again"),
        pytest.param(ANSWERED_BY_THE_BRANCH, True, id="refused"),
        pytest.param(ended(REFUSED, ClosureReason.WITHDRAWN), False, id="withdrawn after a refusal"),
        pytest.param(ended(admissible(P3), ClosureReason.INADMISSIBLE), False, id="no refusal in force"),
        pytest.param(ended(opened(P3), ClosureReason.INADMISSIBLE), False, id="no request"),
        pytest.param(ended(opened(P1), ClosureReason.WITHDRAWN), False, id="withdrawn"),
    ],
)
def test_a_dossier_goes_on_while_something_may_be_done_to_it(dossier: Dossier, goes_on: bool) -> None:
    assert may_go_on(dossier) is goes_on


@pytest.mark.parametrize("name", ["recordDispatch", "acknowledgeAdmissibility"])
def test_the_letter_of_a_refusal_is_sent_and_that_of_another_end_is_not(name: str) -> None:
    """An answer that was put back, or a withdrawal, has no letter any more."""
    others = (
        ended(REFUSED, ClosureReason.WITHDRAWN),
        ended(admissible(P3), ClosureReason.WITHDRAWN),
        ended(admissible(P3), ClosureReason.INADMISSIBLE),
    )

    after_refusal = refusal_to_open(a_case(ANSWERED_BY_THE_BRANCH), name)
    answers = [refusal_to_open(a_case(other), name) for other in others]

    assert after_refusal is None or after_refusal.kind is RefusalKind.STEP_NOT_OPEN
    assert [answer and answer.kind for answer in answers] == [TOO_LATE] * len(others)


@pytest.mark.parametrize("name", ["recordPortfolio", "submitAdmissibility", "withdrawDossier"])
def test_nothing_but_its_letter_is_open_after_a_refusal(name: str) -> None:
    refusal = refusal_to_open(a_case(ANSWERED_BY_THE_BRANCH), name)

    assert refusal is not None
    assert refusal.kind is TOO_LATE


@pytest.mark.parametrize(
    ("name", "dossier", "comes"),
    [
        pytest.param("recordTradeObservations", ready_for_jury(P1, trade_observations=None), True, id="open"),
        pytest.param("recordTradeObservations", opened(P1), True, id="waits"),
        pytest.param("recordTradeObservations", ready_for_jury(P1), False, id="given"),
        pytest.param("recordTradeObservations", decided(P1), False, id="over"),
        pytest.param("recordTradeObservations", opened(P3), False, id="not in the pathway"),
    ],
)
def test_an_act_that_waits_is_still_to_come_where_the_pathway_has_it(name: str, dossier: Dossier, comes: bool) -> None:
    assert is_still_to_come(a_case(dossier), name) is comes


@pytest.mark.parametrize(
    ("name", "actors"),
    [
        pytest.param("recordTrainingPlan", (Actor.EMPLOYER,), id="the employer's alone"),
        pytest.param("chooseEvaluator", (Actor.EMPLOYER, Actor.SECRETARIAT), id="shared"),
        pytest.param("postponeDossier", (Actor.EMPLOYER, Actor.SECRETARIAT, Actor.JURY), id="shared with the jury"),
    ],
)
def test_d64_without_a_company_what_is_the_employers_is_the_secretariats(name: str, actors: tuple[Actor, ...]) -> None:
    instead = tuple(each for each in actors if each is not Actor.EMPLOYER) or (Actor.SECRETARIAT,)

    assert ACTIONS[name].actors(opened(P1)) == actors
    assert ACTIONS[name].actors(opened(P1, company_id=None)) == instead
