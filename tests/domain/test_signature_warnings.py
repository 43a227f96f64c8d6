"""F9: who must sign is said before the upload, and who has not signed at once after it."""

from dataclasses import replace

import pytest

from app.domain.documents import DocumentKind, DocumentState, Signatory, SignatureWaiver
from app.domain.pathways import PATHWAYS, pathway_of
from app.domain.signature_warnings import signature_warnings
from tests.builders import P1, P3, TODAY, a_document, a_dossier, an_id

ALL_THREE = (Signatory.EVALUATOR, Signatory.TRADE_EVALUATOR, Signatory.CANDIDATE)


@pytest.mark.parametrize(
    ("pathway", "kind", "asked"),
    [
        (P1, DocumentKind.OUTIL_6, {Signatory.CANDIDATE}),
        (P1, DocumentKind.OUTIL_4, set(ALL_THREE)),
        (P3, DocumentKind.OUTIL_8, set(ALL_THREE)),
        (P1, DocumentKind.OUTIL_1, set()),
    ],
)
def test_a_pathway_says_whose_signatures_it_asks_for(pathway: str, kind: DocumentKind, asked: set[Signatory]) -> None:
    assert set(pathway_of(pathway).unsigned(kind)) == asked


def test_what_is_said_is_what_a_step_will_lack() -> None:
    for pathway in PATHWAYS:
        for step in pathway.steps:
            for need in step.needs:
                for signatory, item in need.unsigned.items():
                    assert need.document_kind is not None
                    first = pathway.unsigned(need.document_kind)[signatory]
                    assert (item.code, item.detail) == (first.code, first.detail)


def codes(signed_by: tuple[Signatory, ...] = (), **changes: object) -> list[str]:
    """What is pointed out of an outil 4 that is the second version of two."""
    first = a_document(DocumentKind.OUTIL_4, id=an_id(71), signed_by=frozenset())
    document = replace(first, id=an_id(72), version_number=2, signed_by=frozenset(signed_by))
    dossier = a_dossier(P1, documents=(first, document), **changes)
    assert signature_warnings(dossier, first) == ()
    return [warning.code for warning in signature_warnings(dossier, document)]


def test_each_signature_that_will_be_missing_is_pointed_out_of_the_newest_version() -> None:
    assert sorted(codes()) == sorted(f"outil_4_not_signed_by_{each}" for each in ALL_THREE)
    assert codes((Signatory.EVALUATOR, Signatory.CANDIDATE)) == ["outil_4_not_signed_by_trade_evaluator"]
    assert codes(ALL_THREE) == []


def test_of_a_document_that_no_version_is_shown_of_every_signature_is_pointed_out() -> None:
    document = a_document(DocumentKind.OUTIL_4, signed_by=frozenset())

    assert len(signature_warnings(a_dossier(P1), document)) == len(ALL_THREE)


def test_a_signature_that_the_secretariat_goes_without_is_not() -> None:
    waiver = SignatureWaiver(
        document_id=an_id(72),
        kind=DocumentKind.OUTIL_4,
        signatory=Signatory.CANDIDATE,
        reason="Refus.",
        on=TODAY,
    )

    assert codes((Signatory.EVALUATOR, Signatory.TRADE_EVALUATOR), signature_waivers=(waiver,)) == []


def test_a_newer_version_that_was_taken_off_leaves_the_one_before_it_the_newest() -> None:
    first = a_document(DocumentKind.OUTIL_6, id=an_id(71), signed_by=frozenset())
    removed = replace(first, id=an_id(72), version_number=2, state=DocumentState.REMOVED)
    (warning,) = signature_warnings(a_dossier(P1, documents=(first, removed)), first)

    assert (warning.code, warning.rule.number) == ("outil_6_not_signed_by_candidate", "R29")
