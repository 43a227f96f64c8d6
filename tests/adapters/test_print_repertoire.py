"""What papers can show is what is said at the door that they can (P10)."""

import json
import unicodedata

import typst

from app.adapters.paper.setting import not_shown_in
from app.domain.print_repertoire import unshown_in

_SHEET = b"""
#set document(title: "x")
#set text(font: "Libertinus Serif", lang: "fr")
#for letter in json(bytes(sys.inputs.letters)) { par(letter) }
"""
_LETTERS = [
    chr(code)
    for code in (*range(0x80, 0x2200), *range(0xFB00, 0xFD00))
    if unicodedata.category(chr(code))[0] in "LM" and unicodedata.normalize("NFC", chr(code)) == chr(code)
]


def test_p10_every_letter_that_is_said_to_be_printed_is_printed() -> None:
    assert "".join(_not_printed("".join(letter for letter in _LETTERS if not unshown_in(letter)))) == ""


def test_p10_every_letter_that_is_said_to_be_lost_would_be() -> None:
    said = {letter for letter in _LETTERS if unshown_in(letter)}

    assert len(said) > 1000
    assert said - _not_printed("".join(said)) <= _OF_NO_NAME


_OF_NO_NAME = set(
    map(chr, (*range(0x1AB0, 0x1ACF), *range(0x115F, 0x1161), *range(0x17B4, 0x17C4), *range(0x180B, 0x1810)))
)
"""Marks and fillers that are printed, and that no name consists of."""


def _not_printed(letters: str) -> set[str]:
    left, lost = list(letters), set[str]()
    while True:
        inputs = {"letters": json.dumps(left)}
        fonts = typst.Fonts(include_system_fonts=False)
        try:
            typst.compile(
                _SHEET,
                font_paths=fonts,
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=["a-2a", "ua-1"],
            )
        except typst.TypstError as error:
            unshown = set(not_shown_in(error))
            if not unshown:
                raise
            lost |= unshown
            left = [letter for letter in left if letter not in unshown]
        else:
            return lost
