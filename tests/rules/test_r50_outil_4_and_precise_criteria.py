"""R50: The assessment guide (outil 4) is mandatory and each competence is assessed by precise criteria."""

from dataclasses import replace

import pytest

from app.domain.assessing import complete_assessment
from app.domain.certification import Competence
from app.domain.documents import DocumentKind
from tests.builders import a_case
from tests.rules.answers import accepted, reasons
from tests.rules.stages import WAYS, WITH_TRADE_EVALUATOR, ready_to_complete, without


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_no_assessment_ends_without_outil_4(way: str) -> None:
    answer = complete_assessment(a_case(without(ready_to_complete(way), DocumentKind.OUTIL_4)))
    assert reasons(answer) == {("outil_4_missing", "R70")}


@pytest.mark.parametrize("way", WAYS)
def test_every_competence_in_scope_has_its_result(way: str) -> None:
    dossier = ready_to_complete(way)
    assert dossier.assessment is not None
    partial = replace(dossier.assessment, results=dossier.assessment.results[:2])
    answer = complete_assessment(a_case(replace(dossier, assessment=partial)))
    assert reasons(answer) == {("result_missing", "R56")}
    accepted(complete_assessment(a_case(dossier)))


@pytest.mark.parametrize("criteria", [(), ("",), ("Un critère", "")])
def test_a_competence_is_assessed_by_criteria(criteria: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="C1: a competence is assessed by at least one criterion"):
        Competence(code="C1", label="Préparer une expédition", criteria=criteria)
