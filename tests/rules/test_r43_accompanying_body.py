"""R43: In pathway 3 the candidate may be accompanied by a training body throughout."""

import pytest

from app.domain.assigning import choose_evaluator
from app.domain.preparation import complete_registration
from app.domain.related_parties import related_parties_of
from tests.builders import BODY_SIRET, P3, a_case, a_choice, a_training_body, an_affiliation, an_evaluator
from tests.rules.answers import accepted, reasons
from tests.rules.stages import ready_to_register, registered


@pytest.mark.parametrize("body", [None, a_training_body()])
def test_a_body_may_accompany_the_candidate_and_need_not(body: object) -> None:
    accepted(complete_registration(a_case(ready_to_register(P3, accompanying_body=body))))


def test_the_evaluator_is_independent_of_it() -> None:
    case = a_case(registered(P3, accompanying_body=a_training_body()))
    assert related_parties_of(case).bodies == (a_training_body(),)
    tied = an_evaluator(affiliations=(an_affiliation(siren=BODY_SIRET[:9]),))
    answer = choose_evaluator(case, tied, a_choice())
    assert reasons(answer) == {("evaluator_not_independent_of_training_body", "R15")}
