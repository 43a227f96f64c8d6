"""R33: In pathway 2 the admissibility file holds the CERFA n°12818*02, outil 6 and the completed outil 1."""

import pytest

from app.domain.admissibility import submit
from app.domain.documents import DocumentKind, Signatory
from app.domain.missing_items import items_missing_from_step
from app.domain.pathways import pathway_of
from tests.builders import P2, TODAY, a_case
from tests.rules.answers import accepted, reasons
from tests.rules.stages import opened, ready_to_submit, unsigned_by, without


@pytest.mark.parametrize("kind", [DocumentKind.CERFA_12818, DocumentKind.OUTIL_6])
def test_the_file_holds_the_cerfa_and_the_candidates_file(kind: DocumentKind) -> None:
    answer = submit(a_case(without(ready_to_submit(P2), kind)), TODAY)
    assert reasons(answer) == {(f"{kind}_missing", "R33")}


def test_it_holds_outil_1() -> None:
    missing = items_missing_from_step(a_case(opened(P2)), "admissibility")
    assert ("outil_1_missing", "R33") in {(item.code, item.rule.number) for item in missing}


def test_the_step_asks_for_these_three_documents() -> None:
    step = pathway_of(P2).step("admissibility")
    assert step is not None
    assert set(step.required_documents) == {
        DocumentKind.CERFA_12818,
        DocumentKind.OUTIL_6,
        DocumentKind.OUTIL_1,
    }


def test_the_candidates_file_is_signed_by_the_candidate() -> None:
    unsigned = unsigned_by(ready_to_submit(P2), DocumentKind.OUTIL_6, Signatory.CANDIDATE)
    assert reasons(submit(a_case(unsigned), TODAY)) == {("outil_6_not_signed_by_candidate", "R33")}


def test_a_complete_file_is_submitted() -> None:
    request = accepted(submit(a_case(ready_to_submit(P2)), TODAY)).admissibility
    assert request is not None
    assert request.received_on == (TODAY,)
    assert request.awaits_decision
