"""R22: The follow-up booklet (outil 2) is mandatory for a professionalisation contract."""

from dataclasses import replace

import pytest

from app.domain.assessing import complete_assessment
from app.domain.documents import DocumentKind
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.training_schemes import TRAINING_SCHEMES
from tests.builders import P1, TODAY, a_case, documents
from tests.rules.answers import accepted, reasons
from tests.rules.stages import P1B, ready_to_complete

CONTRACT = "professionalisation_contract"


@pytest.mark.parametrize("scheme", TRAINING_SCHEMES)
def test_the_logbook_is_asked_of_a_professionalisation_contract_alone(scheme: str) -> None:
    answer = complete_assessment(a_case(ready_to_complete(P1, training_scheme=scheme)))
    assert reasons(answer) == {("outil_2_missing", "R22")} if scheme == CONTRACT else accepted(answer)


def test_with_the_logbook_the_assessment_ends() -> None:
    dossier = ready_to_complete(P1, training_scheme=CONTRACT)
    with_it = replace(dossier, documents=(*dossier.documents, *documents(DocumentKind.OUTIL_2)))
    accepted(complete_assessment(a_case(with_it)))


def test_a_direct_assessment_follows_no_training_and_has_no_logbook() -> None:
    accepted(complete_assessment(a_case(ready_to_complete(P1B, training_scheme=CONTRACT))))


def test_the_secretariat_may_stop_asking_for_it() -> None:
    waived = ParameterValue(rule="R22", name="required", value=False, since=TODAY, source="Décision de la CPNE")
    case = a_case(ready_to_complete(P1, training_scheme=CONTRACT), parameters=ParametersInForce((waived,)))
    accepted(complete_assessment(case))
