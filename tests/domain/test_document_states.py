"""What became of a file, and what the dossier then still lacks."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.domain import uploads
from app.domain.checklist import checklist
from app.domain.documents import Document, DocumentKind, DocumentState
from app.domain.dossier import Dossier
from app.domain.pathway import DOCUMENT_LOST, Actor
from app.domain.pathways import pathway_of
from app.domain.progress import status_of
from app.domain.refusal import Refusal
from tests import builders as b
from tests.builders import P1
from tests.rules import stages

OUTIL_6 = DocumentKind.OUTIL_6
AVAILABLE, QUARANTINED, REFUSED, LOST, PURGED, REMOVED, DELETED = DocumentState


def versions(*states: DocumentState) -> tuple[Document, ...]:
    return tuple(
        b.a_document(OUTIL_6, id=UUID(int=number), version_number=number, state=state)
        for number, state in enumerate(states, 1)
    )


@pytest.mark.parametrize(
    ("states", "counts"),
    [
        ((), None),
        ((QUARANTINED,), None),
        ((REFUSED,), None),
        ((AVAILABLE,), 1),
        ((LOST,), 1),
        ((AVAILABLE, QUARANTINED), 1),
        ((AVAILABLE, REFUSED), 1),
        ((AVAILABLE, LOST), 2),
        ((LOST, AVAILABLE), 2),
        ((PURGED,), 1),
        ((REMOVED,), None),
        ((AVAILABLE, DELETED), 1),
    ],
)
def test_the_newest_version_known_to_be_clean_counts(states: tuple[DocumentState, ...], counts: int | None) -> None:
    latest = b.a_dossier(documents=versions(*states)).latest(OUTIL_6)
    assert (latest.version_number if latest else None) == counts


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ((), "outil_6_missing"),
        ((REFUSED,), "outil_6_missing"),
        ((QUARANTINED,), "document_quarantined"),
        ((REFUSED, QUARANTINED), "document_quarantined"),
        ((AVAILABLE,), None),
        ((AVAILABLE, QUARANTINED), None),
        ((LOST,), "document_lost"),
        ((AVAILABLE, LOST), "document_lost"),
    ],
)
def test_a_step_says_what_its_document_waits_for(states: tuple[DocumentState, ...], code: str | None) -> None:
    case = b.a_case(b.a_dossier(documents=versions(*states)))
    step = pathway_of(case.dossier.pathway).step("registration")
    assert step is not None
    lacks = [item.code for item in step.missing(case) if item.document_kind is OUTIL_6]
    assert lacks == ([code] if code else [])


def registered(state: DocumentState) -> Dossier:
    whole = stages.registered(P1)
    return replace(whole, documents=(*stages.without(whole, OUTIL_6).documents, *versions(state)))


def asked_again(dossier: Dossier) -> list[tuple[str, str]]:
    found = checklist(b.a_case(dossier), role=Actor.EMPLOYER, allowed=lambda _: True)
    return [(view.step.code, item.code) for view in found.steps for item in view.missing if item.code == DOCUMENT_LOST]


def test_a_lost_file_is_asked_for_again_and_the_status_never_goes_back() -> None:
    whole, lost = registered(AVAILABLE), registered(LOST)
    assert asked_again(whole) == []
    assert ("registration", "document_lost") in asked_again(lost)
    assert status_of(lost) is status_of(whole)


def test_what_was_lost_is_uploaded_again_after_its_time_and_nothing_else_is() -> None:
    assert isinstance(uploads.may_upload(b.a_case(registered(AVAILABLE)), OUTIL_6, Actor.EMPLOYER), Refusal)
    case = b.a_case(registered(LOST))
    assert uploads.may_upload(case, OUTIL_6, Actor.EMPLOYER) is None
    after = uploads.add_document(case, Actor.EMPLOYER, b.a_document(OUTIL_6, id=UUID(int=9)))
    assert isinstance(after, Dossier)
    assert [document.version_number for document in after.documents] == [1, 2]
    assert asked_again(after) == []


def test_a_version_that_was_refused_keeps_its_number() -> None:
    case = b.a_case(b.a_dossier(documents=versions(AVAILABLE, REFUSED)))
    after = uploads.add_document(case, Actor.EMPLOYER, b.a_document(OUTIL_6, id=UUID(int=9)))
    assert isinstance(after, Dossier)
    assert after.documents[-1].version_number == 3


def test_one_document_changes_its_state_and_no_other() -> None:
    dossier = b.a_dossier(documents=versions(QUARANTINED, QUARANTINED))
    after = uploads.with_state(dossier, UUID(int=2), AVAILABLE)
    assert after == replace(dossier, documents=versions(QUARANTINED, AVAILABLE))


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (AVAILABLE, None),
        (QUARANTINED, "document_quarantined"),
        (REFUSED, "document_infected"),
        (LOST, "document_lost"),
        (PURGED, "document_purged"),
    ],
)
def test_only_what_is_available_is_given_out(state: DocumentState, code: str | None) -> None:
    reason = uploads.withheld(b.a_document(OUTIL_6, state=state))
    assert (reason.code if reason else None) == code
