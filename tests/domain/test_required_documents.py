"""A step that needs a document says which one, by what rule and sentence, what is wrong with it, who supplies it."""

from dataclasses import replace

import pytest

from app.domain.documents import DocumentKind, DocumentState, Signatory
from app.domain.dossier import Dossier
from app.domain.law import Concern, Rule
from app.domain.pathway import MissingItem, document
from app.domain.pathways import pathway_of
from app.domain.rules.common_law_vae import R36
from app.domain.text import Text
from tests.builders import BRIDGE, P1, P3, a_case, a_document, a_dossier

KIND = DocumentKind.OUTIL_8
SIGNED_BY = (Signatory.EVALUATOR, Signatory.CANDIDATE)
ASKED = document(KIND, R36, signed_by=SIGNED_BY, sentence=1)


def with_versions(*states: DocumentState, signed_by: frozenset[Signatory] = frozenset(SIGNED_BY)) -> Dossier:
    versions = (
        a_document(KIND, version_number=number, state=state, signed_by=signed_by)
        for number, state in enumerate(states, start=1)
    )
    return a_dossier(P3, documents=(a_document(DocumentKind.OUTIL_7), *versions))


def asked_for(code: str, fr: str, en: str) -> MissingItem:
    return MissingItem(
        code=code,
        detail=Text(fr, en),
        rule=R36,
        operation_id="addDocument",
        document_kind=KIND,
        sentence=1,
        signed_by=SIGNED_BY,
    )


MISSING = asked_for(
    "outil_8_missing",
    "Il manque le document « Outil n° 8 : guide d'évaluation VAE ».",
    "The document “Outil 8: VAE assessment guide” is missing.",
)
QUARANTINED = asked_for(
    "document_quarantined",
    "Le document « Outil n° 8 : guide d'évaluation VAE » attend son analyse antivirus.",
    "The document “Outil 8: VAE assessment guide” waits for its virus scan.",
)
LOST = asked_for(
    "document_lost",
    "Le fichier de « Outil n° 8 : guide d'évaluation VAE » est perdu : déposez-le de nouveau.",
    "The file of “Outil 8: VAE assessment guide” is lost: upload it again.",
)
UNSIGNED = (
    asked_for(
        "outil_8_not_signed_by_evaluator",
        "« Outil n° 8 : guide d'évaluation VAE » n'est pas signé par l'évaluateur habilité : "
        "déposez une version signée.",
        "“Outil 8: VAE assessment guide” is not signed by the evaluator: upload a signed version.",
    ),
    asked_for(
        "outil_8_not_signed_by_candidate",
        "« Outil n° 8 : guide d'évaluation VAE » n'est pas signé par le candidat : déposez une version signée.",
        "“Outil 8: VAE assessment guide” is not signed by the candidate: upload a signed version.",
    ),
)


@pytest.mark.parametrize(
    ("dossier", "missing"),
    [
        pytest.param(with_versions(), (MISSING,), id="never uploaded"),
        pytest.param(with_versions(DocumentState.QUARANTINED), (QUARANTINED,), id="waits for its scan"),
        pytest.param(with_versions(DocumentState.REFUSED), (MISSING,), id="refused by the scan"),
        pytest.param(with_versions(DocumentState.LOST), (LOST,), id="lost"),
        pytest.param(with_versions(DocumentState.AVAILABLE), (), id="there, and signed"),
        pytest.param(with_versions(DocumentState.PURGED), (), id="there, and deleted in its time"),
        pytest.param(with_versions(DocumentState.LOST, DocumentState.AVAILABLE), (), id="lost, and uploaded again"),
        pytest.param(with_versions(DocumentState.AVAILABLE, signed_by=frozenset()), UNSIGNED, id="signed by nobody"),
        pytest.param(
            with_versions(DocumentState.AVAILABLE, signed_by=frozenset({Signatory.EVALUATOR})),
            UNSIGNED[1:],
            id="signed by one",
        ),
    ],
)
def test_what_is_wrong_with_a_document_is_said_whole(dossier: Dossier, missing: tuple[MissingItem, ...]) -> None:
    assert ASKED.missing(a_case(dossier)) == missing


@pytest.mark.parametrize("concerned", [True, False])
def test_a_document_is_asked_of_the_dossiers_that_it_concerns(concerned: bool) -> None:
    def in_the_case_at_hand(case: object) -> bool:
        assert case is at_hand
        return concerned

    at_hand = a_case(with_versions())
    asked = document(KIND, R36, when=in_the_case_at_hand, sentence=1)

    assert asked.missing(at_hand) == ((replace(MISSING, signed_by=()),) if concerned else ())
    assert (asked.optional, ASKED.optional) == (True, False)
    assert (ASKED.code, ASKED.detail, ASKED.rules) == ("outil_8_missing", MISSING.detail, (R36,))


@pytest.mark.parametrize(
    ("concerns", "ways"),
    [
        pytest.param(Concern.EVERY_PATHWAY, {P1, P3, BRIDGE}, id="every pathway"),
        pytest.param(Concern.ASSESSED_PATHWAYS, {P1, P3}, id="where somebody is assessed"),
        pytest.param(Concern.NAMED_ALONE, set(), id="where it is named"),
    ],
)
def test_a_rule_says_which_pathways_it_is_about(concerns: Concern, ways: set[str]) -> None:
    rule = replace(R36, number="R999", concerns=concerns)

    assert {way for way in (P1, P3, BRIDGE) if pathway_of(way).is_concerned_by(rule)} == ways


@pytest.mark.parametrize(("rule", "way"), [(R36, P3)])
def test_a_rule_that_a_page_names_is_about_that_pathway_alone(rule: Rule, way: str) -> None:
    assert [each for each in (P1, P3, BRIDGE) if pathway_of(each).is_concerned_by(rule)] == [way]
