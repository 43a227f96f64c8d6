"""R79: The pathways of CCNIC employees may be funded by the branch's funder, depending on the training scheme."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.creation import DossierOpening, closed_scheme, open_dossier
from app.domain.training_schemes import TRAINING_SCHEMES
from tests.builders import P1, a_case
from tests.rules.answers import INVALID, accepted, pairs, reasons
from tests.rules.stages import opened

OPEN = {
    "professionalisation_contract": (None, None),
    "professionalisation_period": (None, date(2018, 12, 31)),
    "training_plan": (None, date(2018, 12, 31)),
    "skills_development_plan": (date(2019, 1, 1), None),
    "pro_a": (date(2019, 1, 1), date(2025, 12, 31)),
    "reconversion_period": (date(2026, 1, 1), None),
    "cpf": (None, None),
    "none": (None, None),
}
CLOSED = {("training_scheme_not_open", "D35")}


def test_each_scheme_has_its_dates() -> None:
    assert {code: (scheme.open_from, scheme.open_until) for code, scheme in TRAINING_SCHEMES.items()} == OPEN


@pytest.mark.parametrize(
    ("scheme", "on", "allowed"),
    [
        ("training_plan", date(2018, 12, 30), True),
        ("training_plan", date(2018, 12, 31), True),
        ("training_plan", date(2019, 1, 1), False),
        ("skills_development_plan", date(2018, 12, 31), False),
        ("skills_development_plan", date(2019, 1, 1), True),
        ("pro_a", date(2025, 12, 31), True),
        ("pro_a", date(2026, 1, 1), False),
        ("reconversion_period", date(2025, 12, 31), False),
        ("reconversion_period", date(2026, 1, 1), True),
        (None, date(2026, 1, 1), True),
    ],
)
def test_the_scheme_that_is_named_is_open_on_the_day_of_the_request(
    scheme: str | None, on: date, allowed: bool
) -> None:
    assert pairs(closed_scheme(scheme, on)) == (set() if allowed else CLOSED)


@pytest.mark.parametrize(("scheme", "kind"), [("pro_a", None), ("opca", INVALID)])
def test_no_dossier_is_opened_under_another(scheme: str, kind: object) -> None:
    dossier = opened(P1, training_scheme=scheme)
    case = a_case(dossier)
    opening = DossierOpening(
        dossier=dossier, certification=case.certification, company=case.company, parameters=case.parameters
    )
    answer = open_dossier(opening)
    assert reasons(answer, INVALID) == {("unknown_training_scheme", None)} if kind else reasons(answer) == CLOSED
    accepted(open_dossier(replace(opening, dossier=opened(P1))))
