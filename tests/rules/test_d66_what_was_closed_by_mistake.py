"""D66: what was closed or decided by mistake is reopened or replaced, with a reason, and stays on record."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.admissibility import (
    candidacy_ends_on,
    complete_since,
    decide,
    decide_in_its_place,
    decision_due_on,
    has_lapsed,
    is_replaceable,
    lapse,
)
from app.domain.appeals import AppealAgainst
from app.domain.calendar import add_months
from app.domain.candidate import HeldCertification, Verification
from app.domain.checklist import checklist
from app.domain.deliberation import Outcome
from app.domain.dossier import (
    AdmissibilityDecision,
    AdmissibilityVerdict,
    Closure,
    ClosureReason,
    Dossier,
    Ground,
    JuryRegistrationState,
    ReadReceipt,
    Status,
)
from app.domain.jury import SessionState
from app.domain.jury_registration import withdraw, withdraw_from_jury
from app.domain.pending_deadlines import DeadlineCode, pending_deadlines
from app.domain.progress import StepState, status_of
from app.domain.refusal import Refusal
from app.domain.reopening import is_reopenable, reopen
from tests.builders import (
    NOW,
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_decision,
    a_dossier,
    a_request,
    an_admission,
    an_id,
    an_upheld_appeal,
)
from tests.rules.answers import INVALID, TOO_EARLY, TOO_LATE, accepted, kind_of, pointers, reasons
from tests.rules.stages import (
    SESSION,
    WAYS,
    a_session,
    admissible,
    day,
    decided,
    on_agenda,
    opened,
    ready_to_assess,
    ready_to_complete,
    ready_to_submit,
    registered,
    without,
)

WHY = "La pièce était arrivée à temps"
YES = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=TODAY)
NO = replace(YES, verdict=AdmissibilityVerdict.INADMISSIBLE, grounds=(Ground(text="Une année manque.", rule="R35"),))
INCOMPLETE = replace(YES, verdict=AdmissibilityVerdict.INCOMPLETE, grounds=(Ground(text="Une page manque."),))


def closed(dossier: Dossier, reason: ClosureReason = ClosureReason.WITHDRAWN, **changes: Any) -> Dossier:
    return replace(dossier, closure=Closure(reason=reason, on=day(-3), detail="fin", **changes))


def refused_request(way: str = P3) -> Dossier:
    """Refused three days ago, received long before."""
    request = a_request(day(-40), verdict=AdmissibilityVerdict.INADMISSIBLE)
    request = replace(request, decisions=(replace(NO, decided_on=day(-3)),))
    return closed(ready_to_submit(way, admissibility=request, requested_on=day(-40)), ClosureReason.INADMISSIBLE)


def reopened(dossier: Dossier, **facts: Any) -> Dossier:
    return accepted(reopen(a_case(dossier), WHY, **facts))


def replaced(dossier: Dossier, decision: AdmissibilityDecision, **facts: Any) -> Dossier | Refusal:
    return decide_in_its_place(a_case(dossier, **facts), decision, WHY)


# --- a dossier is opened again ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_dossier_withdrawn_by_mistake_is_as_it_was(way: str) -> None:
    dossier = ready_to_assess(way)
    withdrawn = accepted(withdraw(a_case(dossier), "Départ"))

    after = reopened(withdrawn)

    (kept,) = after.reopenings
    assert replace(after, reopenings=()) == dossier
    assert (kept.closure, kept.reason, kept.on, kept.counts_from) == (withdrawn.closure, WHY, TODAY, None)
    assert kept.appeal_id is None
    assert status_of(after) is Status.AWAITING_ASSESSMENT


def test_the_appeal_that_it_follows_is_named() -> None:
    lapsed = replace(closed(opened(P3), ClosureReason.LAPSED), appeals=(an_upheld_appeal(AppealAgainst.LAPSE),))

    after = reopened(lapsed, appeal_id=an_id(41))

    assert after.reopenings[-1].appeal_id == an_id(41)


def test_a_second_reopening_stays_beside_the_first() -> None:
    once = reopened(closed(opened(P1)))
    twice = reopened(closed(once))

    assert len(twice.reopenings) == 2


def test_a_refused_request_waits_for_another_answer_and_the_refusal_stays() -> None:
    dossier = refused_request()

    after = reopened(dossier)

    request = after.admissibility
    assert request is not None
    assert (request.decision, request.awaits_decision) == (None, True)
    (former,) = request.put_back
    assert (former.decision.verdict, former.reason, former.on) == (AdmissibilityVerdict.INADMISSIBLE, WHY, TODAY)
    assert decision_due_on(a_case(after)) == add_months(TODAY, 2)
    (step,) = [each for each in told(after) if each.step.code == "admissibility"]
    assert [(item.code, item.rule.number) for item in step.missing] == [("refusal_taken_back", "D66")]
    answered = accepted(decide(a_case(after), YES))
    assert answered.admissibility is not None
    assert answered.admissibility.is_admissible
    assert answered.admissibility.first_admitted_on == TODAY


def test_a_refusal_that_was_taken_back_is_no_admission() -> None:
    """D48: a portfolio is not measured by it."""
    after = reopened(refused_request())

    assert after.admissibility is not None
    assert after.admissibility.first_admitted_on is None


def told(dossier: Dossier) -> tuple[Any, ...]:
    return checklist(a_case(dossier), role="secretariat", allowed=lambda _: True).steps


def test_an_admission_that_was_put_back_is_told_apart_from_a_refusal() -> None:
    """D50 has its own words."""
    dossier = accepted(replaced(admissible(P3), INCOMPLETE))
    request = dossier.admissibility
    assert request is not None
    waiting = replace(dossier, admissibility=replace(request, received_on=(*request.received_on, TODAY)))

    (step,) = [each for each in told(waiting) if each.step.code == "admissibility"]
    assert [item.code for item in step.missing] == ["admissibility_decision_put_back"]


@pytest.mark.parametrize("reason", [ClosureReason.LAPSED, ClosureReason.WITHDRAWN])
def test_a_candidacy_whose_time_is_over_is_counted_again_from_the_reopening(reason: ClosureReason) -> None:
    admitted = admissible(P3, admissibility=an_admission(add_months(TODAY, -19)))
    dossier = replace(lapse(a_case(admitted)), closure=Closure(reason=reason, on=day(-3), detail="fin"))

    after = reopened(dossier)

    assert after.reopenings[-1].counts_from == TODAY
    assert candidacy_ends_on(a_case(after)) == add_months(TODAY, 18)
    assert not has_lapsed(a_case(after, on=add_months(TODAY, 18)))
    assert has_lapsed(a_case(after, on=add_months(TODAY, 18) + timedelta(days=1)))
    (pending,) = pending_deadlines(a_case(after))
    assert (pending.code, pending.since) == (DeadlineCode.CANDIDACY, TODAY)


def test_a_candidacy_that_still_runs_is_not_prolonged_by_it() -> None:
    dossier = closed(admissible(P3, admissibility=an_admission(add_months(TODAY, -17))))

    after = reopened(dossier)

    assert after.reopenings[-1].counts_from is None
    assert candidacy_ends_on(a_case(after)) == add_months(add_months(TODAY, -17), 18)
    assert [each.since for each in pending_deadlines(a_case(after))] == [add_months(TODAY, -17)]


# --- its place on an agenda -------------------------------------------------------------------------------------------


def withdrawn_from_agenda() -> Dossier:
    return accepted(withdraw(a_case(on_agenda(P2)), "Départ"))


def test_a_withdrawal_keeps_from_which_agenda_it_took_the_dossier() -> None:
    taken, never = withdrawn_from_agenda().closure, accepted(withdraw(a_case(opened(P2)), "Départ")).closure
    left = accepted(withdraw(a_case(accepted(withdraw_from_jury(a_case(on_agenda(P2))))), "Départ")).closure

    assert [each and each.session_id for each in (taken, never, left)] == [SESSION, None, None]


def test_the_place_on_an_agenda_is_given_back_while_the_session_takes_registrations() -> None:
    after = reopened(withdrawn_from_agenda(), session=a_session(), registered=19)

    assert after.jury_registration == on_agenda(P2).jury_registration


@pytest.mark.parametrize(
    ("session", "taken"),
    [
        pytest.param(a_session(), 20, id="full"),
        pytest.param(a_session(registration_closes_on=day(-1)), 0, id="closed to registrations"),
        pytest.param(a_session(state=SessionState.CANCELLED), 0, id="cancelled"),
        pytest.param(None, 0, id="gone"),
    ],
)
def test_where_it_cannot_be_the_candidacy_is_not_exposed_for_that(session: Any, taken: int) -> None:
    after = reopened(withdrawn_from_agenda(), session=session, registered=taken)

    registration = after.jury_registration
    assert (registration.state, registration.session_id) == (JuryRegistrationState.POSTPONED, None)
    assert registration.by_branch
    assert not has_lapsed(a_case(after, on=add_months(TODAY, 30)))


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dossier", "said"),
    [
        pytest.param(opened(P1), "Ce dossier est ouvert (D66).", id="open"),
        pytest.param(decided(P1), "seule une nouvelle délibération revient sur sa décision (D66)", id="decided"),
        pytest.param(
            closed(opened(P1), ClosureReason.DECEASED), "Cette clôture ne se reprend pas (D66).", id="closed for good"
        ),
    ],
)
def test_what_is_not_reopened_is_told_why(dossier: Dossier, said: str) -> None:
    answer = reopen(a_case(dossier), WHY)

    assert kind_of(answer) is TOO_LATE
    assert isinstance(answer, Refusal)
    assert answer.detail is not None
    assert said in answer.detail.fr
    assert not is_reopenable(dossier)


def test_a_dossier_whose_words_are_erased_is_not_reopened() -> None:
    assert reasons(reopen(a_case(replace(closed(opened(P1)), reduced_on=TODAY)), WHY), TOO_EARLY) == {
        ("personal_data_erased", None)
    }


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param(
            {"running": (a_dossier(P1, id=an_id(90), number="2026-90"),)}, "dossier_already_running", id="new"
        ),
        pytest.param(
            {"earlier": (decided(P1, id=an_id(90), decisions=(a_decision(Outcome.AWARDED),)),)},
            "certification_already_held",
            id="held",
        ),
    ],
)
def test_d52_a_dossier_is_not_reopened_beside_another_one(facts: Any, code: str) -> None:
    answer = reopen(a_case(closed(opened(P1)), **facts), WHY)

    assert reasons(answer) == {(code, "D52")}


def test_d52_what_is_no_second_one_stands_in_no_way() -> None:
    other = a_dossier(P1, id=an_id(90), certification_code="cqp-operateur-fabrication")
    partial = decided(P1, id=an_id(91), decisions=(a_decision(Outcome.PARTIALLY_AWARDED),))

    assert accepted(reopen(a_case(closed(opened(P1)), running=(other,), earlier=(partial,)), WHY)).closure is None


def test_d52_nor_beside_the_certification_held_on_paper() -> None:
    dossier = closed(opened(P1))
    word = Verification(verified=True, reason="Parchemin vu", on=TODAY)
    held = HeldCertification(
        code=dossier.certification_code, certifier="CPNE", number="P-1", awarded_on=TODAY, verification=word
    )
    holder = replace(dossier, candidate=replace(dossier.candidate, held_certifications=(held,)))

    assert reasons(reopen(a_case(holder), WHY)) == {("certification_already_held", "D52")}


# --- an answer in the place of another --------------------------------------------------------------------------------


def test_an_admission_given_by_mistake_is_replaced_and_stays_on_record() -> None:
    read = ReadReceipt(at=NOW, token_sha256="0", shown_sha256="0", shown_as="text/html")
    letter = {"dispatched_on": TODAY, "tracking_number": "1A", "acknowledged_on": TODAY, "read_receipt": read}
    dossier = ready_to_assess(P2, admissibility=an_admission(TODAY, **letter))

    after = accepted(replaced(dossier, NO))

    request = after.admissibility
    assert request is not None
    assert [each.verdict for each in request.decisions] == [AdmissibilityVerdict.INADMISSIBLE]
    (former,) = request.put_back
    assert (former.decision.verdict, former.reason, former.tracking_number) == ("admissible", WHY, "1A")
    assert former.read_receipt == read
    assert (request.dispatched_on, request.tracking_number, request.acknowledged_on) == (None, None, None)
    assert request.read_receipt is None
    assert after.closure == Closure(reason=ClosureReason.INADMISSIBLE, on=TODAY, detail="Une année manque.")


def test_the_answers_before_the_one_that_is_replaced_stay() -> None:
    request = a_request(day(-10), TODAY, verdict=AdmissibilityVerdict.ADMISSIBLE)

    after = accepted(replaced(admissible(P3, admissibility=request, requested_on=day(-10)), NO))

    assert after.admissibility is not None
    assert [each.verdict for each in after.admissibility.decisions] == ["incomplete", "inadmissible"]


def test_a_refusal_given_by_mistake_is_replaced_by_an_admission_and_the_dossier_is_open() -> None:
    decision = replace(YES, appeal_id=an_id(41))
    dossier = replace(refused_request(), appeals=(an_upheld_appeal(AppealAgainst.ADMISSIBILITY),))

    after = accepted(replaced(dossier, decision))

    assert after.closure is None
    assert after.admissibility is not None
    assert after.admissibility.is_admissible
    assert after.admissibility.decision is not None
    assert after.admissibility.decision.appeal_id == an_id(41)
    assert [each.decision.verdict for each in after.admissibility.put_back] == ["inadmissible"]
    assert candidacy_ends_on(a_case(after)) == add_months(TODAY, 18)


def test_an_admission_replaced_by_incomplete_opens_the_step_again_and_the_status_stays() -> None:
    after = accepted(replaced(registered(P2), INCOMPLETE))

    assert status_of(after) is Status.AWAITING_ASSESSMENT
    (step,) = [each for each in told(after) if each.step.code == "admissibility"]
    assert step.state is StepState.OPEN
    assert "request_not_admissible" in {item.code for item in step.missing}


def test_no_admission_is_replaced_once_somebody_has_sat() -> None:
    dossier = ready_to_complete(P2)
    assert kind_of(replaced(dossier, NO)) is TOO_LATE
    assert not is_replaceable(dossier)

    nobody_sat = replace(dossier, assessment=replace(dossier.assessment, held_on=())) if dossier.assessment else dossier
    assert accepted(replaced(nobody_sat, NO)).closure


def test_a_refusal_is_replaced_even_after_a_sitting() -> None:
    """It came after a decision that was put back (D50)."""
    dossier = replace(ready_to_complete(P2), admissibility=refused_request().admissibility)

    assert accepted(replaced(closed(dossier, ClosureReason.INADMISSIBLE), YES)).closure is None


@pytest.mark.parametrize(
    "dossier",
    [
        pytest.param(opened(P3), id="no request"),
        pytest.param(ready_to_submit(P3, admissibility=a_request()), id="no answer yet"),
        pytest.param(
            ready_to_submit(P3, admissibility=a_request(verdict=AdmissibilityVerdict.INCOMPLETE)), id="incomplete"
        ),
    ],
)
def test_where_no_answer_counts_there_is_none_to_replace(dossier: Dossier) -> None:
    assert reasons(replaced(dossier, YES), TOO_EARLY) == {("nothing_to_replace", "D66")}
    assert not is_replaceable(dossier)


@pytest.mark.parametrize("reason", [ClosureReason.WITHDRAWN, ClosureReason.LAPSED])
def test_a_dossier_that_ended_otherwise_is_reopened_first(reason: ClosureReason) -> None:
    assert kind_of(replaced(closed(admissible(P3), reason), NO)) is TOO_LATE


def test_what_the_jury_decided_rests_on_the_admission_for_good() -> None:
    dossier = replace(decided(P3), assessment=None)

    assert kind_of(replaced(dossier, NO)) is TOO_LATE


@pytest.mark.parametrize("reason", ["", " — ", "\u2060"])
def test_it_takes_a_reason_that_says_something(reason: str) -> None:
    answer = decide_in_its_place(a_case(admissible(P3)), NO, reason)

    assert reasons(answer, INVALID) == {("reason_missing", "D66")}
    assert pointers(answer) == ["/reason"]


def test_the_new_decision_does_not_come_before_the_former_one_nor_before_the_request() -> None:
    request = an_admission(day(-10))
    dossier = admissible(P3, admissibility=request)

    early = replaced(dossier, replace(NO, decided_on=day(-11)))
    assert (reasons(early, INVALID), pointers(early)) == ({("before_the_decision", None)}, ["/decided_on"])
    assert accepted(replaced(dossier, replace(NO, decided_on=day(-10)))).closure
    assert reasons(replaced(dossier, replace(NO, decided_on=day(1))), INVALID) == {("day_in_the_future", None)}


def test_what_a_first_answer_takes_the_second_takes_too() -> None:
    assert reasons(replaced(admissible(P3), replace(NO, grounds=()))) == {("grounds_missing", "R37")}
    lacking = without(refused_request(), *(each.kind for each in refused_request().documents[:1]))
    assert ("cerfa_12818_missing", "R36") in reasons(replaced(lacking, YES))


def test_a_put_back_answer_counts_from_its_own_day_alone() -> None:
    after = accepted(replaced(admissible(P3, admissibility=an_admission(day(-10))), YES))

    assert complete_since(after) == TODAY
    assert after.admissibility is not None
    assert after.admissibility.first_admitted_on == day(-10)


# --- their place in the checklist -------------------------------------------------------------------------------------


def offered(dossier: Dossier, role: str = "secretariat") -> dict[str, bool]:
    found = checklist(a_case(dossier), role=role, allowed=lambda _: True).next_actions
    return {each.operation_id: each.allowed for each in found if each.actor == "secretariat"}


def test_the_checklist_offers_what_may_be_put_right_to_the_secretariat_alone() -> None:
    withdrawn, refused, admitted = closed(opened(P1)), refused_request(), admissible(P3)

    own = {"updateDossier": True, "reopenDossier": True, "recordDeath": True}
    assert offered(withdrawn) == {**own, "declareFunding": True}
    assert {"reopenDossier", "decideAdmissibility"} <= offered(refused).keys()
    assert "decideAdmissibility" in offered(admitted)
    assert "reopenDossier" not in offered(admitted)
    assert not any(offered(refused, "employer")[each] for each in ("reopenDossier", "decideAdmissibility"))
    assert "decideAdmissibility" not in offered(ready_to_complete(P2))
    assert not is_reopenable(opened(P1))
