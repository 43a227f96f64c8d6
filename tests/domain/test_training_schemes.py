"""A scheme may be named on the days on which the law knows it."""

from datetime import date

import pytest

from app.domain.training_schemes import TRAINING_SCHEMES, training_schemes_open_on

ALWAYS = {"professionalisation_contract", "cpf", "none"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(
            date(2018, 12, 31), {"professionalisation_period", "training_plan"}, id="last day before the 2018 reform"
        ),
        pytest.param(date(2019, 1, 1), {"skills_development_plan", "pro_a"}, id="first day of the 2018 reform"),
        pytest.param(date(2025, 12, 31), {"skills_development_plan", "pro_a"}, id="last day of Pro-A"),
        pytest.param(
            date(2026, 1, 1),
            {"skills_development_plan", "reconversion_period"},
            id="first day of the retraining period",
        ),
    ],
)
def test_the_schemes_of_a_day(day: date, expected: set[str]) -> None:
    assert {scheme.code for scheme in training_schemes_open_on(day)} == ALWAYS | expected


def test_each_scheme_has_a_label_and_says_where_its_dates_come_from() -> None:
    for code, scheme in TRAINING_SCHEMES.items():
        assert (scheme.code, bool(scheme.label.fr), bool(scheme.label.en), bool(scheme.source)) == (
            code,
            True,
            True,
            True,
        )
