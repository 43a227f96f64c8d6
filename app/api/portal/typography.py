"""Sentences as they are printed."""

import re

from app.api.negotiation import Language
from app.domain.text import Text

_NARROW = re.compile(r" (?=[;?!»])|(?<=«) ")
_COLON = re.compile(r" (?=:(\s|$))")


def printed(sentence: str, language: Language) -> str:
    """Curved apostrophes; in French no line broken before a colon or inside guillemets."""
    curved = sentence.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    if language == "en":
        return curved
    return _COLON.sub("\N{NO-BREAK SPACE}", _NARROW.sub("\N{NARROW NO-BREAK SPACE}", curved))


def said(text: Text, language: Language) -> str:
    """A sentence of ours in one language, as it is printed."""
    return printed(text.in_language(language), language)
