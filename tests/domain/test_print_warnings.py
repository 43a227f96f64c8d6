"""What cannot be printed is known at the door (P10), and so is an address that a registered letter lacks (R44)."""

from dataclasses import replace

import pytest

from app.domain.case_warnings import warnings_of
from app.domain.company import Address
from app.domain.print_repertoire import unshown_in
from tests.builders import P1, P2, P3, a_candidate, a_case
from tests.rules.stages import opened

KHMER = "\u179f\u17bb\u1781"
ADDRESS = Address(street="1 rue des Alambics", postal_code="69007", city="Lyon", country="FR")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Éloïse d'Œuvre-Łódź", ""),
        ("Nguyễn", ""),
        ("E\u0301loi\u0308se", ""),
        ("Ελένη Жанна", ""),
        ("שלום محمد", ""),
        ("王小明", "王小明"),
        (f"Jean {KHMER}", KHMER),
        ("王王", "王"),
        ("\u00aa\u04ff\u0514\u0531\u0615", "\u0514"),
        ("\ua722\u2c60\ufefc", "\ua722"),
        ("", ""),
    ],
)
def test_p10_the_letters_that_papers_cannot_show_are_named_once(text: str, lost: str) -> None:
    assert unshown_in(text) == lost


@pytest.mark.parametrize("name", ["birth_name", "usage_name", "first_names", "birth_place"])
def test_p10_a_name_that_cannot_be_printed_is_a_warning_from_the_opening_on(name: str) -> None:
    dossier = opened(P1, candidate=a_candidate(**{name: "王小明"}))

    (warning,) = warnings_of(a_case(dossier))

    assert (warning.code, warning.pointer, warning.rule.number) == ("cannot_be_printed", f"/candidate/{name}", "R64")
    assert "« 王小明 »" in warning.detail.fr


def test_p10_so_is_an_address() -> None:
    dossier = opened(P1, candidate=a_candidate(address=replace(ADDRESS, city="京都")))

    assert [warning.pointer for warning in warnings_of(a_case(dossier))] == ["/candidate/address/city"]


def test_p10_a_name_is_looked_at_beside_an_address() -> None:
    dossier = opened(P1, candidate=a_candidate(birth_name="王", address=replace(ADDRESS, street="京")))
    told = [(warning.code, warning.pointer) for warning in warnings_of(a_case(dossier))]

    assert told == [
        ("cannot_be_printed", "/candidate/birth_name"),
        ("cannot_be_printed", "/candidate/address/street"),
    ]


@pytest.mark.parametrize(("way", "address", "told"), [(P1, None, 0), (P2, None, 1), (P3, None, 1), (P3, ADDRESS, 0)])
def test_p7_a_request_that_will_be_answered_by_registered_letter_asks_for_the_address(
    way: str, address: Address | None, told: int
) -> None:
    dossier = opened(way, candidate=a_candidate(address=address))

    assert [warning.code for warning in warnings_of(a_case(dossier))].count("no_postal_address") == told
