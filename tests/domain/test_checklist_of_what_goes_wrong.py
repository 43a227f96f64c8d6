"""The acts that a checklist offers where something went wrong: whose, where, and only when there is a use for them."""

from dataclasses import fields, replace

import pytest

from app.domain.checklist import NextAction, checklist
from app.domain.documents import DocumentKind, Signatory
from app.domain.dossier import (
    AwaitingSignature,
    Closure,
    ClosureReason,
    Death,
    DepartedDossier,
    Dossier,
    RedeliberationRequest,
)
from app.domain.jury import SessionState
from app.domain.pathway import Actor
from tests.builders import P1, P2, P3, TODAY, a_case, a_document, a_request, an_appeal, an_id
from tests.domain.test_certificate_life import issued_by
from tests.rules.stages import (
    a_session,
    decided,
    on_agenda,
    opened,
    ready_for_jury,
    ready_to_submit,
    registered,
    unsigned_by,
)

PLACE = f"/v1/dossiers/{an_id(2)}"
BRANCH = (Actor.JURY, Actor.SECRETARIAT)


def offered(dossier: Dossier, operation_id: str, role: str = "secretariat", **facts: object) -> list[NextAction]:
    """The rows of that act, for somebody whose only right is to it."""
    found = checklist(a_case(dossier), role=role, allowed=lambda asked: asked == operation_id, **facts)  # type: ignore[arg-type]
    return [action for action in found.next_actions if action.operation_id == operation_id]


def test_a_decision_is_put_to_a_jury_again_by_the_branch_once_it_is_signed() -> None:
    assert offered(decided(P1), "requestRedeliberation") == [
        NextAction(
            operation_id="requestRedeliberation",
            method="POST",
            href=f"{PLACE}/redeliberation",
            actor=actor,
            allowed=True,
        )
        for actor in BRANCH
    ]
    unsigned = decided(P1, awaiting_signature=AwaitingSignature(decisions=0, version=3))
    asked = RedeliberationRequest(requested_on=TODAY, reason="Recours")
    requested = decided(P1)
    requested = replace(requested, jury_registration=replace(requested.jury_registration, redeliberation=asked))
    for dossier in (unsigned, requested, on_agenda(P1)):
        assert offered(dossier, "requestRedeliberation") == []


@pytest.mark.parametrize("role", ["employer", "evaluator", "secretariat"])
def test_an_uploader_takes_off_what_they_may_still_replace_and_the_secretariat_anything(role: str) -> None:
    form = a_document(DocumentKind.OUTIL_1)
    during, after = opened(P1, documents=(form,)), on_agenda(P1)

    assert [(each.href, each.actor, each.allowed) for each in offered(during, "removeDocument", role)] == [
        (f"{PLACE}/documents/{form.id}/removal", actor, role == actor) for actor in (Actor.SECRETARIAT, Actor.EMPLOYER)
    ]
    assert {each.actor for each in offered(after, "removeDocument", role)} == {Actor.SECRETARIAT}


@pytest.mark.parametrize(("role", "allowed"), [("employer", True), ("secretariat", True), ("evaluator", False)])
def test_a_funding_is_declared_by_who_runs_the_dossier_for_as_long_as_it_may_be(role: str, allowed: bool) -> None:
    assert offered(opened(P1), "declareFunding", role) == [
        NextAction(operation_id="declareFunding", method="POST", href=f"{PLACE}/fundings", actor=actor, allowed=allowed)
        for actor in (Actor.EMPLOYER, Actor.SECRETARIAT)
    ]
    assert [each.actor for each in offered(opened(P1, company_id=None), "declareFunding", role)] == [Actor.SECRETARIAT]
    long_ago = Closure(reason=ClosureReason.WITHDRAWN, on=TODAY.replace(year=TODAY.year - 20), detail="fin")
    assert offered(opened(P1, closure=long_ago), "declareFunding", role) == []


def test_an_appeal_is_filed_and_answered_where_appeals_are_kept() -> None:
    waits = decided(P1, appeals=(an_appeal(),))
    assert offered(waits, "fileAppeal") == [
        NextAction(operation_id="fileAppeal", method="POST", href=f"{PLACE}/appeals", actor=actor, allowed=True)
        for actor in (Actor.EMPLOYER, Actor.SECRETARIAT)
    ]
    assert offered(waits, "answerAppeal") == [
        NextAction(
            operation_id="answerAppeal",
            method="POST",
            href=f"{PLACE}/appeals/{waits.appeals[0].id}/answer",
            actor=Actor.SECRETARIAT,
            allowed=True,
        )
    ]


def test_a_certificate_that_names_somebody_else_is_issued_again() -> None:
    dossier = decided(P1)
    (certificate, *_) = issued_by(*dossier.decisions)
    renamed = replace(certificate, holder=replace(certificate.holder, birth_name="Autrement"))
    own = replace(certificate, holder=replace(certificate.holder, birth_name=dossier.candidate.birth_name))

    assert offered(dossier, "reissueCertificate", certificates=(renamed,)) == [
        NextAction(
            operation_id="reissueCertificate",
            method="POST",
            href=f"/v1/certificates/{certificate.number}/reissue",
            actor=Actor.SECRETARIAT,
            allowed=True,
        )
    ]
    assert offered(dossier, "reissueCertificate", certificates=(own,)) == []


@pytest.mark.parametrize("way", [P2, P3])
def test_a_request_that_lacks_something_is_received_by_the_secretariat_alone(way: str) -> None:
    """D70; one that lacks nothing is submitted as anybody submits it."""
    incomplete = offered(opened(way), "submitAdmissibility")
    assert [(each.href, each.actor, each.allowed) for each in incomplete] == [
        (f"{PLACE}/admissibility/submission", Actor.SECRETARIAT, True)
    ]
    whole = [each.actor for each in offered(ready_to_submit(way), "submitAdmissibility")]
    assert whole == ([Actor.EMPLOYER, Actor.SECRETARIAT] if way == P2 else [Actor.SECRETARIAT])
    assert offered(ready_to_submit(way, admissibility=a_request()), "submitAdmissibility") == []


def test_a_signature_is_waived_while_the_dossier_goes_on_and_a_death_recorded_once() -> None:
    dossier = unsigned_by(ready_for_jury(P1), DocumentKind.OUTIL_4, Signatory.CANDIDATE)
    assert [each.href.rsplit("/", 1)[1] for each in offered(dossier, "waiveSignature")] == ["signature-waivers"]
    withdrawn = replace(dossier, closure=Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="Départ"))
    assert offered(withdrawn, "waiveSignature") == []
    death = Death(on=TODAY, source="Acte de décès", goes_on=True, recorded_on=TODAY)
    assert [each.href for each in offered(dossier, "recordDeath")] == [f"{PLACE}/death"]
    assert offered(replace(dossier, death=death), "recordDeath") == []


def test_off_an_agenda_it_is_taken_by_the_employer_until_the_jury_sits_and_by_the_jury_from_then_on() -> None:
    def by(dossier: Dossier, state: SessionState) -> set[Actor]:
        return {each.actor for each in offered(dossier, "postponeDossier", session=a_session(state=state))}

    assert by(on_agenda(P1), SessionState.PLANNED) == {Actor.EMPLOYER, Actor.SECRETARIAT}
    assert by(on_agenda(P1), SessionState.OPEN) == {Actor.JURY, Actor.SECRETARIAT}
    asked = RedeliberationRequest(requested_on=TODAY, reason="Recours")
    again = decided(P1)
    again = replace(again, jury_registration=replace(again.jury_registration, redeliberation=asked))
    assert by(again, SessionState.PLANNED) == {Actor.SECRETARIAT}
    assert by(again, SessionState.OPEN) == {Actor.JURY, Actor.SECRETARIAT}


def test_a_company_that_is_left_may_do_nothing_more() -> None:
    dossier = registered(P1)
    members = {each.name: getattr(dossier, each.name) for each in fields(dossier)}
    left = DepartedDossier(**members, left_on=TODAY)
    assert checklist(a_case(dossier), role="employer", allowed=lambda _: True).next_actions != ()
    assert checklist(a_case(left), role="employer", allowed=lambda _: True).next_actions == ()
