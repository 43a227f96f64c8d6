"""R32: In pathway 2 skills identification with outil 1 is mandatory and a copy joins the admissibility file."""

import pytest

from app.domain.admissibility import submit
from app.domain.documents import DocumentKind
from app.domain.missing_items import items_missing_from_step
from tests.builders import P2, TODAY, a_case
from tests.rules.answers import TOO_EARLY, accepted, reasons
from tests.rules.stages import opened, ready_to_submit, without

NOT_IDENTIFIED = {("skills_identification_not_complete", "R68")}


def test_no_request_without_the_interview() -> None:
    answer = submit(a_case(ready_to_submit(P2, skills_identification=None)), TODAY)
    assert reasons(answer, TOO_EARLY) == NOT_IDENTIFIED


def test_no_request_without_its_guide() -> None:
    answer = submit(a_case(without(ready_to_submit(P2), DocumentKind.OUTIL_1)), TODAY)
    assert reasons(answer, TOO_EARLY) == NOT_IDENTIFIED


def test_with_both_the_request_is_submitted() -> None:
    accepted(submit(a_case(ready_to_submit(P2)), TODAY))


@pytest.mark.parametrize("code", ["skills_identification_missing", "outil_1_missing"])
def test_the_step_says_what_it_lacks_under_the_rule(code: str) -> None:
    missing = items_missing_from_step(a_case(opened(P2)), "skills_identification")
    assert (code, "R32") in {(item.code, item.rule.number) for item in missing}
