"""D48, row by row: the day before, the very day, and what a refusal says: its code, its rule, its place."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.case import GovernedDossier
from app.domain.day_words import in_words
from app.domain.documents import DocumentKind
from app.domain.dossier import Admissibility, AdmissibilityVerdict
from app.domain.law import ParametersInForce, Violation
from app.domain.order_of_days import (
    SCHEME_BEGAN_ON,
    before_the_scheme,
    days_out_of_order,
    identification_after_the_request,
    is_an_old_identification,
    planned_in_the_past,
    portfolio_before_the_decision,
    received_too_early,
    request_before_the_identification,
    sittings_too_early,
)
from tests.builders import (
    P1,
    P2,
    P3,
    TODAY,
    a_case,
    a_choice,
    a_request,
    a_skills_identification,
    an_admission,
)
from tests.rules.stages import assessment_of, day, opened, ready_to_assess, ready_to_register, ready_to_submit

BEFORE = date(2011, 4, 26)
TOLD = ("before_the_scheme", "D48", "/here")


def told(violations: Iterable[Violation]) -> list[tuple[str, str | None, str | None]]:
    """The code, the rule and the place of each, in order."""
    return [(each.code, each.rule.number if each.rule else None, each.pointer) for each in violations]


@pytest.mark.parametrize(("on", "refused"), [(BEFORE, [TOLD]), (SCHEME_BEGAN_ON, []), (date(2011, 4, 28), [])])
def test_the_scheme_has_a_first_day(on: date, refused: list[Any]) -> None:
    assert told(before_the_scheme(on, "/here")) == refused


@pytest.mark.parametrize(
    ("created_on", "request_", "held_on", "is_refused"),
    [
        pytest.param(day(-9), None, TODAY, False, id="no request"),
        pytest.param(day(-9), Admissibility(received_on=()), TODAY, False, id="a request never received"),
        pytest.param(day(-9), a_request(day(-5)), day(-5), False, id="on the day of the request"),
        pytest.param(day(-9), a_request(day(-5)), day(-4), True, id="the day after"),
        pytest.param(day(-5), a_request(day(-5)), day(-4), True, id="a request of the first day"),
        pytest.param(day(-4), a_request(day(-5)), TODAY, False, id="a request that another dossier made"),
        pytest.param(day(-9), a_request(day(-5), day(-2)), day(-3), False, id="between two receipts"),
        pytest.param(day(-9), a_request(day(-5), day(-2)), day(-1), True, id="after the last receipt"),
    ],
)
def test_an_identification_comes_no_later_than_the_request(
    created_on: date, request_: Admissibility | None, held_on: date, is_refused: bool
) -> None:
    case = a_case(opened(P2, created_on=created_on, admissibility=request_))

    assert told(identification_after_the_request(case, held_on)) == (
        [("identification_after_the_request", "D48", "/held_on")] if is_refused else []
    )


@pytest.mark.parametrize(("held_on", "is_refused"), [(None, False), (TODAY, False), (day(1), True)])
def test_a_request_comes_no_earlier_than_the_identification(held_on: date | None, is_refused: bool) -> None:
    identification = a_skills_identification(held_on=held_on) if held_on else None
    case = a_case(ready_to_submit(P2, skills_identification=identification))

    assert told(request_before_the_identification(case, TODAY)) == (
        [("before_the_identification", "D48", "/received_on")] if is_refused else []
    )


@pytest.mark.parametrize(
    ("request_", "is_refused"),
    [
        (None, False),
        (a_request(TODAY), False),
        (an_admission(TODAY), False),
        (an_admission(day(-1)), False),
        (an_admission(day(1)), True),
    ],
)
def test_a_portfolio_comes_no_earlier_than_the_decision(request_: Admissibility | None, is_refused: bool) -> None:
    case = a_case(opened(P3, admissibility=request_))

    assert told(portfolio_before_the_decision(case, TODAY)) == (
        [("before_the_decision", "R38", "/completed_on")] if is_refused else []
    )


PAST, TOO_OLD = ("planned_in_the_past", "R21", "/planned_on"), ("before_the_scheme", "D48", "/planned_on")


@pytest.mark.parametrize(
    ("way", "planned_on", "agreed_on", "refused"),
    [
        pytest.param(P1, TODAY, None, [], id="today"),
        pytest.param(P1, day(-1), None, [PAST], id="past"),
        pytest.param(P1, day(-1), day(-1), [], id="past, and agreed then"),
        pytest.param(P1, day(-1), day(-2), [PAST], id="past, another day was agreed"),
        pytest.param(P1, BEFORE, None, [PAST], id="past, before the scheme"),
        pytest.param(P3, day(-1), None, [], id="past, the secretariat writes it down"),
        pytest.param(P3, BEFORE, None, [TOO_OLD], id="before the scheme"),
        pytest.param(P3, BEFORE, day(-2), [TOO_OLD], id="before the scheme, another day was agreed"),
        pytest.param(P3, BEFORE, BEFORE, [], id="before the scheme, and known"),
    ],
)
def test_a_day_is_agreed_before_it_comes(
    way: str, planned_on: date, agreed_on: date | None, refused: list[Any]
) -> None:
    choice = a_choice(planned_on=agreed_on) if agreed_on else None
    case = a_case(replace(ready_to_register(way), evaluator=choice))

    assert told(planned_in_the_past(case, planned_on)) == refused


@pytest.mark.parametrize("way", [P1, P2])
def test_each_day_before_the_registration_is_named(way: str) -> None:
    case = a_case(ready_to_assess(way, registered_on=day(-10)))
    held = assessment_of(way, held_on=(day(-9), day(-11), day(-10)), observed_on=(day(-12), day(-10)))

    assert told(sittings_too_early(case, held)) == [
        ("before_the_registration", "R68", "/held_on/1"),
        ("before_the_registration", "R68", "/observed_on/0"),
    ]


def test_in_a_common_law_vae_each_sitting_before_the_portfolio_is_named() -> None:
    case = a_case(ready_to_assess(P3, portfolio_completed_on=day(-10)))
    held = assessment_of(P3, held_on=(day(-9), day(-11), day(-10)), observed_on=(day(-12),))

    assert told(sittings_too_early(case, held)) == [("before_the_portfolio", "R39", "/held_on/1")]


@pytest.mark.parametrize(
    ("kind", "changes", "received_on", "refused"),
    [
        (DocumentKind.OUTIL_7, {}, day(-11), ["received_before_what_it_tells"]),
        (DocumentKind.OUTIL_7, {}, day(-10), []),
        (DocumentKind.OUTIL_7, {"portfolio_completed_on": None}, day(-11), []),
        (DocumentKind.OUTIL_7, {"portfolio_completed_on": None}, BEFORE, ["before_the_scheme"]),
        (DocumentKind.OUTIL_8, {}, day(-6), ["received_before_what_it_tells"]),
        (DocumentKind.OUTIL_8, {}, day(-5), []),
        (DocumentKind.OUTIL_8, {"assessment": None}, day(-6), []),
        (DocumentKind.OUTIL_8, {"assessment": assessment_of(P3, held_on=())}, day(-6), []),
        (DocumentKind.OUTIL_6, {}, day(-11), []),
        (DocumentKind.OUTIL_6, {}, BEFORE, ["before_the_scheme"]),
    ],
)
def test_a_document_is_received_no_earlier_than_what_it_tells(
    kind: DocumentKind, changes: dict[str, Any], received_on: date, refused: list[str]
) -> None:
    held = assessment_of(P3, held_on=(day(-5), day(-8)))
    case = a_case(ready_to_assess(P3, **{"portfolio_completed_on": day(-10), "assessment": held, **changes}))
    rules = {"received_before_what_it_tells": "R42", "before_the_scheme": "D48"}

    assert told(received_too_early(case, kind, received_on)) == [
        (code, rules[code], "/received_on") for code in refused
    ]


@pytest.mark.parametrize(
    ("held_on", "is_old"),
    [(None, False), (date(2023, 11, 22), True), (date(2023, 11, 23), False), (date(2026, 11, 23), False)],
)
def test_an_identification_is_old_when_more_than_three_years_lie_before_the_request(
    held_on: date | None, is_old: bool
) -> None:
    identification = a_skills_identification(held_on=held_on) if held_on else None
    dossier = opened(P2, requested_on=date(2026, 11, 23), skills_identification=identification)

    assert is_an_old_identification(GovernedDossier(dossier=dossier, parameters=ParametersInForce())) is is_old


PUT_BEFORE = ("day_out_of_order", "D48", "/value")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, [], id="in order"),
        pytest.param({"dispatched_on": day(-1), "acknowledged_on": day(-1)}, [], id="on one day"),
        pytest.param({"dispatched_on": day(-2)}, [PUT_BEFORE], id="sent before the answer"),
        pytest.param({"dispatched_on": day(-9)}, [PUT_BEFORE], id="sent before the first answer too: told once"),
        pytest.param({"acknowledged_on": day(-2)}, [PUT_BEFORE], id="received before the answer"),
        pytest.param({"dispatched_on": TODAY, "acknowledged_on": day(-1)}, [PUT_BEFORE], id="received before it left"),
    ],
)
@pytest.mark.parametrize("verdict", [AdmissibilityVerdict.ADMISSIBLE, AdmissibilityVerdict.INADMISSIBLE])
def test_the_letter_of_an_answer_does_not_come_before_it(
    verdict: AdmissibilityVerdict, changes: dict[str, Any], expected: list[Any]
) -> None:
    """That of a refusal is a letter too."""
    request = a_request(day(-8), day(-1), verdict=verdict, **changes)

    assert told(days_out_of_order(opened(P3, admissibility=request, requested_on=day(-8)))) == expected


def test_an_identification_held_between_two_receipts_is_in_order() -> None:
    identification = a_skills_identification(held_on=day(-5))
    dossier = opened(P2, skills_identification=identification, admissibility=a_request(day(-9), day(-2)))

    assert days_out_of_order(dossier) == ()


def test_in_a_common_law_vae_the_registration_follows_the_last_sitting() -> None:
    held = assessment_of(P3, held_on=(day(-8), day(-5)))
    dossier = opened(P3, assessment=held, requested_on=day(-9))

    on_the_day, before = (replace(dossier, registered_on=each) for each in (day(-5), day(-6)))

    assert told(days_out_of_order(on_the_day)) == []
    assert told(days_out_of_order(before)) == [("day_out_of_order", "R42", "/value")]


def test_what_is_out_of_order_is_said_in_a_sentence_with_both_days() -> None:
    (found,) = days_out_of_order(opened(P1, requested_on=TODAY, registered_on=day(-1)))

    registered, asked = in_words(day(-1)), in_words(TODAY)
    assert (found.detail.fr, found.detail.en) == (
        f"L'inscription du candidat ({registered.fr}) se trouverait avant la demande ({asked.fr}).",
        f"The registration of the candidate ({registered.en}) would stand before the request ({asked.en}).",
    )
