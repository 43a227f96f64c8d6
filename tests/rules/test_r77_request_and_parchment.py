"""R77: A bridge request is a file with a copy of the certificate, sent to the secretariat of the other branch."""

from dataclasses import replace

import pytest

from app.domain.candidate import Verification
from app.domain.documents import DocumentKind
from app.domain.pathway import Actor
from app.domain.pathways import PATHWAYS
from app.domain.preparation import complete_registration, verify_held_certification
from tests.builders import BRIDGE, TODAY, a_case, a_decision, upload_of
from tests.rules.answers import TOO_EARLY, TOO_LATE, accepted, kind_of, reasons
from tests.rules.bridge import PHARMA, bridge_request, held_pharma
from tests.rules.stages import without

NOT_COMPLETE = {("bridge_request_not_complete", "R68")}
BROUGHT = frozenset({"C1"})


@pytest.mark.parametrize("kind", [DocumentKind.BRIDGE_REQUEST, DocumentKind.PARCHMENT_COPY])
def test_the_request_is_a_file_and_a_copy_of_the_parchment(kind: DocumentKind) -> None:
    case = a_case(without(bridge_request(), kind), bridged_competences=BROUGHT)
    assert reasons(complete_registration(case), TOO_EARLY) == NOT_COMPLETE
    assert upload_of(BRIDGE, kind).by == (Actor.SECRETARIAT,)
    assert [each.code for each in PATHWAYS if each.upload(kind) is not None] == [BRIDGE]


def test_complete_and_verified_it_is_registered_by_the_secretariat() -> None:
    case = a_case(bridge_request(), bridged_competences=BROUGHT)
    assert accepted(complete_registration(case)).registered_on == TODAY


@pytest.mark.parametrize("word", [None, Verification(verified=False, reason="Illisible", on=TODAY)])
def test_the_parchment_is_verified(word: Verification | None) -> None:
    case = a_case(bridge_request(held_pharma(verification=word)), bridged_competences=BROUGHT)
    assert reasons(complete_registration(case), TOO_EARLY) == NOT_COMPLETE


def test_no_other_certificate_replaces_it() -> None:
    another = held_pharma(code="cqpi-agent-logistique")
    case = a_case(bridge_request(another), bridged_competences=BROUGHT)
    assert reasons(complete_registration(case), TOO_EARLY) == NOT_COMPLETE


def test_its_verification_may_be_withdrawn_until_the_jury_has_decided() -> None:
    unregistered = bridge_request()
    again = accepted(verify_held_certification(a_case(unregistered), PHARMA, verified=False, reason="Faux"))
    assert not again.candidate.held_certifications[0].is_verified
    registered = replace(unregistered, registered_on=TODAY)
    accepted(verify_held_certification(a_case(registered), PHARMA, verified=False, reason="Faux"))
    over = replace(registered, decisions=(a_decision(),))
    assert kind_of(verify_held_certification(a_case(over), PHARMA, verified=False, reason="Faux")) is TOO_LATE
