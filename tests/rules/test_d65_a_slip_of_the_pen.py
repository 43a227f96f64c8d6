"""D65: a day entered wrong is corrected in the order of days (D48), both values stay, what had followed is undone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.admissibility import accepted_by_silence, candidacy_ends_on, decision_due_on, lapse
from app.domain.calendar import add_months
from app.domain.case import Case
from app.domain.checklist import checklist
from app.domain.day_words import in_words
from app.domain.death import record_death
from app.domain.documents import DocumentKind
from app.domain.dossier import (
    AdmissibilityDecision,
    AdmissibilityVerdict,
    Closure,
    ClosureReason,
    Dossier,
    ReadReceipt,
    Status,
)
from app.domain.entries import EntryCode, EntryCorrection
from app.domain.entry_corrections import ENTRIES, Correction, correct_entry, is_correctable
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.pending_deadlines import DeadlineCode, pending_deadlines
from app.domain.progress import status_of
from app.domain.refusal import Refusal
from tests.builders import (
    NOW,
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_document,
    a_dossier,
    a_request,
    a_skills_identification,
    an_admission,
    an_id,
)
from tests.rules.answers import INVALID, TOO_EARLY, TOO_LATE, accepted, kind_of, pointers, reasons
from tests.rules.stages import (
    LONG_SINCE,
    P1B,
    admissible,
    assessment_of,
    day,
    decided,
    on_agenda,
    opened,
    ready_for_jury,
    ready_to_complete,
    ready_to_submit,
    registered,
)

WHY = "L'année était fausse"
RECEIVED, DECIDED = EntryCode.ADMISSIBILITY_RECEIVED_ON, EntryCode.ADMISSIBILITY_DECIDED_ON
SENT, ACKNOWLEDGED = EntryCode.ADMISSIBILITY_DISPATCHED_ON, EntryCode.ADMISSIBILITY_ACKNOWLEDGED_ON
PORTFOLIO, OUTIL_8 = EntryCode.PORTFOLIO_COMPLETED_ON, EntryCode.OUTIL_8_RECEIVED_ON
REGISTERED, TRACKING = EntryCode.REGISTERED_ON, EntryCode.ADMISSIBILITY_TRACKING_NUMBER
DIED = EntryCode.DIED_ON


def correct(
    dossier: Dossier, entry: EntryCode, value: date | str | None, number: int | None = None, **facts: Any
) -> Dossier | Refusal:
    written = value.isoformat() if isinstance(value, date) else value
    return correct_entry(a_case(dossier, **facts), Correction(entry=entry, value=written, reason=WHY, number=number))


def corrected(
    dossier: Dossier, entry: EntryCode, value: date | str, number: int | None = None, **facts: Any
) -> Dossier:
    return accepted(correct(dossier, entry, value, number, **facts))


def out_of_order(answer: object, rule: str = "D48") -> bool:
    return reasons(answer) == {("day_out_of_order", rule)} and pointers(answer) == ["/value"]


def sent_and_received(**changes: Any) -> Dossier:
    """Found admissible long ago, its letter sent and received since."""
    request = an_admission(
        LONG_SINCE, dispatched_on=day(-390), tracking_number="1A 234", acknowledged_on=day(-380), **changes
    )
    return admissible(P3, admissibility=request, requested_on=LONG_SINCE)


# --- both values stay -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dossier", "entry", "value", "former"),
    [
        pytest.param(sent_and_received(), RECEIVED, day(-401), LONG_SINCE, id="receipt"),
        pytest.param(sent_and_received(), DECIDED, day(-395), LONG_SINCE, id="decision"),
        pytest.param(sent_and_received(), SENT, day(-391), day(-390), id="dispatch"),
        pytest.param(sent_and_received(), ACKNOWLEDGED, day(-370), day(-380), id="acknowledgement"),
        pytest.param(registered(P3), PORTFOLIO, day(-300), LONG_SINCE, id="portfolio"),
        pytest.param(ready_to_complete(P3), OUTIL_8, day(-0), None, id="outil 8"),
        pytest.param(registered(P1, requested_on=day(-500)), REGISTERED, day(-300), LONG_SINCE, id="registration"),
    ],
)
def test_a_day_is_corrected_and_both_values_stay_on_record(
    dossier: Dossier, entry: EntryCode, value: date, former: date | None
) -> None:
    if entry is OUTIL_8:
        assessment = replace(dossier.assessment, held_on=(day(-5),)) if dossier.assessment else None
        dossier, value, former = replace(dossier, assessment=assessment), day(-1), TODAY

    after = corrected(dossier, entry, value)

    assert ENTRIES[entry].read(after, 0) == value
    assert former is not None
    assert after.entry_corrections == (
        EntryCorrection(entry=entry, former=former.isoformat(), value=value.isoformat(), reason=WHY, on=TODAY),
    )


def test_the_number_of_a_letter_is_corrected_too() -> None:
    after = corrected(sent_and_received(), TRACKING, "1A 987")

    assert after.admissibility is not None
    assert after.admissibility.tracking_number == "1A 987"
    assert (after.entry_corrections[-1].former, after.entry_corrections[-1].value) == ("1A 234", "1A 987")


def test_of_several_receipts_the_last_one_is_meant_unless_another_is_named() -> None:
    before = day(-40), day(-10)
    dossier = ready_to_submit(
        P3, admissibility=a_request(*before, verdict=AdmissibilityVerdict.ADMISSIBLE), requested_on=day(-40)
    )

    last, first = corrected(dossier, RECEIVED, day(-11)), corrected(dossier, RECEIVED, day(-45), 1)

    assert last.admissibility is not None
    assert first.admissibility is not None
    assert (last.admissibility.received_on, last.requested_on) == ((day(-40), day(-11)), day(-40))
    assert (first.admissibility.received_on, first.requested_on) == ((day(-45), day(-10)), day(-45))
    assert [each.entry_corrections[-1].number for each in (last, first)] == [2, 1]
    third = correct(dossier, RECEIVED, day(-11), 3)
    assert (reasons(third), pointers(third)) == ({("nothing_to_correct", "D65")}, ["/entry"])


def test_the_day_of_the_request_follows_its_first_receipt_and_no_other() -> None:
    """D41; what was taken over from a former attempt was asked for then (D33)."""
    one = corrected(sent_and_received(), RECEIVED, day(-402))
    other = corrected(replace(sent_and_received(), requested_on=day(-500)), RECEIVED, day(-402))

    assert (one.requested_on, other.requested_on) == (day(-402), day(-500))


def test_a_refusal_closed_the_dossier_on_the_day_that_it_has_now() -> None:
    closure = Closure(reason=ClosureReason.INADMISSIBLE, on=day(-3), detail="R31")
    request = a_request(day(-10), verdict=AdmissibilityVerdict.INADMISSIBLE)
    request = replace(request, decisions=(replace(request.decisions[0], decided_on=day(-3)),))
    dossier = ready_to_submit(P3, admissibility=request, closure=closure)

    after = corrected(dossier, DECIDED, day(-5))

    assert after.closure == replace(closure, on=day(-5))


def test_another_decision_than_the_refusal_closed_nothing() -> None:
    closure = Closure(reason=ClosureReason.INADMISSIBLE, on=day(-3), detail="R31")
    request = a_request(day(-10), day(-3), verdict=AdmissibilityVerdict.INADMISSIBLE)
    dossier = ready_to_submit(P3, admissibility=request, requested_on=day(-10), closure=closure)

    assert corrected(dossier, DECIDED, day(-5), 1).closure == closure


def test_another_day_of_an_admission_is_not_that_of_a_withdrawal() -> None:
    closure = Closure(reason=ClosureReason.WITHDRAWN, on=day(-1), detail="Départ")

    assert corrected(replace(sent_and_received(), closure=closure), DECIDED, day(-395)).closure == closure


def dead(dossier: Dossier, *, goes_on: bool = True) -> Dossier:
    """Of somebody who died the day before yesterday."""
    return accepted(record_death(a_case(dossier), on=day(-2), source="Acte de décès", goes_on=goes_on))


def test_d69_another_day_of_a_death_is_all_that_changes_of_it() -> None:
    dossier = dead(registered(P1), goes_on=False)
    assert dossier.death is not None

    after = corrected(dossier, DIED, day(-3))

    kept = EntryCorrection(entry=DIED, former=day(-2).isoformat(), value=day(-3).isoformat(), reason=WHY, on=TODAY)
    assert after == replace(dossier, death=replace(dossier.death, on=day(-3)), entry_corrections=(kept,))


def test_d69_a_death_that_was_none_is_undone_with_the_closure_that_it_was() -> None:
    dossier = registered(P1)

    after = accepted(correct(dead(dossier, goes_on=False), DIED, None))

    kept = EntryCorrection(entry=DIED, former=day(-2).isoformat(), value=None, reason=WHY, on=TODAY)
    assert after == replace(dossier, entry_corrections=(kept,))


def test_d69_nobody_died_before_their_birth() -> None:
    dossier = dead(registered(P1))
    birth = dossier.candidate.birth_date

    answer = correct(dossier, DIED, birth - timedelta(days=1))

    assert (reasons(answer, INVALID), pointers(answer)) == ({("death_before_birth", "D69")}, ["/value"])


def test_d69_a_day_is_written_to_no_dossier_of_the_living() -> None:
    assert ENTRIES[DIED].write(opened(P1), 0, TODAY) == opened(P1)


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dossier", "entry", "value", "rule"),
    [
        pytest.param(sent_and_received(), RECEIVED, day(-399), "D48", id="received after the decision"),
        pytest.param(sent_and_received(), DECIDED, day(-389), "D48", id="decided after the dispatch"),
        pytest.param(sent_and_received(), SENT, day(-379), "D48", id="sent after it was received"),
        pytest.param(sent_and_received(), ACKNOWLEDGED, day(-391), "D48", id="received before it was sent"),
        pytest.param(
            registered(P3, portfolio_completed_on=day(-300)),
            DECIDED,
            day(-299),
            "R38",
            id="decided after the portfolio",
        ),
        pytest.param(registered(P3), PORTFOLIO, day(-401), "R38", id="portfolio before the decision"),
        pytest.param(ready_for_jury(P3), OUTIL_8, day(-401), "R42", id="outil 8 before the sitting"),
        pytest.param(registered(P2, requested_on=day(-500)), REGISTERED, day(-401), "R68", id="before the admission"),
        pytest.param(registered(P1, requested_on=day(-410)), REGISTERED, day(-411), "R68", id="before the request"),
    ],
)
def test_a_correction_names_what_would_come_to_stand_before_what_it_needs(
    dossier: Dossier, entry: EntryCode, value: date, rule: str
) -> None:
    if dossier.pathway == P2:
        dossier = replace(dossier, admissibility=an_admission(LONG_SINCE))
    answer = correct(dossier, entry, value)

    assert out_of_order(answer, rule)
    assert isinstance(answer, Refusal)
    (violation,) = answer.violations
    assert "se trouverait avant" in violation.detail.fr
    assert "would stand before" in violation.detail.en


def test_a_refusal_and_its_letter_stay_in_order_too() -> None:
    request = a_request(day(-10), verdict=AdmissibilityVerdict.INADMISSIBLE, dispatched_on=day(-8))
    closure = Closure(reason=ClosureReason.INADMISSIBLE, on=day(-10), detail="R31")
    dossier = ready_to_submit(P3, admissibility=request, requested_on=day(-10), closure=closure)

    assert out_of_order(correct(dossier, SENT, day(-11)))
    assert out_of_order(correct(dossier, DECIDED, day(-7)))
    assert corrected(dossier, DECIDED, day(-8)).closure == replace(closure, on=day(-8))


def test_a_decision_does_not_move_past_a_sitting_that_rests_on_the_registration() -> None:
    dossier = ready_to_complete(P2, requested_on=day(-500), admissibility=an_admission(LONG_SINCE))
    assert dossier.assessment is not None
    assessed = replace(dossier, assessment=replace(dossier.assessment, held_on=(day(-20),), observed_on=(day(-30),)))

    assert out_of_order(correct(assessed, REGISTERED, day(-29)), "R68")
    assert corrected(assessed, REGISTERED, day(-30)).registered_on == day(-30)


def test_a_portfolio_stays_before_the_sittings_and_before_outil_7() -> None:
    dossier = ready_for_jury(P3)
    assert dossier.assessment is not None
    sat = replace(
        dossier,
        assessment=replace(dossier.assessment, held_on=(day(-20),)),
        documents=(*dossier.documents, a_document(DocumentKind.OUTIL_7, version_number=2, received_on=day(-25))),
        registered_on=TODAY,
    )

    assert reasons(correct(sat, PORTFOLIO, day(-19))) == {("day_out_of_order", "R39"), ("day_out_of_order", "R42")}
    assert out_of_order(correct(sat, PORTFOLIO, day(-24)), "R42")
    assert corrected(sat, PORTFOLIO, day(-25)).portfolio_completed_on == day(-25)


def test_a_registration_stays_between_what_comes_before_and_after_it() -> None:
    """P3: outil 8, then the registration, then the jury."""
    dossier = on_agenda(P3, requested_on=LONG_SINCE)
    assert dossier.assessment is not None
    sat = replace(dossier, assessment=replace(dossier.assessment, held_on=(day(-20),)), registered_on=TODAY)
    early = replace(sat, jury_registration=replace(sat.jury_registration, registered_on=day(-2)), registered_on=day(-3))
    early = replace(
        early,
        documents=tuple(replace(each, received_on=day(-10)) for each in early.documents),
    )

    assert out_of_order(correct(early, REGISTERED, day(-11)), "R42")
    assert out_of_order(correct(early, REGISTERED, day(-1)), "R68")
    assert corrected(early, REGISTERED, day(-10)).registered_on == day(-10)


def test_a_registration_is_not_dated_after_the_jury_has_decided() -> None:
    dossier = replace(decided(P1, requested_on=day(-500), assessment=None), registered_on=LONG_SINCE)
    decision = replace(dossier.decisions[0], decided_on=day(-5))
    dossier = replace(dossier, decisions=(decision,), jury_registration=opened(P1).jury_registration)

    assert out_of_order(correct(dossier, REGISTERED, day(-4)), "R68")
    assert corrected(dossier, REGISTERED, day(-5)).registered_on == day(-5)


@pytest.mark.parametrize("way", [P1, P1B])
def test_the_identification_stays_before_the_registration(way: str) -> None:
    identification = a_skills_identification(held_on=day(-100))
    dossier = registered(way, skills_identification=identification, requested_on=day(-500))

    assert out_of_order(correct(dossier, REGISTERED, day(-101)))
    assert corrected(dossier, REGISTERED, day(-100)).registered_on == day(-100)


def test_the_identification_stays_before_the_request_unless_that_was_another_attempts() -> None:
    dossier = ready_to_submit(P2, admissibility=a_request(TODAY))
    assert out_of_order(correct(dossier, RECEIVED, day(-401)))

    taken_over = replace(dossier, previous_dossier_id=an_id(9))
    assert corrected(taken_over, RECEIVED, day(-401)).requested_on == day(-401)


def test_what_was_opened_by_a_link_may_be_read_before_its_paper_leaves() -> None:
    receipt = ReadReceipt(at=NOW, token_sha256="0", shown_sha256="0", shown_as="text/html")

    assert corrected(sent_and_received(read_receipt=receipt), SENT, day(-375)).admissibility


def test_what_stood_out_of_order_before_does_not_stand_against_another_correction() -> None:
    dossier = sent_and_received()
    assert dossier.admissibility is not None
    oddly = replace(dossier, admissibility=replace(dossier.admissibility, dispatched_on=day(-401)))

    assert corrected(oddly, TRACKING, "1A 987").entry_corrections
    assert corrected(oddly, ACKNOWLEDGED, day(-399)).admissibility


@pytest.mark.parametrize(
    ("value", "kind", "code", "rule"),
    [
        pytest.param(day(1), INVALID, "day_in_the_future", None, id="to come"),
        pytest.param("1950-01-01", INVALID, "before_the_birth", "D48", id="before the birth"),
        pytest.param("hier", INVALID, "not_a_day", None, id="no day"),
        pytest.param("2026-02-30", INVALID, "not_a_day", None, id="no such day"),
        pytest.param("20260201", INVALID, "not_a_day", None, id="not written as one"),
        pytest.param(None, INVALID, "value_missing", "D65", id="nothing"),
    ],
)
def test_a_day_that_cannot_be_is_refused(value: date | str | None, kind: Any, code: str, rule: str | None) -> None:
    answer = correct(sent_and_received(), RECEIVED, value)

    assert reasons(answer, kind) == {(code, rule)}
    assert pointers(answer) == ["/value"]


def test_no_day_lies_before_the_scheme() -> None:
    answer = correct(sent_and_received(), RECEIVED, date(2011, 4, 26))

    assert (reasons(answer), pointers(answer)) == ({("before_the_scheme", "D48")}, ["/value"])


def test_a_receipt_after_the_first_is_told_by_the_one_before_it() -> None:
    """Where the first stands after the birth, the order of days says it all."""
    dossier = ready_to_submit(P3, admissibility=a_request(day(-40), day(-10)), requested_on=day(-40))

    answer = correct(dossier, RECEIVED, "1950-01-01")

    assert reasons(answer) == {("before_the_scheme", "D48"), ("day_out_of_order", "D48")}


def test_a_number_that_says_nothing_is_refused() -> None:
    assert reasons(correct(sent_and_received(), TRACKING, " - "), INVALID) == {("value_missing", "D65")}


def test_the_value_on_record_already_is_no_correction() -> None:
    assert kind_of(correct(sent_and_received(), RECEIVED, LONG_SINCE)) is TOO_LATE


@pytest.mark.parametrize("entry", list(EntryCode))
def test_what_was_never_entered_is_entered_by_its_own_act(entry: EntryCode) -> None:
    value = "1A 234" if entry is TRACKING else TODAY
    assert reasons(correct(opened(P3), entry, value), TOO_EARLY) == {("nothing_to_correct", "D65")}
    assert not is_correctable(opened(P3))


def test_nothing_is_corrected_once_its_words_are_erased() -> None:
    dossier = replace(sent_and_received(), reduced_on=TODAY)

    assert reasons(correct(dossier, RECEIVED, day(-401)), TOO_EARLY) == {("personal_data_erased", None)}
    assert not is_correctable(dossier)


# --- the delays follow, and what had followed is undone ---------------------------------------------------------------


def lapsed(**letter: Any) -> Case:
    """A candidacy decided nineteen months ago, lapsed yesterday."""
    dossier = admissible(P3, admissibility=an_admission(add_months(TODAY, -19), **letter))
    closed = lapse(a_case(dossier, on=day(-1)))
    return a_case(closed)


def test_s3_a_lapse_is_undone_by_the_slip_that_comes_late() -> None:
    """The slip was never keyed, and its act is open no more: it is entered as a correction."""
    case = lapsed(dispatched_on=add_months(TODAY, -19))
    slip = add_months(TODAY, -17)

    after = corrected(case.dossier, ACKNOWLEDGED, slip)

    assert (after.closure, status_of(after)) == (None, Status.REGISTRATION_IN_PROGRESS)
    (reopening,) = after.reopenings
    assert (reopening.closure, reopening.reason, reopening.on) == (case.dossier.closure, WHY, TODAY)
    assert reopening.counts_from is None
    assert candidacy_ends_on(a_case(after)) == add_months(slip, 18)
    (pending,) = pending_deadlines(a_case(after))
    assert (pending.code, pending.due_on) == (DeadlineCode.CANDIDACY, add_months(slip, 18))


def test_a_slip_is_entered_late_of_a_closed_dossier_alone() -> None:
    """While it is open, the act that enters it sends the candidate what it has to."""
    dossier = admissible(P3)

    assert reasons(correct(dossier, ACKNOWLEDGED, TODAY)) == {("nothing_to_correct", "D65")}


def test_a_candidacy_that_lapsed_all_the_same_says_by_which_day() -> None:
    case = lapsed(acknowledged_on=add_months(TODAY, -19))
    before = case.dossier.closure
    other = add_months(TODAY, -19) - timedelta(days=-1)

    after = corrected(case.dossier, ACKNOWLEDGED, other)

    assert before is not None
    assert after.closure is not None
    assert (after.closure.reason, after.closure.on) == (ClosureReason.LAPSED, before.on)
    assert in_words(add_months(other, 18)).fr in after.closure.detail
    assert after.closure.detail != before.detail
    assert after.reopenings == ()


def test_a_correction_that_leaves_the_term_where_it_was_leaves_the_closure_too() -> None:
    case = lapsed(acknowledged_on=add_months(TODAY, -18), dispatched_on=add_months(TODAY, -19), tracking_number="1A")

    assert corrected(case.dossier, TRACKING, "1B").closure == case.dossier.closure


def test_a_withdrawal_did_not_follow_from_a_day() -> None:
    closure = Closure(reason=ClosureReason.WITHDRAWN, on=day(-1), detail="Départ")
    dossier = replace(sent_and_received(), closure=closure)

    assert corrected(dossier, ACKNOWLEDGED, day(-370)).closure == closure


def test_d52_a_lapse_is_not_undone_beside_another_dossier_that_was_begun_since() -> None:
    case = lapsed(dispatched_on=add_months(TODAY, -19))
    begun = a_dossier(P3, id=an_id(77), number="2026-000077")

    answer = correct(case.dossier, ACKNOWLEDGED, add_months(TODAY, -17), running=(begun,))

    assert reasons(answer) == {("dossier_already_running", "D52")}


def test_d52_another_dossier_stands_against_nothing_but_a_closure_that_is_undone() -> None:
    begun = a_dossier(P3, id=an_id(77), number="2026-000077")
    withdrawn = Closure(reason=ClosureReason.WITHDRAWN, on=day(-1), detail="Départ")

    for dossier in (sent_and_received(), replace(sent_and_received(), closure=withdrawn)):
        assert corrected(dossier, ACKNOWLEDGED, day(-370), running=(begun,)).closure == dossier.closure


def test_d11_an_admission_by_a_silence_that_was_none_is_to_be_given_again() -> None:
    accepts = ParameterValue(rule="D11", name="silence_rule", value="accept", since=date(2020, 1, 1), source="CPNE")
    accepting = ParametersInForce((accepts,))
    waiting = ready_to_submit(P3, admissibility=a_request(add_months(TODAY, -3)), requested_on=add_months(TODAY, -3))
    silent = accepted_by_silence(a_case(waiting, parameters=accepting))
    assert silent is not None

    right = add_months(TODAY, -1)
    kept = accepted(
        correct(silent, DECIDED, TODAY, parameters=accepting),
    )
    after = corrected(silent, RECEIVED, right, parameters=accepting)

    assert kept.admissibility is not None
    assert after.admissibility is not None
    assert kept.admissibility.is_admissible
    assert (after.admissibility.decision, after.admissibility.awaits_decision) == (None, True)
    assert [each.reason for each in after.admissibility.put_back] == [WHY]
    assert decision_due_on(a_case(after, parameters=accepting)) == add_months(TODAY, 2)


def test_d11_an_admission_by_silence_stays_once_somebody_was_assessed_by_it() -> None:
    """As it is replaced no more then (D66)."""
    accepts = ParameterValue(rule="D11", name="silence_rule", value="accept", since=date(2020, 1, 1), source="CPNE")
    accepting = ParametersInForce((accepts,))
    received = add_months(TODAY, -3)
    waiting = ready_to_submit(P3, admissibility=a_request(received), requested_on=received)
    silent = accepted_by_silence(a_case(waiting, parameters=accepting))
    assert silent is not None
    sat = replace(silent, portfolio_completed_on=day(-10), assessment=assessment_of(P3))

    after = corrected(sat, RECEIVED, add_months(TODAY, -2), parameters=accepting)

    assert after.admissibility is not None
    assert sat.admissibility is not None
    assert after.admissibility.decision == sat.admissibility.decision
    assert after.admissibility.put_back == ()


def test_d11_an_admission_that_somebody_gave_is_nobodys_silence() -> None:
    request = an_admission(LONG_SINCE)
    spoken = replace(
        request,
        decisions=(AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=day(-300)),),
    )

    after = corrected(admissible(P3, admissibility=spoken), RECEIVED, day(-350))

    assert after.admissibility is not None
    assert after.admissibility.is_admissible


def test_r44_the_answer_is_due_from_the_right_receipt() -> None:
    dossier = ready_to_submit(P3, admissibility=a_request(day(-40)))

    assert decision_due_on(a_case(corrected(dossier, RECEIVED, day(-10)))) == add_months(day(-10), 2)


def test_r41_the_documents_are_awaited_where_their_receipt_was_not_theirs() -> None:
    dossier = ready_to_complete(P3)
    assert dossier.assessment is not None
    early = replace(dossier, assessment=replace(dossier.assessment, held_on=(day(-3),)))

    after = corrected(early, OUTIL_8, day(-2))

    latest = after.latest(DocumentKind.OUTIL_8)
    assert latest is not None
    assert latest.received_on == day(-2)
    assert DeadlineCode.VAE_DOCUMENTS not in {each.code for each in pending_deadlines(a_case(after))}


# --- its place in the checklist ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("allowed", [True, False])
def test_the_checklist_offers_it_to_the_secretariat_where_something_was_entered(*, allowed: bool) -> None:
    told = checklist(a_case(sent_and_received()), role="secretariat", allowed=lambda _: allowed)
    to_others = checklist(a_case(sent_and_received()), role="employer", allowed=lambda _: True)
    new = checklist(a_case(opened(P3)), role="secretariat", allowed=lambda _: True)

    (action,) = [each for each in told.next_actions if each.operation_id == "correctEntry"]
    assert (action.method, action.href, action.actor, action.allowed) == (
        "POST",
        f"/v1/dossiers/{an_id(2)}/entry-corrections",
        "secretariat",
        allowed,
    )
    assert [each.allowed for each in to_others.next_actions if each.operation_id == "correctEntry"] == [False]
    assert "correctEntry" not in {each.operation_id for each in new.next_actions}


def test_every_entry_is_declared_once() -> None:
    assert list(ENTRIES) == list(EntryCode)
