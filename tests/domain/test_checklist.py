"""What a checklist says of a dossier: steps, what they lack, who may act, what is due (R41, R44, R45, R66, R68)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.actions import (
    ACTIONS,
    refusal_of_ended_dossier,
    refusal_to_open,
    refusal_to_receive,
    unfinished_steps,
)
from app.domain.assessment import Exemption, ExemptionKind
from app.domain.candidate import HeldCertification
from app.domain.case import Case
from app.domain.checklist import Checklist, NextAction, checklist
from app.domain.deadlines import Deadline, deadlines_of
from app.domain.deliberation import Outcome, Retained
from app.domain.documents import DocumentKind, DocumentState
from app.domain.dossier import Closure, ClosureReason, Dossier, Extension, JuryRegistration, JuryRegistrationState
from app.domain.jury import JurySession, SessionState
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.pathway import Actor, step_not_in_pathway
from app.domain.pending_deadlines import DEADLINE_LABELS
from app.domain.refusal import RefusalKind
from app.domain.rules.admissibility import R44, R45
from app.domain.rules.common_law_vae import R41
from app.domain.rules.jury import R66
from tests.builders import (
    BRIDGE,
    DIRECT_VARIANT,
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_choice,
    a_decision,
    a_document,
    a_dossier,
    a_request,
    a_scope,
    a_skills_identification,
    a_trade_evaluator,
    a_training_plan,
    an_acceptance,
    an_admission,
    an_assessment,
    an_id,
    documents,
    trade_observations,
)

DAY = timedelta(days=1)
PUT_RIGHT = {"attachCompany", "changeEmployer", "declareFunding", "recordDeath", "removeDocument", "waiveSignature"}
REGISTERED = JuryRegistration(state=JuryRegistrationState.REGISTERED, session_id=an_id(5), registered_on=TODAY)


def anybody(_: str) -> bool:
    return True


def told(case: Case, *, role: str = "employer", may: Callable[[str], bool] = anybody, **changes: Any) -> Checklist:
    return checklist(case, role=role, allowed=may, **changes)


def a_session(**changes: Any) -> JurySession:
    session = JurySession(
        id=an_id(5),
        held_on=TODAY + 30 * DAY,
        registration_closes_on=TODAY + 14 * DAY,
        place="Paris",
        capacity=10,
    )
    return replace(session, **changes)


def registered(**changes: Any) -> Dossier:
    """A P1 whose registration is complete, its assignment accepted."""
    dossier = a_dossier(
        training_plan=a_training_plan(),
        evaluator=a_choice(),
        documents=documents(DocumentKind.OUTIL_6),
        registered_on=TODAY,
        acceptance=an_acceptance(),
    )
    return replace(dossier, **changes)


def assessed(**changes: Any) -> Dossier:
    """A P1 whose assessment is complete, ready for a jury."""
    dossier = registered(
        trade_evaluator=a_trade_evaluator(),
        trade_observations=trade_observations(),
        scope=a_scope(),
        assessment=an_assessment(),
        assessment_completed_on=TODAY,
        documents=documents(DocumentKind.OUTIL_6, DocumentKind.OUTIL_4),
    )
    return replace(dossier, **changes)


def interviewed(pathway: str = P3, **changes: Any) -> Dossier:
    """A P3 assessed today, its documents not sent yet."""
    dossier = a_dossier(
        pathway,
        admissibility=an_admission(),
        portfolio_completed_on=TODAY,
        evaluator=a_choice(),
        acceptance=an_acceptance(),
        scope=a_scope(),
        assessment=an_assessment(),
    )
    return replace(dossier, **changes)


def missing(found: Checklist, step: str) -> list[tuple[str, str]]:
    view = next(each for each in found.steps if each.step.code == step)
    return [(item.code, item.operation_id) for item in view.missing]


def rows(found: Checklist, operation_id: str) -> list[NextAction]:
    return [action for action in found.next_actions if action.operation_id == operation_id]


# --- steps ------------------------------------------------------------------------------------------------------------


def test_each_step_says_where_it_stands_and_what_it_lacks() -> None:
    found = told(a_case(a_dossier(training_plan=a_training_plan())))

    assert [(view.step.code, view.state) for view in found.steps] == [
        ("skills_identification", "skipped"),
        ("development", "done"),
        ("registration", "open"),
        ("assessment", "locked"),
        ("jury", "locked"),
    ]
    assert missing(found, "development") == []
    assert missing(found, "registration") == [
        ("outil_6_missing", "addDocument"),
        ("evaluator_not_chosen", "chooseEvaluator"),
    ]
    assert ("assessment_missing", "recordAssessment") in missing(found, "assessment")


def test_a_step_that_lacks_nothing_waits_for_the_act_that_ends_it() -> None:
    ready = a_dossier(training_plan=a_training_plan(), evaluator=a_choice(), documents=documents(DocumentKind.OUTIL_6))
    done = assessed(assessment_completed_on=None)

    assert missing(told(a_case(ready)), "registration") == [("registration_not_completed", "completeRegistration")]
    assert missing(told(a_case(done)), "assessment") == [("assessment_not_completed", "completeAssessment")]
    assert missing(told(a_case(assessed())), "jury") == [("not_registered_to_jury", "registerToJury")]
    assert missing(told(a_case(assessed(jury_registration=REGISTERED))), "jury") == [("not_decided", "deliberate")]


def test_a_request_is_submitted_before_it_is_decided() -> None:
    new = told(a_case(a_dossier(P3)))
    waiting = told(a_case(a_dossier(P3, admissibility=a_request())))

    assert ("request_not_submitted", "submitAdmissibility") in missing(new, "admissibility")
    assert ("request_not_submitted", "submitAdmissibility") not in missing(waiting, "admissibility")
    assert ("request_not_admissible", "decideAdmissibility") in missing(waiting, "admissibility")


def test_a_step_that_still_lacks_something_does_not_ask_for_the_act_that_ends_it() -> None:
    found = missing(told(a_case(assessed(trade_observations=None))), "jury")

    assert found == [("trade_observations_missing", "recordTradeObservations")]


def test_a_locked_step_does_not_ask_for_the_act_that_ends_it() -> None:
    assert missing(told(a_case(a_dossier())), "jury")[-1][1] != "registerToJury"
    assert missing(told(a_case(assessed(assessment_completed_on=None))), "jury") == []


LOST = a_document(DocumentKind.OUTIL_6, state=DocumentState.LOST)


@pytest.mark.parametrize(
    ("changes", "asked_again"),
    [
        pytest.param({}, True, id="registered"),
        pytest.param({"closure": Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="fin")}, False, id="closed"),
        pytest.param({"decisions": (a_decision(),)}, False, id="decided"),
    ],
)
def test_a_file_that_was_lost_is_asked_for_again_until_the_dossier_is_over(
    changes: dict[str, Any], asked_again: bool
) -> None:
    found = told(a_case(registered(documents=(LOST,), **changes)))

    assert missing(found, "registration") == ([("document_lost", "addDocument")] if asked_again else [])


def test_what_an_exemption_stood_for_is_asked_for_again_by_the_step_of_the_assessment_alone() -> None:
    gone = Exemption(competence_code="C2", kind=ExemptionKind.RETAINED, source="d'avant", source_dossier_id=an_id(77))
    first, _, third = an_assessment().results
    dossier = assessed(
        scope=a_scope(assessed=("C1", "C3"), exemptions=(gone,)), assessment=an_assessment(results=(first, third))
    )
    found = told(a_case(replace(dossier, jury_registration=REGISTERED)))

    assert {view.step.code: [item.code for item in view.missing] for view in found.steps if view.missing} == {
        "assessment": ["result_missing"],
        "jury": ["not_decided"],
    }
    lost = a_document(DocumentKind.OUTIL_4, state=DocumentState.LOST)
    both = told(a_case(replace(dossier, documents=(lost,), jury_registration=REGISTERED)))
    assert missing(both, "assessment") == [
        ("document_lost", "addDocument"),
        ("result_missing", "recordAssessment"),
    ]


@pytest.mark.parametrize("reason", list(ClosureReason))
def test_nothing_is_missing_open_or_due_in_a_closed_dossier(reason: ClosureReason) -> None:
    closure = Closure(reason=reason, on=TODAY, detail="fin")
    found = told(a_case(a_dossier(P3, admissibility=a_request(), closure=closure)), session=a_session())

    assert all(view.missing == () and view.state != "open" for view in found.steps)
    assert found.deadlines == ()
    assert [(action.operation_id, action.actor) for action in found.next_actions] == [
        ("updateDossier", Actor.SECRETARIAT),
        ("correctEntry", Actor.SECRETARIAT),
        *((("reopenDossier", Actor.SECRETARIAT),) if reason is not ClosureReason.DECEASED else ()),
        ("recordDeath", Actor.SECRETARIAT),
        ("declareFunding", Actor.SECRETARIAT),
        *((("fileAppeal", Actor.SECRETARIAT),) if reason is ClosureReason.LAPSED else ()),
    ]


# --- next actions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dossier",
    [
        a_dossier(),
        a_dossier(variant=DIRECT_VARIANT, skills_identification=a_skills_identification()),
        a_dossier(P2, admissibility=a_request()),
        interviewed(),
        a_dossier(BRIDGE),
        registered(),
        assessed(),
        assessed(jury_registration=REGISTERED),
        assessed(decisions=(a_decision(),)),
    ],
)
def test_what_is_listed_is_what_is_open(dossier: Dossier) -> None:
    case = a_case(dossier)
    listed = {action.operation_id for action in told(case).next_actions} - {
        "addDocument",
        "correctDecision",
        *PUT_RIGHT,
    }

    openings = {name for name in ACTIONS if refusal_to_open(case, name) is None} - {"deliberate"}
    received = {"submitAdmissibility"} if refusal_to_receive(case) is None else set()
    assert listed - {"correctEntry", "requestRedeliberation", "fileAppeal"} == openings | received | {"updateDossier"}


@pytest.mark.parametrize("may", [True, False])
@pytest.mark.parametrize(("dossier", "offered"), [(assessed(), False), (assessed(decisions=(a_decision(),)), True)])
def test_a_decision_once_taken_may_be_corrected(dossier: Dossier, offered: bool, may: bool) -> None:
    found = told(a_case(dossier), may=lambda operation: may and operation == "correctDecision")

    assert rows(found, "correctDecision") == [
        NextAction(
            operation_id="correctDecision",
            method="POST",
            href=f"/v1/dossiers/{an_id(2)}/decision-corrections",
            actor=actor,
            allowed=may,
        )
        for actor in ((Actor.JURY, Actor.SECRETARIAT) if offered else ())
    ]


@pytest.mark.parametrize(
    ("role", "operation", "allowed"),
    [
        ("secretariat", "updateDossier", True),
        ("secretariat", "correctDecision", False),
        ("employer", "updateDossier", False),
    ],
)
def test_once_the_registration_is_over_civil_status_is_the_secretariats_to_correct(
    role: str, operation: str, allowed: bool
) -> None:
    found = told(a_case(registered()), role=role, may=lambda asked: asked == operation)

    assert rows(found, "updateDossier") == [
        NextAction(
            operation_id="updateDossier",
            method="PATCH",
            href=f"/v1/dossiers/{an_id(2)}",
            actor=Actor.SECRETARIAT,
            allowed=allowed,
        )
    ]


def test_an_act_that_the_pathway_does_not_have_is_open_in_none_of_its_steps() -> None:
    refusal = refusal_to_open(a_case(a_dossier(BRIDGE)), "chooseEvaluator")

    assert refusal is not None
    assert (refusal.kind, refusal.violations[0].code) == (RefusalKind.STEP_NOT_OPEN, "act_not_in_pathway")


def test_only_a_direct_assessment_is_confirmed_as_one() -> None:
    direct = told(a_case(a_dossier(variant=DIRECT_VARIANT)))

    assert rows(told(a_case()), "confirmDirectAssessment") == []
    assert len(rows(direct, "confirmDirectAssessment")) == 1


def test_each_actor_has_a_row_and_the_one_who_asks_is_told_whether_they_may() -> None:
    found = told(a_case(), may=lambda operation: operation == "chooseEvaluator")

    assert [(row.actor, row.allowed) for row in rows(found, "chooseEvaluator")] == [
        (Actor.EMPLOYER, True),
        (Actor.SECRETARIAT, True),
    ]
    assert [row.allowed for row in rows(found, "recordTrainingPlan")] == [False]
    assert rows(found, "chooseEvaluator")[0].href == f"/v1/dossiers/{an_id(2)}/evaluator"
    assert rows(found, "chooseEvaluator")[0].method == "PUT"


@pytest.mark.parametrize(("role", "allowed"), [("employer", True), ("secretariat", True), ("evaluator", False)])
def test_what_is_declared_is_changed_by_its_author_or_the_secretariat(role: str, allowed: bool) -> None:
    found = rows(told(a_case(), role=role), "updateDossier")

    assert found == [
        NextAction(
            operation_id="updateDossier",
            method="PATCH",
            href=f"/v1/dossiers/{an_id(2)}",
            actor=actor,
            allowed=allowed,
        )
        for actor in (Actor.EMPLOYER, Actor.SECRETARIAT)
    ]


def test_each_certification_held_has_an_address_of_its_own() -> None:
    held = tuple(
        HeldCertification(code=code, certifier="CPNE", number="1", awarded_on=TODAY) for code in ("PH04", "a/b", "PH04")
    )
    dossier = a_dossier()
    found = told(a_case(replace(dossier, candidate=replace(dossier.candidate, held_certifications=held))))

    assert [row.href.removeprefix(f"/v1/dossiers/{an_id(2)}") for row in rows(found, "verifyHeldCertification")] == [
        "/held-certifications/PH04/verification",
        "/held-certifications/a%2Fb/verification",
    ]


@pytest.mark.parametrize(
    ("session", "listed"),
    [(None, False), (a_session(), False), (a_session(state=SessionState.OPEN), True)],
)
def test_the_jury_decides_once_its_session_is_open(session: JurySession | None, listed: bool) -> None:
    found = rows(told(a_case(assessed(jury_registration=REGISTERED)), session=session), "deliberate")

    assert [(row.actor, row.href) for row in found] == (
        [(Actor.JURY, f"/v1/jury-sessions/{an_id(5)}/deliberations")] if listed else []
    )


def test_uploading_is_listed_with_the_kinds_that_are_open_to_each_actor() -> None:
    new, under_way = told(a_case(a_dossier())), told(a_case(registered()), role="evaluator")

    assert [(row.actor, DocumentKind.OUTIL_6 in row.document_kinds) for row in rows(new, "addDocument")] == [
        (Actor.EMPLOYER, True),
    ]
    assert {row.actor: DocumentKind.OUTIL_4 in row.document_kinds for row in rows(under_way, "addDocument")} == {
        Actor.EMPLOYER: False,
        Actor.EVALUATOR: True,
    }


@pytest.mark.parametrize(
    ("role", "may", "allowed"),
    [("employer", True, True), ("employer", False, False), ("secretariat", True, False), ("jury", True, False)],
)
def test_who_may_upload_nothing_now_is_told_so(role: str, may: bool, allowed: bool) -> None:
    found = rows(told(a_case(), role=role, may=lambda asked: may and asked == "addDocument"), "addDocument")

    assert [replace(row, document_kinds=()) for row in found] == [
        NextAction(
            operation_id="addDocument",
            method="POST",
            href=f"/v1/dossiers/{an_id(2)}/documents",
            actor=Actor.EMPLOYER,
            allowed=allowed,
        )
    ]


# --- what is over, or was never there ---


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"closure": Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="fin")}, "clos (D38)"),
        ({"decisions": (a_decision(),)}, "déjà statué"),
    ],
)
def test_a_dossier_that_is_over_says_what_ended_it(changes: dict[str, Any], words: str) -> None:
    refusal = refusal_of_ended_dossier(a_dossier(**changes))

    assert refusal.kind is RefusalKind.ALREADY_DONE
    assert words in str(refusal.detail)


def test_a_step_that_a_pathway_does_not_have_never_opens() -> None:
    assert unfinished_steps(a_case(), "vae_portfolio") == (step_not_in_pathway("vae_portfolio"),)


def test_an_act_that_a_pathway_does_not_have_is_nobodys() -> None:
    assert ACTIONS["chooseEvaluator"].actors(a_dossier(BRIDGE)) == ()


# --- deadlines --------------------------------------------------------------------------------------------------------


def due(case: Case, code: str, session: JurySession | None = None) -> list[Deadline]:
    return [deadline for deadline in deadlines_of(case, session) if deadline.code == code]


@pytest.mark.parametrize(
    ("received", "due_on"),
    [
        ((date(2026, 8, 31),), date(2026, 10, 31)),
        ((date(2026, 12, 31),), date(2027, 2, 28)),
        ((date(2027, 12, 31),), date(2028, 2, 29)),
        ((date(2026, 8, 31), date(2026, 9, 15)), date(2026, 11, 15)),
    ],
)
def test_a_request_is_answered_two_months_after_its_last_receipt(received: tuple[date, ...], due_on: date) -> None:
    dossier = a_dossier(P3, admissibility=a_request(*received))

    for on, late in ((due_on, False), (due_on + DAY, True)):
        (deadline,) = due(a_case(dossier, on=on), "admissibility_decision")
        assert (deadline.due_on, deadline.overdue, deadline.rule) == (due_on, late, R44)


def test_the_term_from_the_first_receipt_is_told_beside_it() -> None:
    case = a_case(a_dossier(P3, admissibility=a_request(date(2026, 8, 31), date(2026, 9, 15))))

    assert due(case, "admissibility_decision")[0].counted_from_first_receipt == date(2026, 10, 31)


def test_an_answered_request_is_no_longer_due() -> None:
    assert due(a_case(a_dossier(P3, admissibility=an_admission())), "admissibility_decision") == []


@pytest.mark.parametrize(
    ("changes", "due_on"),
    [
        ({}, date(2028, 2, 29)),
        ({"dispatched_on": date(2026, 9, 2)}, date(2028, 3, 2)),
        ({"dispatched_on": date(2026, 9, 2), "acknowledged_on": date(2026, 9, 5)}, date(2028, 3, 5)),
        (
            {"extensions": (Extension(until=date(2029, 1, 1), reason="maladie", granted_on=TODAY),)},
            date(2029, 1, 1),
        ),
    ],
)
def test_the_candidacy_holds_for_eighteen_months(changes: dict[str, Any], due_on: date) -> None:
    dossier = a_dossier(P3, admissibility=an_admission(date(2026, 8, 31), **changes))

    for on, late in ((due_on, False), (due_on + DAY, True)):
        (deadline,) = due(a_case(dossier, on=on), "candidacy")
        assert (deadline.due_on, deadline.overdue, deadline.rule) == (due_on, late, R45)


def test_the_registration_to_a_jury_satisfies_the_candidacy() -> None:
    dossier = interviewed(jury_registration=REGISTERED)
    withdrawn = replace(dossier, jury_registration=JuryRegistration(state=JuryRegistrationState.WITHDRAWN))

    assert due(a_case(dossier), "candidacy") == []
    assert len(due(a_case(withdrawn), "candidacy")) == 1


def test_the_documents_of_a_vae_are_due_two_weeks_after_its_last_day() -> None:
    twice = an_assessment(held_on=(date(2026, 11, 2), date(2026, 11, 9)))

    for on, late in ((date(2026, 11, 23), False), (date(2026, 11, 24), True)):
        (deadline,) = due(a_case(interviewed(assessment=twice), on=on), "vae_documents")
        assert (deadline.due_on, deadline.overdue, deadline.rule) == (date(2026, 11, 23), late, R41)


@pytest.mark.parametrize(("received_on", "awaited"), [(TODAY - DAY, True), (TODAY, False), (TODAY + 20 * DAY, False)])
def test_they_are_awaited_until_outil_8_is_received(received_on: date, awaited: bool) -> None:
    sent = a_document(DocumentKind.OUTIL_8, received_on=received_on)

    assert bool(due(a_case(interviewed(documents=(sent,))), "vae_documents")) is awaited


def test_the_other_pathways_have_that_term_where_the_setting_says_so() -> None:
    setting = ParametersInForce(
        (ParameterValue(rule="D30", name="other_pathways", value=True, since=TODAY, source="Décision de la CPNE"),)
    )
    awaited = assessed(documents=documents(DocumentKind.OUTIL_6))

    assert due(a_case(awaited), "vae_documents") == []
    assert len(due(a_case(awaited, parameters=setting), "vae_documents")) == 1
    assert due(a_case(assessed(), parameters=setting), "vae_documents") == []


@pytest.mark.parametrize(
    ("dossier", "after_closing", "late"),
    [(assessed(), False, False), (assessed(), True, True), (assessed(jury_registration=REGISTERED), True, False)],
)
def test_the_closing_of_the_registrations_is_late_for_whom_is_not_registered(
    dossier: Dossier, after_closing: bool, late: bool
) -> None:
    session = a_session()
    on = session.registration_closes_on + (DAY if after_closing else timedelta(0))

    (deadline,) = due(a_case(dossier, on=on), "jury_registration_closing", session)
    assert deadline in told(a_case(dossier, on=on), session=session).deadlines

    assert (deadline.due_on, deadline.overdue) == (session.registration_closes_on, late)


def test_no_closing_concerns_whom_is_not_ready_for_a_jury() -> None:
    assert due(a_case(registered()), "jury_registration_closing", a_session()) == []
    assert due(a_case(assessed()), "jury_registration_closing") == []


def test_the_planned_assessment_is_due_until_a_result_is_there() -> None:
    planned = TODAY + 30 * DAY

    for on, late in ((planned, False), (planned + DAY, True)):
        (deadline,) = due(a_case(registered(), on=on), "planned_assessment")
        assert (deadline.due_on, deadline.overdue) == (planned, late)
    assert due(a_case(assessed()), "planned_assessment") == []


def test_each_term_of_a_partial_award_is_told_once() -> None:
    terms = (date(2031, 11, 23), date(2029, 5, 2), None, date(2031, 11, 23))
    retained = tuple(Retained(competence_code=f"C{index}", until=term) for index, term in enumerate(terms))
    case = a_case(assessed(decisions=(a_decision(Outcome.PARTIALLY_AWARDED, retained=retained),)))

    found = deadlines_of(case)

    assert [(each.code, each.due_on, each.rule) for each in found] == [
        ("retention", date(2029, 5, 2), R66),
        ("retention", date(2031, 11, 23), R66),
    ]
    assert [each.overdue for each in deadlines_of(replace(case, on=date(2029, 5, 3)))] == [True, False]


def test_what_is_due_first_comes_first_and_has_a_label() -> None:
    request = an_admission(date(2026, 8, 31))
    found = deadlines_of(a_case(interviewed(admissibility=request, evaluator=a_choice(planned_on=TODAY - DAY))))

    assert [each.due_on for each in found] == sorted(each.due_on for each in found)
    assert {each.code for each in found} == {"vae_documents", "candidacy"} < DEADLINE_LABELS.keys()


def test_a_direct_pathway_without_terms_has_none() -> None:
    assert deadlines_of(a_case(a_dossier(P1))) == ()
