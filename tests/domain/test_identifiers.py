"""Numbers issued by others: a wrong digit is seen before anything is written."""

import pytest

from app.domain.identifiers import (
    CCNIC,
    french_postal_code_is_valid,
    idcc_is_valid,
    pasted,
    pasted_dossier_number,
    pasted_idcc,
    siren_is_valid,
    siren_of,
    siret_is_valid,
    was_rounded,
)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        pytest.param("CQP-2026-000042", "CQP-2026-000042", id="as we write it"),
        pytest.param(" cqp 2026 000042\n", "CQP-2026-000042", id="with spaces, in small letters"),
        pytest.param("CQP\u20112026\u2013000042", "CQP-2026-000042", id="with the dashes of a word processor"),
        pytest.param("2026-000042", "CQP-2026-000042", id="without its first part"),
        pytest.param("CQP-2026-1000042", "CQP-2026-1000042", id="of a year with a million"),
        pytest.param(" anc-12 ", "ANC-12", id="no number of ours"),
    ],
)
def test_a_dossiers_number_is_taken_as_people_paste_it(given: str, meant: str) -> None:
    assert pasted_dossier_number(given) == meant


@pytest.mark.parametrize(
    ("siret", "valid"),
    [
        pytest.param("73282932000074", True, id="a right key"),
        pytest.param("78466854300027", True, id="another right key"),
        pytest.param("73282932000075", False, id="a wrong last digit"),
        pytest.param("73282923000074", False, id="two digits exchanged"),
        pytest.param("12345678912345", False, id="digits at random"),
        pytest.param("3624679471379", False, id="thirteen digits"),
        pytest.param("732829320000740", False, id="fifteen digits"),
        pytest.param("123456ABC12345", False, id="letters"),
        pytest.param("732 829 320 00074", False, id="spaces"),
        pytest.param("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", False, id="digits of another script"),
        pytest.param("00000000000000", False, id="zeros alone, although their key is right"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_siret_is_fourteen_digits_with_a_luhn_key(siret: str, valid: bool) -> None:
    assert siret_is_valid(siret) is valid


@pytest.mark.parametrize(
    ("siret", "valid"),
    [
        pytest.param("35600000000048", True, id="its head office has a Luhn key"),
        pytest.param("35600000049837", True, id="a counter whose digits sum to 45"),
        pytest.param("35600000049838", False, id="a counter whose digits sum to 46, without a Luhn key"),
        pytest.param("73282932000004", False, id="another company whose digits sum to a multiple of 5"),
    ],
)
def test_la_poste_alone_may_replace_the_luhn_key_by_a_sum_of_digits(siret: str, valid: bool) -> None:
    assert siret_is_valid(siret) is valid


@pytest.mark.parametrize(
    ("siren", "valid"),
    [
        pytest.param("732829320", True, id="a right key"),
        pytest.param("356000000", True, id="La Poste's own"),
        pytest.param("732829321", False, id="a wrong last digit"),
        pytest.param("73282932", False, id="eight digits"),
        pytest.param("73282932A", False, id="a letter"),
        pytest.param("000000000", False, id="zeros alone"),
    ],
)
def test_a_siren_is_nine_digits_with_a_luhn_key(siren: str, valid: bool) -> None:
    assert siren_is_valid(siren) is valid


def test_the_siren_is_the_beginning_of_the_siret() -> None:
    assert siren_of("73282932000074") == "732829320"


@pytest.mark.parametrize(
    ("idcc", "valid"),
    [
        pytest.param(CCNIC, True, id="the chemical industries"),
        pytest.param("0176", True, id="the pharmaceutical industry"),
        pytest.param("44", False, id="without its zeros"),
        pytest.param("00044", False, id="five digits"),
        pytest.param("004A", False, id="a letter"),
    ],
)
def test_an_idcc_is_written_with_four_digits(idcc: str, valid: bool) -> None:
    assert idcc_is_valid(idcc) is valid


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("73282932000074", id="as it is"),
        pytest.param(" 732 829 320\u00a000074\n", id="blanks, one of them unbreakable, and a line's end"),
        pytest.param("732\u202f829\u202f320\u202f00074", id="narrow blanks"),
        pytest.param("732.829.320.00074", id="dots"),
        pytest.param("732-829\u2013320\u221200074", id="dashes, and a minus"),
        pytest.param("732\u200b829\ufeff320\u202c00074", id="marks that nobody sees"),
        pytest.param("732\x00829\x7f32000074", id="controls"),
        pytest.param("７３２８２９３２００００７４", id="digits of full width"),
    ],
)
def test_a_number_is_pasted_with_what_stands_between_its_digits(text: str) -> None:
    assert pasted(text) == "73282932000074"


def test_what_is_no_separator_stays_and_is_seen() -> None:
    assert pasted("2A 004/X_,'") == "2A004/X_,'"


@pytest.mark.parametrize(
    ("text", "idcc"),
    [
        ("0044", "0044"),
        ("44", "0044"),
        ("IDCC 44", "0044"),
        ("idcc 1486", "1486"),
        ("00044", "00044"),
        ("IDCC", "IDCC"),
        ("44 B", "44B"),
        ("", ""),
    ],
)
def test_an_idcc_is_a_number_with_or_without_its_zeros_and_its_name(text: str, idcc: str) -> None:
    assert pasted_idcc(text) == idcc


@pytest.mark.parametrize(
    ("text", "rounded"),
    [
        ("1,23457E+13", True),
        (" 7.32829E+13 ", True),
        ("7e13", True),
        ("73282932000074", False),
        ("12E", False),
        ("E+13", False),
        ("", False),
    ],
)
def test_a_number_that_a_spreadsheet_rounded_is_known(text: str, rounded: bool) -> None:
    assert was_rounded(text) is rounded


@pytest.mark.parametrize(
    ("code", "valid"),
    [("69001", True), ("20000", True), ("2A004", False), ("6900", False), ("690012", False), ("", False)],
)
def test_a_french_postal_code_is_five_digits(code: str, valid: bool) -> None:
    assert french_postal_code_is_valid(code) is valid
