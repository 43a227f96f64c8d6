"""What a text says to who reads it."""

import pytest

from app.domain.wording import (
    has_letter,
    mixed_scripts,
    says_something,
    unprintable_in_line,
    unprintable_in_prose,
    web_address,
)


@pytest.mark.parametrize("text", ["a", "É", "7", "É.", "李", "ع", "  x\u200b"])
def test_a_letter_or_a_digit_says_something(text: str) -> None:
    assert says_something(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\u00a0", "\u200b", "\u2060", "\ufeff", "\u202e", "\u3164", "\u2800", "-", "…"]
)
def test_blanks_dashes_and_what_nobody_sees_say_nothing(text: str) -> None:
    assert not says_something(text)
    assert not has_letter(text)


def test_a_number_is_no_name() -> None:
    assert not has_letter("1664")


@pytest.mark.parametrize(
    ("character", "told"),
    [
        ("\n", "saut de ligne (U+000A)"),
        ("\u2028", "saut de ligne (U+2028)"),
        ("\u0085", "saut de ligne (U+0085)"),
        ("\t", "caractère de contrôle (U+0009)"),
        ("\x07", "caractère de contrôle (U+0007)"),
        ("\x9f", "caractère de contrôle (U+009F)"),
        ("\u202e", "marque de sens d'écriture (U+202E)"),
        ("\u200f", "marque de sens d'écriture (U+200F)"),
        ("\u2066", "marque de sens d'écriture (U+2066)"),
        ("\u200b", "caractère invisible (U+200B)"),
        ("\u2060", "caractère invisible (U+2060)"),
        ("\ufeff", "caractère invisible (U+FEFF)"),
        ("\u00ad", "caractère invisible (U+00AD)"),
        ("\u3164", "caractère invisible (U+3164)"),
        ("\ufe00", "caractère invisible (U+FE00)"),
        ("\ufe0f", "caractère invisible (U+FE0F)"),
        ("\U000e0100", "caractère invisible (U+E0100)"),
        ("\U000e01ef", "caractère invisible (U+E01EF)"),
        ("\ufffe", "code qui n'est pas un caractère (U+FFFE)"),
        ("\uffff", "code qui n'est pas un caractère (U+FFFF)"),
        ("\ufdd0", "code qui n'est pas un caractère (U+FDD0)"),
        ("\ufdef", "code qui n'est pas un caractère (U+FDEF)"),
        ("\U0001fffe", "code qui n'est pas un caractère (U+1FFFE)"),
    ],
)
def test_what_a_line_cannot_print_is_named_with_its_code(character: str, told: str) -> None:
    found = unprintable_in_line(f"Du{character}pont")

    assert found is not None
    assert told in found.fr


@pytest.mark.parametrize(
    "name",
    [
        "Dupont",
        "Le Goff",
        "d'Arc",
        "O\u2019Neil",
        "Jean-Marc",
        "Nguyễn",
        "Ó Súilleabháin",
        "Şahin",
        "Zoe\u0301",
        "李 小龙",
    ],
)
def test_names_of_every_country_can_be_printed(name: str) -> None:
    assert unprintable_in_line(name) is None
    assert has_letter(name)
    assert not any(mixed_scripts(word) for word in name.split())


@pytest.mark.parametrize("neighbour", ["\ufdcf", "\ufdf0", "\ufdff", "\ufe10", "\U000e01f0"])
def test_what_lies_beside_those_codes_can_be_printed(neighbour: str) -> None:
    assert unprintable_in_line(f"a{neighbour}") is None


@pytest.mark.parametrize(
    "text", ["Une ligne,\r\npuis l'autre.\tFin", "mot\u00adcoupé", "a\u200bb", "\ufefftexte", "a\vb", "a\u2028b"]
)
def test_what_a_word_processor_leaves_behind_is_let_through_in_prose(text: str) -> None:
    assert unprintable_in_prose(text) is None


@pytest.mark.parametrize("character", ["\x07", "\x1b", "\u202e", "\u2067", "\ufffe"])
def test_what_turns_a_text_about_or_is_none_is_refused_in_prose_too(character: str) -> None:
    assert unprintable_in_prose(f"a{character}b") is not None


@pytest.mark.parametrize("text", ["\u0430dmin", "Dup\u03bfnt", "\u0391nna"])
def test_letters_that_pass_for_those_of_another_alphabet_are_found(text: str) -> None:
    assert len(mixed_scripts(text)) == 2


@pytest.mark.parametrize("text", ["Иванов", "Παπαδόπουλος", "Dupont", "ªº", "李小龙", "\U00017000\U00017001"])
def test_a_word_of_one_alphabet_misleads_nobody(text: str) -> None:
    assert mixed_scripts(text) == ()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("Voir https://evil.example/payer", "https://evil.example/payer", id="a scheme"),
        pytest.param("FTP://x", "FTP://x", id="any scheme, in capitals"),
        pytest.param("://", "://", id="a scheme alone"),
        pytest.param("Jeanne www.evil.example", "www.evil.example", id="the name that sites begin with"),
        pytest.param("WWW.evil", "WWW.evil", id="in capitals"),
        pytest.param("sur evil-site.fr/payer vite", "evil-site.fr/payer", id="a host with a path"),
        pytest.param("Jean-Pierre O'Neill", None, id="a name"),
        pytest.param("Booking.com", None, id="a company that is called so"),
        pytest.param("M./Mme Martin", None, id="an abbreviation"),
        pytest.param("S.A./N.V. Dupont", None, id="initials"),
        pytest.param("Wwww.", None, id="no such name"),
        pytest.param("Durand : fils", None, id="a colon"),
    ],
)
def test_what_a_mail_would_show_as_a_link_is_found_in_a_name(name: str, found: str | None) -> None:
    assert web_address(name) == found
