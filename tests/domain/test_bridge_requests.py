"""A bridge request on record: answered once, forgotten in time, the same again or another."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.bridge_requests import (
    OVER,
    PATHWAY_ASKED_FOR,
    BridgeRefusal,
    BridgeRequest,
    BridgeRequestState,
    ParchmentHolder,
    Presented,
    bridge_asked_for,
    candidate_from,
    decline_request,
    forgotten,
    open_request,
    request_faults,
    request_warnings,
)
from app.domain.bridges import Bridge
from app.domain.candidate import Candidate, Employment, EmploymentStatus, HeldCertification
from app.domain.company import Address
from app.domain.documents import DocumentKind
from app.domain.dossier import Status
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.refusal import Refusal, RefusalKind
from app.domain.rules.bridges import R75, R78
from tests import builders as b
from tests.builders import NOW, TODAY, an_id

PRESENTED = Presented(
    certification_code="cqp-pilote-ligne-conditionnement",
    partner_certification="PH08",
    number="PH-2020-117",
    awarded_on=date(2020, 6, 30),
)
HOLDER = ParchmentHolder(
    birth_name="Nguyen",
    usage_name="Tran",
    first_names="Linh",
    birth_date=date(1990, 5, 17),
    sex="F",
    birth_place="Lyon",
    email="linh@example.org",
    address=None,
)
FORM, COPY = (
    b.a_document(kind, id=an_id(place), sha256=str(place) * 64)
    for place, kind in enumerate((DocumentKind.BRIDGE_REQUEST, DocumentKind.PARCHMENT_COPY), start=1)
)
REQUEST = BridgeRequest(
    id=an_id(9),
    branch="pharma",
    brought_by="pharma-sandbox",
    received_at=NOW,
    presented=PRESENTED,
    holder=HOLDER,
    pieces=(FORM, COPY),
)
REFUSAL = BridgeRefusal(reason="Illisible", by="secretariat", at=NOW)
BRIDGE = Bridge(
    id=an_id(7),
    kind="total",
    chemical_certification=PRESENTED.certification_code,
    partner_certification=PRESENTED.partner_certification,
    in_force_from=TODAY,
    source="essai",
    confirmed=True,
)
PARTNER = PARTNER_CERTIFICATIONS["PH08"]


def opened() -> BridgeRequest:
    after = open_request(REQUEST, an_id(3))
    assert isinstance(after, BridgeRequest)
    return after


def declined() -> BridgeRequest:
    after = decline_request(REQUEST, REFUSAL)
    assert isinstance(after, BridgeRequest)
    return after


def test_a_request_waits_until_a_dossier_is_opened_or_it_is_declined() -> None:
    assert REQUEST.state is BridgeRequestState.RECEIVED
    assert (opened().state, opened().dossier_id) == (BridgeRequestState.OPENED, an_id(3))
    assert (declined().state, declined().refusal) == (BridgeRequestState.DECLINED, REFUSAL)


def test_of_an_opened_request_the_dossier_alone_holds_the_holder_and_the_pieces() -> None:
    assert (opened().holder, opened().pieces, opened().presented) == (None, (), PRESENTED)
    assert (declined().holder, declined().pieces) == (HOLDER, (FORM, COPY))


@pytest.mark.parametrize("answered", [opened(), declined()], ids=["opened", "declined"])
def test_a_request_is_answered_once(answered: BridgeRequest) -> None:
    for again in (open_request(answered, an_id(4)), decline_request(answered, REFUSAL)):
        assert isinstance(again, Refusal)
        assert again.kind is RefusalKind.ALREADY_DONE


def test_a_forgotten_request_names_nobody() -> None:
    left = forgotten(declined())

    assert (left.presented.number, left.holder, left.pieces, left.refusal) == ("", None, (), REFUSAL)
    assert candidate_from(left, None) is None


def test_the_candidate_declares_the_parchment_as_held_and_works_as_the_secretariat_says() -> None:
    address = Address(street="3 rue de l'Arbre-Sec", postal_code="69001", city="Lyon", country="FR")
    request = replace(REQUEST, holder=replace(HOLDER, address=address))
    told = Candidate(
        birth_name="Nguyen",
        usage_name="Tran",
        first_names="Linh",
        birth_date=date(1990, 5, 17),
        sex="F",
        birth_place="Lyon",
        email="linh@example.org",
        address=address,
        employment=Employment(status=EmploymentStatus.OTHER),
        held_certifications=(
            HeldCertification(
                code="PH08",
                certifier="Industrie Pharmaceutique",
                number="PH-2020-117",
                awarded_on=date(2020, 6, 30),
            ),
        ),
    )
    employee = Employment(status=EmploymentStatus.EMPLOYEE)

    assert candidate_from(request, None) == told
    assert candidate_from(request, employee) == replace(told, employment=employee)


@pytest.mark.parametrize(
    ("other", "is_the_same"),
    [
        pytest.param(replace(REQUEST, id=an_id(10), pieces=(COPY, FORM)), True, id="in another order"),
        pytest.param(replace(REQUEST, pieces=(FORM, replace(COPY, sha256="0" * 64))), False, id="another file"),
        pytest.param(replace(REQUEST, holder=replace(HOLDER, email=None)), False, id="another word on the holder"),
        pytest.param(replace(REQUEST, presented=replace(PRESENTED, awarded_on=TODAY)), False, id="another day"),
    ],
)
def test_a_request_is_repeated_word_for_word_and_byte_for_byte(other: BridgeRequest, is_the_same: bool) -> None:
    assert REQUEST.is_repeated_by(other) is is_the_same


def test_of_an_opened_request_what_is_presented_is_all_that_can_be_repeated() -> None:
    another_holder = replace(REQUEST, holder=replace(HOLDER, email=None))

    assert opened().is_repeated_by(another_holder)
    assert not opened().is_repeated_by(replace(REQUEST, presented=replace(PRESENTED, awarded_on=TODAY)))


def test_a_sound_request_has_no_fault() -> None:
    assert list(request_faults(PRESENTED, HOLDER, PARTNER, branch="pharma", on=TODAY)) == []


def test_every_fault_is_told_at_its_place() -> None:
    tomorrow = TODAY + timedelta(days=1)
    presented = replace(PRESENTED, certification_code="cqpi-technicien-qualite", awarded_on=tomorrow)
    faults = list(request_faults(presented, replace(HOLDER, birth_date=tomorrow), None, branch="pharma", on=TODAY))

    assert [(fault.code, fault.pointer, fault.rule) for fault in faults[:2]] == [
        ("unknown_partner_certification", "/partner_certification", None),
        ("not_a_cqp", "/certification_code", R75),
    ]
    assert [(fault.code, fault.pointer) for fault in faults[2:]] == [
        ("day_in_the_future", "/awarded_on"),
        ("day_in_the_future", "/holder/birth_date"),
    ]


def test_a_certification_of_another_branch_or_of_none_is_refused() -> None:
    unknown = replace(PRESENTED, certification_code="cqp-inconnu")
    faults = list(request_faults(unknown, HOLDER, PARTNER, branch="chemistry", on=TODAY))

    assert [(fault.code, fault.pointer) for fault in faults] == [
        ("unknown_partner_certification", "/partner_certification"),
        ("unknown_certification", "/certification_code"),
    ]


def test_r78_a_request_that_no_bridge_in_force_leads_on_is_marked_while_it_waits() -> None:
    yesterday = TODAY - timedelta(days=1)

    assert request_warnings(REQUEST, [BRIDGE], TODAY) == ()
    for bridges, on in (([BRIDGE], yesterday), ([], TODAY)):
        warnings = request_warnings(REQUEST, bridges, on)
        assert [(warning.code, warning.rule) for warning in warnings] == [("no_bridge", R78)]
    assert request_warnings(opened(), [], TODAY) == request_warnings(declined(), [], TODAY) == ()


def test_the_bridge_asked_for_is_the_one_in_force_else_the_last_of_the_pair() -> None:
    later = replace(BRIDGE, id=an_id(8), in_force_from=TODAY + timedelta(days=30))
    unconfirmed = replace(BRIDGE, id=an_id(6), confirmed=False, in_force_from=TODAY + timedelta(days=60))
    elsewhere = replace(BRIDGE, id=an_id(5), partner_certification="PH10", in_force_from=TODAY + timedelta(days=90))

    assert bridge_asked_for(REQUEST, [later, BRIDGE, unconfirmed, elsewhere], TODAY) == BRIDGE
    assert bridge_asked_for(REQUEST, [later, unconfirmed, elsewhere], TODAY) == unconfirmed
    assert bridge_asked_for(REQUEST, [elsewhere], TODAY) is None


def test_a_request_holds_its_pieces_by_their_kind() -> None:
    assert REQUEST.piece(DocumentKind.PARCHMENT_COPY) == COPY
    assert opened().piece(DocumentKind.PARCHMENT_COPY) is None


def test_what_is_asked_for_is_a_bridge_and_is_over_where_its_dossier_is() -> None:
    assert PATHWAY_ASKED_FOR.code == "bridge"
    assert set(Status) - OVER == {
        Status.REGISTRATION_IN_PROGRESS,
        Status.AWAITING_ASSESSMENT,
        Status.AWAITING_JURY,
    }
