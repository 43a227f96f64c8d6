"""R61: In pathway 3 the jury has the signed outils 6, 7 and 8 and the results."""

import pytest

from app.domain.documents import DocumentKind, Signatory
from app.domain.jury_registration import register_to_jury
from app.domain.uploads import readable_kinds
from tests.builders import P3, a_case
from tests.rules.answers import accepted, reasons
from tests.rules.stages import a_session, on_agenda, ready_for_jury, unsigned_by, without

O6, O7, O8 = DocumentKind.OUTIL_6, DocumentKind.OUTIL_7, DocumentKind.OUTIL_8


@pytest.mark.parametrize(
    ("kind", "signatory"),
    [
        (O6, Signatory.CANDIDATE),
        (O7, Signatory.CANDIDATE),
        (O8, Signatory.EVALUATOR),
        (O8, Signatory.TRADE_EVALUATOR),
        (O8, Signatory.CANDIDATE),
    ],
)
def test_each_is_signed(kind: DocumentKind, signatory: Signatory) -> None:
    unsigned = unsigned_by(ready_for_jury(P3), kind, signatory)
    answer = register_to_jury(a_case(unsigned), a_session(), 0)
    assert reasons(answer) == {(f"{kind}_not_signed_by_{signatory}", "R61")}


@pytest.mark.parametrize("kind", [O6, O7, O8])
def test_each_is_there(kind: DocumentKind) -> None:
    answer = register_to_jury(a_case(without(ready_for_jury(P3), kind)), a_session(), 0)
    assert reasons(answer) == {(f"{kind}_missing", "R61")}
    accepted(register_to_jury(a_case(ready_for_jury(P3)), a_session(), 0))


def test_the_jury_reads_them() -> None:
    assert {O6, O7, O8} <= readable_kinds(on_agenda(P3), "jury")
