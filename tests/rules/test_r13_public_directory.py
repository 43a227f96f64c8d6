"""R13: The list of authorised evaluators, by region and by certification, is public."""

from app.api.policy import POLICY
from app.domain.rules import RULES
from app.usecases.access import Role
from tests.builders import TODAY, an_authorisation, an_evaluator
from tests.rules.stages import day


def test_the_directory_is_public() -> None:
    assert RULES["R13"].operations == ("listEvaluators",)
    assert Role.ANONYMOUS in POLICY.rows["listEvaluators"]


def test_it_holds_whom_the_cpne_authorises_on_the_day() -> None:
    evaluator = an_evaluator(authorisations=(an_authorisation(from_day=TODAY, until_day=day(10)),))
    found = [bool(evaluator.authorisations_on(day(offset))) for offset in (-1, 0, 10, 11)]
    assert found == [False, True, True, False]
