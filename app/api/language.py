"""The language of an answer: every label in it is told in the one that its reader prefers."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.api.negotiation import NegotiatedLanguage
from app.domain.text import Text

_spoken: ContextVar[NegotiatedLanguage] = ContextVar("language", default="fr")


@contextmanager
def speaking(language: NegotiatedLanguage) -> Iterator[None]:
    """For the length of the block, labels are told in that language."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken_language() -> NegotiatedLanguage:
    """The language in which labels are told now; French where nobody has asked."""
    return _spoken.get()


def spoken(text: Text) -> str:
    """The text in that language."""
    return text.in_language(_spoken.get())
