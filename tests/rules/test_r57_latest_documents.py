"""R57: The branch documents used are of the latest version."""

from dataclasses import replace

import pytest

from app.domain.assessing import complete_assessment
from app.domain.documents import DocumentKind
from app.domain.rules import RULES
from tests.builders import P1, a_case, a_document
from tests.rules.answers import reasons
from tests.rules.stages import WITH_TRADE_EVALUATOR, assessment_of, opened, ready_to_complete


def test_the_blank_forms_are_published_by_version() -> None:
    assert {"listBranchForms", "getBranchForm", "putBranchForm"} <= set(RULES["R57"].operations)


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_the_evaluator_makes_sure_that_they_were_used(way: str) -> None:
    whole = assessment_of(way)
    old_forms = replace(whole, briefing=replace(whole.briefing, branch_documents_used=False))
    answer = complete_assessment(a_case(ready_to_complete(way, assessment=old_forms)))
    assert reasons(answer) == {("briefing_branch_documents_used", "R46")}


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_of_what_was_uploaded_the_newest_version_counts(order: tuple[int, ...]) -> None:
    versions = tuple(a_document(DocumentKind.OUTIL_6, version_number=number) for number in order)
    latest = opened(P1, documents=versions).latest(DocumentKind.OUTIL_6)
    assert latest is not None
    assert latest.version_number == 3
    assert opened(P1, documents=versions).latest(DocumentKind.OUTIL_4) is None
