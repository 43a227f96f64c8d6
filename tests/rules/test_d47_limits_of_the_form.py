"""D47: the CERFA admits one request per certification and calendar year, three in all; more is pointed out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.case_warnings import warnings_of
from app.domain.dossier import AdmissibilityVerdict, Closure, ClosureReason, Dossier
from app.domain.form_limits import exceeded_form_limits, is_made_by_the_form
from tests.builders import BRIDGE, P1, P2, P3, TODAY, a_case, a_request, an_admission, an_id
from tests.rules.answers import pairs
from tests.rules.stages import P1B, WAYS, opened

FOR_ONE, IN_ALL = ("cerfa_limit_for_certification", "D47"), ("cerfa_limit_in_all", "D47")
OTHER = "cqp-operateur-fabrication"
WITHDRAWN = Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="")
EARLIER, LATER = date(2026, 1, 1), date(2026, 11, 24)


def another(number: int, way: str = P3, **changes: Any) -> Dossier:
    """Another dossier of the person, of the year's first day unless said."""
    return replace(opened(way), **{"id": an_id(100 + number), "requested_on": EARLIER, **changes})


def exceeded(dossier: Dossier, *others: Dossier) -> set[tuple[str, str | None]]:
    return pairs(tuple(exceeded_form_limits(a_case(dossier, other_requests=others))))


@pytest.mark.parametrize("way", [P1B, P2, P3])
@pytest.mark.parametrize("other", [P1B, P2, P3])
def test_d47_a_second_request_of_the_year_for_one_certification_is_pointed_out(way: str, other: str) -> None:
    assert exceeded(opened(way), another(1, other)) == {FOR_ONE}
    assert exceeded(opened(way)) == set()


def test_d47_the_warning_tells_which_request_it_is() -> None:
    case = a_case(opened(P3), other_requests=tuple(another(number) for number in range(4)))
    one, in_all = exceeded_form_limits(case)
    assert one.detail.fr.startswith("Demande n° 5 du candidat sur cette certification en 2026")
    assert one.detail.en.startswith("The candidate's request no. 5 for this certification in 2026")
    assert in_all.detail.fr.startswith("Demande n° 5 du candidat en 2026")
    assert "n'en admet que 3 en tout" in in_all.detail.fr
    assert "request no. 5 in 2026" in in_all.detail.en


def test_d47_a_request_is_not_counted_before_itself() -> None:
    assert exceeded(opened(P3), opened(P3)) == set()


@pytest.mark.parametrize(("others", "expected"), [(2, set()), (3, {IN_ALL})])
def test_d47_a_fourth_request_of_the_year_is_pointed_out_whatever_the_certification(
    others: int, expected: set[tuple[str, str]]
) -> None:
    made = (another(number, certification_code=OTHER) for number in range(others))
    assert exceeded(opened(P3), *made) == expected


@pytest.mark.parametrize("way", [P1, BRIDGE])
def test_d47_a_pathway_without_the_form_neither_counts_nor_is_counted(way: str) -> None:
    assert not is_made_by_the_form(opened(way))
    assert exceeded(opened(way), another(1), another(2)) == set()
    assert exceeded(opened(P3), another(1, way)) == set()


@pytest.mark.parametrize(
    ("requested_on", "counts"),
    [(date(2025, 12, 31), False), (EARLIER, True), (TODAY, True), (LATER, False), (date(2027, 1, 1), False)],
)
def test_d47_what_counts_is_what_was_asked_for_earlier_in_the_calendar_year(requested_on: date, counts: bool) -> None:
    earlier_id = another(1, id=an_id(1), requested_on=requested_on)
    assert exceeded(opened(P3), earlier_id) == ({FOR_ONE} if counts else set())


def test_d47_of_two_requests_of_one_day_the_second_is_pointed_out_alone() -> None:
    first, second = opened(P3), another(1, requested_on=TODAY)
    assert exceeded(second, first) == {FOR_ONE}
    assert exceeded(first, second) == set()


@pytest.mark.parametrize(
    ("way", "changes", "counts"),
    [
        pytest.param(P3, {"closure": WITHDRAWN}, False, id="given up before it was handed in"),
        pytest.param(P3, {"closure": WITHDRAWN, "admissibility": a_request(EARLIER)}, True, id="withdrawn after it"),
        pytest.param(P3, {}, True, id="being prepared"),
        pytest.param(P1B, {"closure": WITHDRAWN}, True, id="a direct assessment, asked for by its creation"),
    ],
)
def test_d47_a_request_is_one_that_was_made_or_still_may_be(way: str, changes: dict[str, Any], counts: bool) -> None:
    assert exceeded(opened(P2), another(1, way, **changes)) == ({FOR_ONE} if counts else set())


def test_d33_a_new_attempt_that_took_its_admissibility_over_is_no_new_request() -> None:
    former = another(1, admissibility=an_admission(EARLIER))
    again = another(2, admissibility=an_admission(EARLIER), previous_dossier_id=former.id)
    asked_anew = replace(again, admissibility=a_request(TODAY))

    assert exceeded(replace(again, admissibility=None, id=an_id(103)), former) == {FOR_ONE}
    assert exceeded(asked_anew, former) == {FOR_ONE}
    ongoing = replace(again, admissibility=a_request(EARLIER))
    refused = replace(former, admissibility=a_request(EARLIER, verdict=AdmissibilityVerdict.INADMISSIBLE))
    assert exceeded(ongoing, refused) == {FOR_ONE}
    assert exceeded(ongoing, former) == set()
    assert exceeded(ongoing, replace(former, id=an_id(99))) == {FOR_ONE}

    (warning,) = exceeded_form_limits(a_case(opened(P3), other_requests=(former, again)))
    assert "n° 2 " in warning.detail.fr


@pytest.mark.parametrize(
    ("way", "changes", "told"),
    [
        pytest.param(P2, {}, True, id="being prepared"),
        pytest.param(P2, {"admissibility": a_request()}, True, id="handed in"),
        pytest.param(P2, {"admissibility": a_request(verdict=AdmissibilityVerdict.INCOMPLETE)}, True, id="given back"),
        pytest.param(P2, {"admissibility": an_admission()}, False, id="admissible"),
        pytest.param(
            P2, {"admissibility": a_request(verdict=AdmissibilityVerdict.INADMISSIBLE)}, False, id="inadmissible"
        ),
        pytest.param(P1B, {"registered_on": TODAY}, False, id="registered"),
        pytest.param(P3, {"closure": WITHDRAWN}, False, id="closed"),
    ],
)
def test_l35_it_is_told_until_the_request_is_answered(way: str, changes: dict[str, Any], told: bool) -> None:
    case = a_case(opened(way, **changes), other_requests=(another(1),))
    assert (FOR_ONE in pairs(warnings_of(case))) is told


@pytest.mark.parametrize("way", WAYS)
def test_d47_nobody_is_warned_of_a_first_request(way: str) -> None:
    assert exceeded(opened(way)) == set()
