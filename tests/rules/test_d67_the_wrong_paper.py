"""D67: a paper in the wrong dossier is taken off it, and the secretariat adds or replaces a piece at any step."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.checklist import checklist
from app.domain.documents import Document, DocumentKind, DocumentRemoval, DocumentState, signatures_of
from app.domain.dossier import Closure, ClosureReason, Dossier
from app.domain.jury_registration import register_to_jury
from app.domain.pathway import Actor
from app.domain.personal_data import Erasure, erased
from app.domain.progress import status_of
from app.domain.removals import REMOVED_FILES_STAY, files_to_delete, remove_document, without_file
from app.domain.uploads import NotAnUploader, add_document
from tests.builders import P1, P2, P3, TODAY, a_case, a_document, an_id
from tests.rules.answers import INVALID, TOO_EARLY, TOO_LATE, accepted, kind_of, pointers, reasons
from tests.rules.stages import a_session, decided, on_agenda, opened, ready_for_jury, registered, with_ids_of_their_own

O4, O6, DIPLOMA = DocumentKind.OUTIL_4, DocumentKind.OUTIL_6, DocumentKind.DIPLOMA
WHY = "C'est la pièce d'un autre candidat."


def holding(dossier: Dossier, *more: Document) -> Dossier:
    return replace(dossier, documents=(*dossier.documents, *more))


def removed(dossier: Dossier, document: Document, *, role: str = "secretariat", **how: bool) -> object:
    usual = {"brought_it": False, "wrong_person": False, **how}
    return remove_document(a_case(dossier), document, WHY, role=role, **usual)


def test_what_is_taken_off_counts_no_more_and_is_shown_to_nobody() -> None:
    ready = with_ids_of_their_own(ready_for_jury(P1))
    guide = ready.latest(O4)
    assert guide is not None

    after = accepted(removed(ready, guide, wrong_person=True))

    assert after.latest(O4) is None
    assert [each.is_shown for each in after.versions(O4)] == [False]
    assert reasons(register_to_jury(a_case(after), a_session(), 0), TOO_EARLY) == {("outil_4_missing", "R70")}
    assert after.document_removals == (
        DocumentRemoval(
            document_id=guide.id,
            kind=O4,
            received_on=guide.received_on,
            sha256=guide.sha256,
            on=TODAY,
            reason=WHY,
            wrong_person=True,
        ),
    )


def test_the_version_before_it_counts_again() -> None:
    ready = with_ids_of_their_own(ready_for_jury(P1))
    right = ready.latest(O4)
    wrong = a_document(O4, id=an_id(301), version_number=2)

    after = accepted(removed(holding(ready, wrong), wrong))

    assert after.latest(O4) == right
    accepted(register_to_jury(a_case(after), a_session(), 0))
    assert [each.version_number for each in accepted(brought(after, a_document(O4, id=an_id(302)))).versions(O4)][
        -1
    ] == 3


@pytest.mark.parametrize("stage", [registered, ready_for_jury, on_agenda, decided])
def test_the_secretariat_takes_it_off_whatever_the_step(stage: object) -> None:
    wrong = a_document(DIPLOMA, id=an_id(301))

    assert accepted(removed(holding(stage(P1), wrong), wrong)).latest(DIPLOMA) is None  # type: ignore[operator]


def test_who_brought_it_takes_it_off_while_the_step_is_open() -> None:
    wrong = a_document(DIPLOMA, id=an_id(301))
    new, later = holding(opened(P1), wrong), holding(registered(P1), wrong)

    assert accepted(removed(new, wrong, role="employer", brought_it=True)).latest(DIPLOMA) is None
    assert reasons(removed(new, wrong, role="employer")) == {("document_of_somebody_else", "D67")}
    assert kind_of(removed(later, wrong, role="employer", brought_it=True)) is TOO_LATE


# --- its bytes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wrong_person", "days", "due"), [(False, 30, 0), (False, 31, 1), (True, 0, 1)])
def test_its_bytes_go_after_thirty_days_and_at_once_where_it_is_another_persons(
    wrong_person: bool, days: int, due: int
) -> None:
    wrong = a_document(DIPLOMA, id=an_id(301), file_name="diplome-dupont.pdf")
    after = accepted(removed(holding(registered(P1), wrong), wrong, wrong_person=wrong_person))

    found = files_to_delete(after, TODAY + timedelta(days=days))

    assert [each.id for each in found] == [wrong.id] * due
    assert timedelta(days=30) == REMOVED_FILES_STAY


def test_once_they_are_gone_nothing_tells_whose_they_were_and_they_are_not_deleted_twice() -> None:
    wrong = a_document(DIPLOMA, id=an_id(301), file_name="diplome-dupont.pdf")
    after = accepted(removed(holding(registered(P1), wrong), wrong, wrong_person=True))

    gone = without_file(after, wrong.id)

    assert [(each.state, each.file_name) for each in gone.versions(DIPLOMA)] == [(DocumentState.DELETED, "diploma")]
    assert [each.file_name for each in gone.versions(O6)] == [each.file_name for each in after.versions(O6)]
    assert files_to_delete(gone, TODAY + timedelta(days=99)) == ()


def test_a_dossier_whose_files_are_purged_does_not_count_what_was_taken_off_again() -> None:
    ready = with_ids_of_their_own(ready_for_jury(P1))
    guide = ready.latest(O4)
    assert guide is not None

    after = erased(accepted(removed(ready, guide)), (Erasure.DOCUMENTS,), TODAY)

    assert after.latest(O4) is None
    assert {each.state for each in after.documents} == {DocumentState.PURGED, DocumentState.DELETED}


# --- the secretariat adds a piece -------------------------------------------------------------------------------------


def brought(dossier: Dossier, document: Document, reason: str | None = WHY, role: str = "secretariat") -> object:
    return add_document(a_case(dossier), role, document, reason)


def withdrawn() -> Dossier:
    return opened(P1, closure=Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="fin"))


@pytest.mark.parametrize("dossier", [opened(P1), registered(P1), on_agenda(P1), decided(P1), withdrawn()])
@pytest.mark.parametrize("kind", [O6, DIPLOMA, DocumentKind.CERFA_12818])
def test_the_secretariat_adds_a_piece_at_any_step_and_says_why(dossier: Dossier, kind: DocumentKind) -> None:
    newer = a_document(kind, id=an_id(301))

    latest = accepted(brought(dossier, newer)).latest(kind)

    assert latest is not None
    assert latest.id == newer.id


@pytest.mark.parametrize("reason", [None, "", " — ", "\u3164"])
def test_without_a_reason_that_says_something_it_is_refused(reason: str | None) -> None:
    answer = brought(registered(P1), a_document(O6, id=an_id(301)), reason)

    assert reasons(answer) == {("reason_missing", "D67")}
    assert pointers(answer) == ["/reason"]


def test_in_its_own_step_it_says_nothing() -> None:
    accepted(brought(opened(P3), a_document(O6, id=an_id(301)), None))


def test_a_reason_opens_nothing_to_others_nor_a_step_that_has_not_come_nor_another_pathways_kind() -> None:
    late = registered(P1)
    bridge_request = a_document(DocumentKind.BRIDGE_REQUEST, id=an_id(301))

    assert kind_of(brought(late, a_document(O6, id=an_id(301)), role="employer")) is TOO_LATE
    assert isinstance(brought(late, a_document(O6, id=an_id(301)), role="evaluator"), NotAnUploader)
    assert isinstance(brought(opened(P1), a_document(O4, id=an_id(301))), NotAnUploader)
    assert kind_of(brought(opened(P3), a_document(DocumentKind.OUTIL_8, id=an_id(301)))) is TOO_EARLY
    assert kind_of(brought(late, bridge_request)) is INVALID


def test_nothing_is_added_to_a_dossier_that_has_lost_its_words() -> None:
    reduced = replace(decided(P1), reduced_on=TODAY)

    assert isinstance(brought(reduced, a_document(O6, id=an_id(301))), NotAnUploader)


def test_a_step_that_was_passed_by_a_piece_taken_off_stays_passed_and_asks_for_it_again() -> None:
    guide = a_document(DocumentKind.OUTIL_1, id=an_id(301), signed_by=signatures_of(DocumentKind.OUTIL_1))
    dossier = holding(replace(registered(P2), documents=()), guide)
    after = accepted(removed(dossier, guide))

    assert status_of(after) is status_of(dossier)
    told = checklist(a_case(after), role=Actor.SECRETARIAT, allowed=lambda _: True)
    asked = [item.code for view in told.steps for item in view.missing if view.step.code == "skills_identification"]
    assert asked == ["outil_1_missing"]
