"""R60: In pathways 1 and 2 the jury has the signed outil 4, the results and the signed candidate's file."""

import pytest

from app.domain.documents import DocumentKind, Signatory
from app.domain.jury_registration import register_to_jury
from app.domain.uploads import readable_kinds
from tests.builders import a_case
from tests.rules.answers import accepted, reasons
from tests.rules.stages import WITH_TRADE_EVALUATOR, a_session, on_agenda, ready_for_jury, unsigned_by, without

O4, O6 = DocumentKind.OUTIL_4, DocumentKind.OUTIL_6


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
@pytest.mark.parametrize("signatory", [Signatory.EVALUATOR, Signatory.TRADE_EVALUATOR, Signatory.CANDIDATE])
def test_outil_4_is_signed_by_both_evaluators_and_the_candidate(way: str, signatory: Signatory) -> None:
    unsigned = unsigned_by(ready_for_jury(way), O4, signatory)
    answer = register_to_jury(a_case(unsigned), a_session(), 0)
    assert reasons(answer) == {(f"outil_4_not_signed_by_{signatory}", "R60")}


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_outil_6_is_signed_by_the_candidate(way: str) -> None:
    unsigned = unsigned_by(ready_for_jury(way), O6, Signatory.CANDIDATE)
    assert reasons(register_to_jury(a_case(unsigned), a_session(), 0)) == {("outil_6_not_signed_by_candidate", "R60")}


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
@pytest.mark.parametrize("kind", [O4, O6])
def test_both_are_there(way: str, kind: DocumentKind) -> None:
    answer = register_to_jury(a_case(without(ready_for_jury(way), kind)), a_session(), 0)
    assert reasons(answer) == {(f"{kind}_missing", "R60")}
    accepted(register_to_jury(a_case(ready_for_jury(way)), a_session(), 0))


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_the_jury_reads_them(way: str) -> None:
    assert {O4, O6} <= readable_kinds(on_agenda(way), "jury")
    assert DocumentKind.DIPLOMA not in readable_kinds(on_agenda(way), "jury")
