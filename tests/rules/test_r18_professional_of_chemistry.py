"""R18: In pathway 3 the trade professional is an employee of a company of the chemical industries."""

import pytest

from app.domain.assessing import record_assessment
from app.domain.assessment import NamedProfessional
from tests.builders import OTHER_SIRET, P3, a_case
from tests.rules.answers import accepted, reasons
from tests.rules.stages import assessment_of, ready_to_assess


@pytest.mark.parametrize(("idcc", "allowed"), [("0044", True), ("1486", False), ("", False)])
def test_in_the_common_law_vae_it_is_an_employee_of_any_chemical_company(idcc: str, allowed: bool) -> None:
    named = NamedProfessional(name="Luc Berger", employer_siren=OTHER_SIRET[:9], employer_idcc=idcc)
    answer = record_assessment(a_case(ready_to_assess(P3)), assessment_of(P3, professional=named))
    assert accepted(answer).assessment if allowed else reasons(answer) == {("professional_not_in_chemistry", "R18")}


def test_and_it_is_somebody() -> None:
    answer = record_assessment(a_case(ready_to_assess(P3)), assessment_of(P3, professional=None))
    assert reasons(answer) == {("professional_missing", "R18")}
