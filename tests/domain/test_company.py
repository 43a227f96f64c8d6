"""Claims on one SIRET, and what the secretariat verified (D43)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.company import (
    Address,
    Company,
    CompanyState,
    CompanyVerification,
    Contact,
    confirmed,
    corrected,
    verified,
)
from tests.builders import an_id

BEFORE, NOW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
FOUND = CompanyVerification(ccnic=True, evidence="bulletin de paie", verified_at=NOW, verified_by=an_id(9))
ADDRESS = Address(street="1 rue", postal_code="69001", city="Lyon", country="FR")
MOVED = replace(ADDRESS, street="2 rue")


def a_claim(number: int, state: CompanyState, verification: CompanyVerification | None = None) -> Company:
    return Company(
        id=an_id(number),
        siret="12345678200010",
        name="Chimie",
        idcc="0044",
        address=ADDRESS,
        contact=Contact(name="Claire", email="claire@chimie.example"),
        state=state,
        verification=verification,
        created_at=BEFORE,
        updated_at=BEFORE,
    )


NEW = a_claim(1, CompanyState.AWAITING_CONFIRMATION)


@pytest.mark.parametrize(
    ("rival", "expected"),
    [
        pytest.param(None, ["awaiting_approval"], id="alone"),
        pytest.param(CompanyState.AWAITING_CONFIRMATION, ["awaiting_approval"], id="beside an unconfirmed one"),
        pytest.param(CompanyState.REFUSED, ["awaiting_approval"], id="after a refused one"),
        pytest.param(CompanyState.AWAITING_APPROVAL, ["in_review", "in_review"], id="beside one that waits"),
        pytest.param(CompanyState.IN_REVIEW, ["in_review"], id="beside one in review"),
        pytest.param(CompanyState.APPROVED, ["in_review"], id="beside an approved one"),
    ],
)
def test_competing_claims_go_to_review(rival: CompanyState | None, expected: list[str]) -> None:
    claims = (NEW,) if rival is None else (a_claim(2, rival), NEW)

    changed = confirmed(NEW.id, claims, NOW)

    assert [str(company.state) for company in changed] == expected
    assert changed[0].id == NEW.id
    assert all(company.updated_at == NOW for company in changed)


def test_confirming_twice_changes_nothing() -> None:
    waiting = a_claim(1, CompanyState.AWAITING_APPROVAL)
    assert confirmed(waiting.id, (waiting,), NOW) == ()


def test_approving_a_claim_refuses_its_rivals() -> None:
    mine, rival = a_claim(1, CompanyState.IN_REVIEW), a_claim(2, CompanyState.IN_REVIEW)
    gone = a_claim(3, CompanyState.REFUSED)

    changed = verified(mine.id, (rival, gone, mine), approved=True, found=FOUND)

    assert changed == (
        replace(mine, state=CompanyState.APPROVED, verification=FOUND, updated_at=NOW),
        replace(rival, state=CompanyState.REFUSED, updated_at=NOW),
    )


def test_refusing_a_claim_leaves_its_rivals_alone() -> None:
    mine, rival = a_claim(1, CompanyState.IN_REVIEW), a_claim(2, CompanyState.APPROVED)

    changed = verified(mine.id, (mine, rival), approved=False, found=FOUND)

    assert changed == (replace(mine, state=CompanyState.REFUSED, verification=FOUND, updated_at=NOW),)


def test_a_siret_is_never_approved_twice() -> None:
    mine, rival = a_claim(1, CompanyState.IN_REVIEW), a_claim(2, CompanyState.APPROVED)
    assert verified(mine.id, (mine, rival), approved=True, found=FOUND) is None


@pytest.mark.parametrize(("idcc", "kept"), [("0044", FOUND), ("0292", None)])
def test_d43_a_changed_idcc_resets_the_verification(idcc: str, kept: CompanyVerification | None) -> None:
    company = a_claim(1, CompanyState.APPROVED, FOUND)

    changed = corrected(company, name="Chimie et Cie", idcc=idcc, address=MOVED, at=NOW)

    assert (changed.name, changed.idcc, changed.verification, changed.updated_at) == ("Chimie et Cie", idcc, kept, NOW)
    assert changed.address == MOVED
    assert changed.is_verified_ccnic is (kept is not None)
    assert changed.ccnic_verified is (True if kept else None)


@pytest.mark.parametrize("state", list(CompanyState))
def test_only_an_approved_company_is_verified_ccnic(state: CompanyState) -> None:
    assert a_claim(1, state, FOUND).is_verified_ccnic is (state is CompanyState.APPROVED)
    assert not a_claim(1, state, replace(FOUND, ccnic=False)).is_verified_ccnic
