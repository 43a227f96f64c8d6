"""Sentences as they are printed."""

import re

from app.api.negotiation import NegotiatedLanguage
from app.domain.text import Text

_NARROW = re.compile(r" (?=[;?!»])|(?<=«) ")
_COLON = re.compile(r" (?=:(\s|$))")


def typeset(sentence: str, language: NegotiatedLanguage) -> str:
    """Curved apostrophes; in French no line broken before a colon or inside guillemets."""
    curved = sentence.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    if language == "en":
        return curved
    return _COLON.sub("\N{NO-BREAK SPACE}", _NARROW.sub("\N{NARROW NO-BREAK SPACE}", curved))


def typeset_text(text: Text, language: NegotiatedLanguage) -> str:
    """A sentence of ours in one language, as it is printed."""
    return typeset(text.in_language(language), language)
