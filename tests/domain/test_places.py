"""Where an assessment is told to have been, and at whose home it needs not be told (D61, D64)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.dossier import EmployerChangeKind, FormerEmployer
from app.domain.places import place_is_told
from tests.builders import P1, TODAY, a_case, a_choice, a_company, an_assessment, an_employment, an_id
from tests.rules.stages import ready_to_complete

HOME, ELSEWHERE, FORMERLY = "84", "11", "93"
SAT_ON = TODAY - timedelta(days=10)


def told(region: str, *, until: int | None = None, former_region: str | None = FORMERLY, known: bool = True) -> bool:
    """Whether a sitting of ten days ago in that region, its place not named, is told; the company's region is 84.

    ``until``: days before today to which a former employer in region 93 had the dossier.
    """
    dossier = ready_to_complete(
        P1, evaluator=a_choice(region=region), assessment=an_assessment(held_on=(SAT_ON,), place=None, remote=False)
    )
    companies = {}
    if until is not None:
        former = FormerEmployer(
            kind=EmployerChangeKind.CHANGE,
            until=TODAY - timedelta(days=until),
            reason="Nouvel emploi.",
            recorded_on=TODAY,
            version=3,
            company_id=an_id(77) if known else None,
            employment=an_employment(),
        )
        dossier = replace(dossier, former_employers=(former,))
        companies = {an_id(77): a_company(region=former_region)}
    return place_is_told(a_case(dossier, company=a_company(region=HOME), former_companies=companies))


@pytest.mark.parametrize(("region", "is_told"), [(HOME, True), (ELSEWHERE, False), (FORMERLY, False)])
def test_a_place_is_told_where_it_is_not_the_companys_region(region: str, is_told: bool) -> None:
    assert told(region) is is_told


@pytest.mark.parametrize(
    ("until", "is_told"),
    [
        pytest.param(9, True, id="it left after the sitting"),
        pytest.param(10, True, id="it left on its day"),
        pytest.param(11, False, id="it had left before"),
    ],
)
def test_the_company_is_the_one_of_the_day_of_the_sitting(until: int, is_told: bool) -> None:
    assert told(FORMERLY, until=until) is is_told
    assert told(HOME, until=until)
    assert not told(ELSEWHERE, until=until)


def test_a_former_employer_whose_address_nobody_knows_asks_for_no_place() -> None:
    assert told(ELSEWHERE, until=9, former_region=None)
    assert told(ELSEWHERE, until=9, known=False)
    assert not told(ELSEWHERE, until=11, known=False)


def test_before_any_assessment_nothing_is_to_be_told() -> None:
    assert place_is_told(a_case(ready_to_complete(P1, assessment=None)))
