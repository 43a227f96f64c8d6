"""What a text says to who reads it: characters that print nothing, or that turn the text about, say nothing."""

import re
from unicodedata import category, name, normalize

from app.domain.text import Text

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
"""Letters and marks that print a blank: Unicode calls them letters for the sake of Korean and Khmer."""
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TURNED_ABOUT = _BIDI - frozenset("\u061c\u200e\u200f")
_LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_SPACING = frozenset("\t\n\r\v\f\x85\u2028\u2029")

_A_CONTROL = Text("un caractère de contrôle", "a control character")
_A_LINE_BREAK = Text("un saut de ligne", "a line break")
_A_BIDI_MARK = Text("une marque de sens d'écriture", "a mark of writing direction")
_INVISIBLE = Text("un caractère invisible", "an invisible character")
_NO_CHARACTER = Text("un code qui n'est pas un caractère", "a code that is no character")

_LEADS_ELSEWHERE = re.compile(r"\S*://\S*|\bwww\.\S+|\b[\w-]+\.[a-z]{2,}/\S*", re.IGNORECASE)
"""A scheme, the name that sites begin with, a host with a path: mail programs make links of them by themselves."""
_LIKE_LATIN = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
"""Scripts of which one letter passes for another's. Unicode begins a letter's name with its script."""


def says_something(text: str) -> bool:
    """Whether there is a letter or a digit to be read (D60): blanks, dashes and invisible characters are nothing."""
    return any(character.isalnum() and character not in _FILLERS for character in text)


def has_letter(text: str) -> bool:
    """Whether there is one letter at least, of any script."""
    return any(category(character)[0] == "L" and character not in _FILLERS for character in text)


def unprintable_in_line(text: str) -> Text | None:
    """What one line may not hold and this one does, with its code point; None where all of it can be printed."""
    found = ((character, _kind(character)) for character in text)
    return next((_told(character, kind) for character, kind in found if kind), None)


def unprintable_in_prose(text: str) -> Text | None:
    """The same of a text of several lines: there, only what turns the text about or is no text at all is too much.

    What a word processor leaves behind (soft hyphens, zero-width spaces, its own line breaks) is let through.
    """
    suspects = ((character, _kind(character)) for character in text if character not in _SPACING)
    refused = ((character, kind) for character, kind in suspects if kind is not None)
    return next(
        (
            _told(character, kind)
            for character, kind in refused
            if kind in (_A_CONTROL, _NO_CHARACTER, _A_LINE_BREAK) or character in _TURNED_ABOUT
        ),
        None,
    )


def web_address(text: str) -> str | None:
    """What in a name a mail would show as a link to somewhere, None where there is nothing of the kind."""
    found = _LEADS_ELSEWHERE.search(text)
    return found[0] if found else None


def mixed_scripts(text: str) -> tuple[str, ...]:
    """The scripts between which one could be misled in ``text``, in its order: none, unless there are two."""
    found = dict.fromkeys(_script(character) for character in text if character.isalpha())
    scripts = tuple(script for script in found if script in _LIKE_LATIN)
    return scripts if len(scripts) > 1 else ()


def _kind(character: str) -> Text | None:
    if character in _LINE_BREAKS:
        return _A_LINE_BREAK
    if character in _BIDI:
        return _A_BIDI_MARK
    if ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
        return _NO_CHARACTER
    if category(character) == "Cc":
        return _A_CONTROL
    if character in _FILLERS or category(character) == "Cf" or _selects_a_variant(character):
        return _INVISIBLE
    return None


def _selects_a_variant(character: str) -> bool:
    return 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF


def _told(character: str, kind: Text) -> Text:
    code = f"U+{ord(character):04X}"
    return Text(f"{kind.fr} ({code})", f"{kind.en} ({code})")


def _script(character: str) -> str:
    return name(normalize("NFKC", character)[0], "").split(" ", 1)[0]
