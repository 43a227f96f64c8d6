"""R27: A tutor is necessary for a professionalisation contract."""

import pytest

from app.domain.dossier import Tutor
from app.domain.preparation import complete_registration
from app.domain.training_schemes import TRAINING_SCHEMES
from tests.builders import P1, a_case
from tests.rules.answers import accepted, reasons
from tests.rules.stages import ready_to_register

CONTRACT = "professionalisation_contract"


@pytest.mark.parametrize("scheme", TRAINING_SCHEMES)
def test_a_professionalisation_contract_needs_a_tutor_and_no_other_scheme_does(scheme: str) -> None:
    answer = complete_registration(a_case(ready_to_register(P1, training_scheme=scheme)))
    assert reasons(answer) == {("tutor_missing", "R27")} if scheme == CONTRACT else accepted(answer)


def test_with_a_tutor_it_goes_on() -> None:
    tutor = Tutor(name="Aline Petit", position="Cheffe d'équipe", email="aline.petit@example.org")
    accepted(complete_registration(a_case(ready_to_register(P1, training_scheme=CONTRACT, tutor=tutor))))
