"""What a directory says beside what a company declared: agreement, difference, or nothing (D43)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.company import Address, Company, CompanyState, Contact
from app.domain.company_directory import (
    Agreement,
    Agreements,
    DirectoryEntry,
    EstablishmentState,
    compared,
    in_four_digits,
)
from tests.builders import an_id

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
COMPANY = Company(
    id=an_id(1),
    siret="12345678200010",
    name="Chimie du Rhône",
    idcc="0044",
    address=Address(street="12 rue des Alambics", postal_code="69007", city="Lyon", country="FR"),
    contact=Contact(name="Claire Fontaine", email="claire@exemple.example"),
    state=CompanyState.AWAITING_APPROVAL,
    created_at=AT,
    updated_at=AT,
)
ENTRY = DirectoryEntry(name="CHIMIE DU RHONE", state=EstablishmentState.OPEN, idcc=("0044",))


def test_all_agrees_where_the_directory_says_the_same() -> None:
    agrees = Agreement.AGREES

    assert compared(COMPANY, ENTRY) == Agreements(name=agrees, state=agrees, idcc=agrees)


def test_nothing_is_known_of_what_was_not_found() -> None:
    unknown = Agreement.UNKNOWN

    assert compared(COMPANY, None) == Agreements(name=unknown, state=unknown, idcc=unknown)


@pytest.mark.parametrize(
    ("found", "agreement"),
    [
        (("0044", "1486"), Agreement.AGREES),
        (("1486",), Agreement.DIFFERS),
        (("1486", "9999"), Agreement.DIFFERS),
        pytest.param(("9999",), Agreement.UNKNOWN, id="no convention told yet"),
        ((), Agreement.UNKNOWN),
    ],
)
def test_the_convention_is_one_of_those_found(found: tuple[str, ...], agreement: Agreement) -> None:
    assert compared(COMPANY, replace(ENTRY, idcc=found)).idcc is agreement


@pytest.mark.parametrize(
    ("state", "agreement"),
    [
        (EstablishmentState.OPEN, Agreement.AGREES),
        (EstablishmentState.CLOSED, Agreement.DIFFERS),
        (None, Agreement.UNKNOWN),
    ],
)
def test_an_establishment_that_is_closed_differs(state: EstablishmentState | None, agreement: Agreement) -> None:
    assert compared(COMPANY, replace(ENTRY, state=state)).state is agreement


@pytest.mark.parametrize(
    ("name", "agreement"),
    [
        pytest.param("CHIMIE DU RHÔNE (CDR)", Agreement.AGREES, id="with its acronym"),
        pytest.param("chimie rhone", Agreement.AGREES, id="shorter, without accents"),
        pytest.param("RHÔNE, DU, CHIMIE", Agreement.AGREES, id="the same words"),
        pytest.param("CHIMIE DU NORD", Agreement.DIFFERS, id="another one"),
        pytest.param("", Agreement.UNKNOWN, id="none"),
        pytest.param("—", Agreement.UNKNOWN, id="no word"),
    ],
)
def test_names_agree_by_their_words(name: str, agreement: Agreement) -> None:
    assert compared(COMPANY, replace(ENTRY, name=name)).name is agreement


def test_a_name_of_ours_without_a_word_agrees_with_none() -> None:
    assert compared(replace(COMPANY, name="…"), ENTRY).name is Agreement.UNKNOWN


def test_conventions_are_brought_to_four_digits() -> None:
    assert in_four_digits([44, "1486", " 292 ", "", "n.c.", "10044", "²"]) == ("0044", "1486", "0292")
