"""The document in French: the words that stand beside the English ones, and each sentence instead of its own.

Names, codes and types are one contract in both languages. `x-fr` holds the French words of an operation or a subject,
and what the code composes in both languages; every other sentence is looked up by its English one.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from app.api.schemas import Json, operations_of

BESIDE = "x-fr"
"""The member of a thing that holds its French words."""

_WORDS = Path(__file__).with_name("french.toml")
_SENTENCES = Path(__file__).with_name("french_sentences.toml")
_READ = frozenset({"summary", "description"})
_REFERRED_TO = "name"
"""What operations refer to a tag by: it stays, in any language."""


@cache
def french_words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """``operations`` by operation id: ``summary`` and ``description``; ``tags`` by name: ``name``, ``description``."""
    read: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return read


@cache
def french_sentences() -> Mapping[str, str]:
    """What the document says of all else, paragraph by paragraph, by what it says in English."""
    read: Mapping[str, str] = tomllib.loads(_SENTENCES.read_text(encoding="utf-8"))
    return read


def add_french(document: Json) -> None:
    """Put the French words beside the English ones, in place; what nobody has translated yet stays English alone."""
    words = french_words()
    for operation in operations_of(document):
        _put(operation, words["operations"].get(operation["operationId"]))
    for tag in document.get("tags", ()):
        _put(tag, words["tags"].get(tag["name"]))


def _put(of: Json, words: Mapping[str, str] | None) -> None:
    if words:
        of[BESIDE] = dict(words)


def in_french(document: Json) -> Json:
    """The same document for French readers: the French words in the place of the English ones."""
    # A link says what the operation that it leads to says of itself.
    summaries = {each["summary"]: each[BESIDE]["summary"] for each in operations_of(document) if BESIDE in each}
    told: Json = _told(document, {**french_sentences(), **summaries})
    return told


def _told(value: Any, sentences: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_told(each, sentences) for each in value]
    if not isinstance(value, dict):
        return value
    told: Json = {
        name: _paragraphs(member, sentences) if name in _READ and isinstance(member, str) else _told(member, sentences)
        for name, member in value.items()
    }
    return told | {name: words for name, words in told.get(BESIDE, {}).items() if name != _REFERRED_TO}


def _paragraphs(text: str, sentences: Mapping[str, str]) -> str:
    return "\n\n".join(sentences.get(one_line(each), each) for each in text.split("\n\n"))


def one_line(paragraph: str) -> str:
    """The paragraph as its translation is looked up: however its lines were cut."""
    return " ".join(paragraph.split())
