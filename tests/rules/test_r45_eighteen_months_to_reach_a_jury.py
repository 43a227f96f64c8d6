"""R45: The candidate has eighteen months to keep the candidacy and register to a jury."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.admissibility import acknowledge, candidacy_ends_on, extend, has_lapsed, lapse, record_dispatch
from app.domain.deadlines import deadlines_of
from app.domain.documents import DocumentKind
from app.domain.dossier import ClosureReason, Dossier, JuryRegistrationState
from app.domain.jury_registration import postpone, register_to_jury, withdraw_from_jury
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.progress import status_of
from tests.builders import P1, P2, P3, a_case, an_admission
from tests.rules.answers import INVALID, TOO_EARLY, TOO_LATE, accepted, kind_of, reasons
from tests.rules.stages import (
    a_session,
    admissible,
    on_agenda,
    ready_for_jury,
    ready_to_submit,
    registered,
    without,
)

DECIDED = date(2026, 8, 31)
LAST_DAY = date(2028, 2, 29)
EDGES = [(date(2028, 2, 28), False), (LAST_DAY, False), (date(2028, 3, 1), True)]


def old(way: str, stage: Callable[..., Dossier] = admissible, **changes: Any) -> Dossier:
    return stage(way, admissibility=an_admission(DECIDED, **changes))


@pytest.mark.parametrize(
    ("letter", "end"),
    [
        ({}, LAST_DAY),
        ({"dispatched_on": date(2026, 9, 2)}, date(2028, 3, 2)),
        ({"dispatched_on": date(2026, 9, 2), "acknowledged_on": date(2026, 9, 7)}, date(2028, 3, 7)),
        ({"acknowledged_on": date(2026, 9, 7)}, date(2028, 3, 7)),
    ],
)
def test_they_run_from_the_acknowledgement_else_the_dispatch_else_the_decision(
    letter: dict[str, Any], end: date
) -> None:
    assert candidacy_ends_on(a_case(old(P2, **letter))) == end


@pytest.mark.parametrize(("on", "over"), EDGES)
@pytest.mark.parametrize("way", [P2, P3])
def test_they_are_over_the_day_after_the_last(way: str, on: date, over: bool) -> None:
    assert has_lapsed(a_case(old(way), on=on)) is over
    (due,) = [d for d in deadlines_of(a_case(old(way), on=on)) if d.code == "candidacy"]
    assert (due.due_on, due.overdue, due.rule.number) == (LAST_DAY, over, "R45")


@pytest.mark.parametrize(("on", "over"), EDGES)
def test_past_them_nobody_registers_to_a_jury(on: date, over: bool) -> None:
    session = a_session(held_on=date(2029, 1, 1), registration_closes_on=date(2028, 12, 1))
    answer = register_to_jury(a_case(old(P2, ready_for_jury), on=on), session, 0)
    assert reasons(answer) == {("candidacy_lapsed", "R45")} if over else accepted(answer).is_registered_to_jury


def test_the_registration_satisfies_them_whatever_the_sessions_day() -> None:
    case = a_case(old(P2, on_agenda), on=date(2030, 1, 1))
    assert not has_lapsed(case)
    assert "candidacy" not in {due.code for due in deadlines_of(case)}


def test_withdrawing_from_the_jury_exposes_again() -> None:
    left = accepted(withdraw_from_jury(a_case(old(P2, on_agenda), on=date(2030, 1, 1))))
    assert left.jury_registration.state is JuryRegistrationState.WITHDRAWN
    assert left.jury_registration.session_id is None
    assert has_lapsed(a_case(left, on=date(2030, 1, 1)))


@pytest.mark.parametrize("by_branch", [True, False])
def test_a_session_put_off_by_the_branch_does_not(by_branch: bool) -> None:
    put_off = accepted(postpone(a_case(old(P2, on_agenda)), by_branch=by_branch))
    assert put_off.jury_registration.state is JuryRegistrationState.POSTPONED
    assert put_off.jury_registration.session_id is None
    assert has_lapsed(a_case(put_off, on=date(2030, 1, 1))) is not by_branch


def test_the_candidacy_lapses_and_says_until_when_it_held() -> None:
    case = a_case(old(P3), on=date(2028, 3, 1))
    lapsed = lapse(case)
    assert status_of(lapsed) == "closed"
    assert lapsed.closure is not None
    assert (lapsed.closure.reason, lapsed.closure.on) == (ClosureReason.LAPSED, date(2028, 3, 1))
    assert "29\xa0février\xa02028" in lapsed.closure.detail
    assert not has_lapsed(replace(case, dossier=lapsed))


@pytest.mark.parametrize(("until", "longer"), [(date(2028, 2, 28), False), (LAST_DAY, False), (date(2028, 3, 1), True)])
def test_the_secretariat_may_only_extend_them(until: date, longer: bool) -> None:
    answer = extend(a_case(old(P2)), until, "Congé de maternité")
    if not longer:
        assert reasons(answer, INVALID) == {("not_an_extension", None)}
        return
    extended = accepted(answer)
    assert candidacy_ends_on(a_case(extended)) == until
    request = extended.admissibility
    assert request is not None
    assert [(e.until, e.reason, e.granted_on) for e in request.extensions] == [
        (until, "Congé de maternité", a_case().on)
    ]


def test_extensions_add_up_and_the_longest_counts() -> None:
    once = accepted(extend(a_case(old(P2)), date(2028, 6, 30), "Congé"))
    twice = accepted(extend(a_case(once), date(2028, 9, 30), "Arrêt"))
    assert candidacy_ends_on(a_case(twice)) == date(2028, 9, 30)
    assert kind_of(extend(a_case(twice), date(2028, 7, 31), "Retour")) is INVALID


def test_there_is_nothing_to_extend_before_the_answer_nor_on_a_jurys_agenda() -> None:
    assert kind_of(extend(a_case(ready_to_submit(P2)), LAST_DAY, "Congé")) is TOO_EARLY
    assert kind_of(extend(a_case(old(P2, on_agenda)), date(2029, 1, 1), "Congé")) is TOO_LATE


def test_the_acknowledgement_is_recorded_once_and_not_ahead() -> None:
    case = a_case(old(P2))
    got = accepted(acknowledge(case, date(2026, 9, 7)))
    assert got.admissibility is not None
    assert got.admissibility.acknowledged_on == date(2026, 9, 7)
    assert kind_of(acknowledge(a_case(got), date(2026, 9, 8))) is TOO_LATE
    assert reasons(acknowledge(case, date(2026, 11, 24)), INVALID) == {("day_in_the_future", None)}
    assert reasons(acknowledge(case, date(2026, 8, 30)), INVALID) == {("before_the_decision", None)}
    assert kind_of(acknowledge(a_case(ready_to_submit(P2)), DECIDED)) is TOO_EARLY


def test_pathway_1_has_no_such_term() -> None:
    assert candidacy_ends_on(a_case(registered(P1))) is None
    assert not has_lapsed(a_case(registered(P1), on=date(2050, 1, 1)))


def test_their_number_is_the_one_in_force_on_the_day_of_the_decision() -> None:
    for since, end in ((DECIDED, date(2028, 8, 31)), (date(2026, 9, 1), LAST_DAY)):
        two_years = ParameterValue(rule="R45", name="months", value=24, since=since, source="CPNE")
        case = a_case(old(P2, acknowledged_on=DECIDED), parameters=ParametersInForce((two_years,)))
        assert candidacy_ends_on(case) == end


def test_the_letter_is_not_received_before_it_leaves() -> None:
    sent = a_case(old(P2, dispatched_on=date(2026, 9, 7)))
    assert reasons(acknowledge(sent, date(2026, 9, 6)), INVALID) == {("received_before_dispatch", None)}
    accepted(acknowledge(sent, date(2026, 9, 7)))
    received = a_case(old(P2, acknowledged_on=date(2026, 9, 7)))
    assert reasons(record_dispatch(received, "1A 234", date(2026, 9, 8)), INVALID) == {
        ("received_before_dispatch", None)
    }
    accepted(record_dispatch(received, "1A 234", date(2026, 9, 7)))


def test_whoever_comes_too_late_is_told_everything_else_at_once() -> None:
    unfinished = without(old(P2, ready_for_jury), DocumentKind.OUTIL_4)
    full = a_session(registration_closes_on=date(2028, 2, 1), capacity=1)
    assert reasons(register_to_jury(a_case(unfinished, on=date(2028, 3, 1)), full, 1)) == {
        ("candidacy_lapsed", "R45"),
        ("session_not_open_for_registration", "R71"),
        ("session_full", "R71"),
        ("outil_4_missing", "R60"),
    }
