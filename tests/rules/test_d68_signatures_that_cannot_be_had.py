"""D68: a signature that cannot be had is waived, piece by piece and signatory by signatory."""

from dataclasses import replace

import pytest

from app.domain.checklist import checklist
from app.domain.documents import Document, DocumentKind, Signatory, SignatureWaiver
from app.domain.dossier import Dossier
from app.domain.jury_registration import register_to_jury
from app.domain.preparation import complete_registration
from app.domain.signature_waivers import waive_signature
from tests.builders import P1, P3, TODAY, a_case, a_document, an_id
from tests.rules.answers import TOO_LATE, accepted, kind_of, pointers, reasons
from tests.rules.stages import (
    WAYS,
    WITH_TRADE_EVALUATOR,
    a_session,
    decided,
    ready_for_jury,
    ready_to_register,
    unsigned_by,
    with_ids_of_their_own,
)

O4, O6, O8 = DocumentKind.OUTIL_4, DocumentKind.OUTIL_6, DocumentKind.OUTIL_8
CANDIDATE, EVALUATOR, TRADE = Signatory.CANDIDATE, Signatory.EVALUATOR, Signatory.TRADE_EVALUATOR
WHY = "La candidate refuse de signer."


def unsigned_in(dossier: Dossier, kind: DocumentKind, *signatories: Signatory) -> Dossier:
    """The dossier with a newest version of that piece which these have not signed."""
    for signatory in signatories:
        dossier = unsigned_by(dossier, kind, signatory)
    return with_ids_of_their_own(dossier)


def piece(dossier: Dossier, kind: DocumentKind) -> Document:
    latest = dossier.latest(kind)
    assert latest is not None
    return latest


def waived(dossier: Dossier, kind: DocumentKind, signatory: Signatory) -> object:
    return waive_signature(a_case(dossier), piece(dossier, kind), signatory, WHY)


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
@pytest.mark.parametrize("signatory", [EVALUATOR, TRADE, CANDIDATE])
def test_the_jury_goes_without_the_signature_that_was_waived(way: str, signatory: Signatory) -> None:
    unsigned = unsigned_in(ready_for_jury(way), O4, signatory)

    after = accepted(waived(unsigned, O4, signatory))

    accepted(register_to_jury(a_case(after), a_session(), 0))
    assert after.signature_waivers == (
        SignatureWaiver(document_id=piece(unsigned, O4).id, kind=O4, signatory=signatory, reason=WHY, on=TODAY),
    )


def test_one_signatory_of_one_piece_is_waived_and_no_other() -> None:
    unsigned = unsigned_in(ready_for_jury(P1), O4, CANDIDATE, EVALUATOR)

    after = accepted(waived(unsigned, O4, CANDIDATE))

    answer = register_to_jury(a_case(after), a_session(), 0)
    assert reasons(answer) == {("outil_4_not_signed_by_evaluator", "R60")}


def test_a_new_version_of_the_piece_asks_again() -> None:
    unsigned = unsigned_in(ready_for_jury(P1), O4, CANDIDATE)
    after = accepted(waived(unsigned, O4, CANDIDATE))
    newer = a_document(O4, id=an_id(301), version_number=9, signed_by=frozenset({EVALUATOR, TRADE}))

    again = replace(after, documents=(*after.documents, newer))

    answer = register_to_jury(a_case(again), a_session(), 0)
    assert reasons(answer) == {("outil_4_not_signed_by_candidate", "R60")}


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
def test_the_registration_goes_without_it_too(way: str) -> None:
    unsigned = unsigned_in(ready_to_register(way), O6, CANDIDATE)
    assert ("outil_6_not_signed_by_candidate") in {code for code, _ in reasons(complete_registration(a_case(unsigned)))}

    accepted(complete_registration(a_case(accepted(waived(unsigned, O6, CANDIDATE)))))


def test_in_a_common_law_vae_outil_8_goes_without_it() -> None:
    unsigned = unsigned_in(ready_for_jury(P3), O8, CANDIDATE)
    assert reasons(register_to_jury(a_case(unsigned), a_session(), 0)) == {("outil_8_not_signed_by_candidate", "R61")}

    accepted(register_to_jury(a_case(accepted(waived(unsigned, O8, CANDIDATE))), a_session(), 0))


def test_what_is_not_awaited_is_not_waived() -> None:
    ready = ready_for_jury(P1)
    unsigned = unsigned_in(ready, O4, CANDIDATE)

    signed = waived(ready, O4, CANDIDATE)
    never_asked = waived(unsigned, O4, Signatory.TUTOR)

    assert reasons(signed) == reasons(never_asked) == {("signature_not_awaited", "D68")}
    assert pointers(signed) == ["/signatory"]


def test_it_is_waived_on_the_version_that_counts() -> None:
    ready = ready_for_jury(P1)
    unsigned = unsigned_in(ready, O4, CANDIDATE)
    first = unsigned.versions(O4)[0]

    answer = waive_signature(a_case(unsigned), first, CANDIDATE, WHY)

    assert reasons(answer) == {("not_the_version_that_counts", "D68")}


def test_it_is_waived_once_and_not_once_the_jury_has_decided() -> None:
    after = accepted(waived(unsigned_in(ready_for_jury(P1), O4, CANDIDATE), O4, CANDIDATE))

    assert kind_of(waived(after, O4, CANDIDATE)) is TOO_LATE
    assert kind_of(waived(unsigned_in(decided(P1), O4, CANDIDATE), O4, CANDIDATE)) is TOO_LATE


@pytest.mark.parametrize("way", WAYS)
def test_the_checklist_offers_it_to_the_secretariat_where_a_signature_is_awaited(way: str) -> None:
    kind = O8 if way == P3 else O4
    ready, unsigned = ready_for_jury(way), unsigned_in(ready_for_jury(way), kind, CANDIDATE)

    assert offered(ready) == []
    assert offered(unsigned) == [
        f"/v1/dossiers/{unsigned.id}/documents/{piece(unsigned, kind).id}/signature-waivers",
    ]


def offered(dossier: Dossier) -> list[str]:
    found = checklist(a_case(dossier), role="secretariat", allowed=lambda _: True).next_actions
    return [action.href for action in found if action.operation_id == "waiveSignature" and action.allowed]
