"""The portal's search: operations, rules, errors, reasons, events, words and guides, without accents or case."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from unicodedata import combining, normalize

from app.api.fault_codes import fault_codes
from app.api.french import BESIDE
from app.api.negotiation import NegotiatedLanguage
from app.api.portal.glossary import glossary
from app.api.portal.operation_pages import Placed
from app.api.portal.typography import typeset_text
from app.api.problems import DETAILS, STATUSES
from app.domain.event_types import EVENT_TYPE_LABELS
from app.domain.law import ParametersInForce
from app.domain.rules import RULES
from app.domain.text import Text

LONGEST_QUERY = 100
_MOST = 60
_IN_ITS_TEXT = 4
_KINDS = {
    "guide": Text("Guide", "Guide"),
    "operation": Text("Opération", "Operation"),
    "rule": Text("Règle", "Rule"),
    "error": Text("Erreur", "Error"),
    "reason": Text("Code", "Code"),
    "event": Text("Événement", "Event"),
    "word": Text("Mot", "Word"),
}
_WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A place of the portal: what it is, its name, its sentence, and where it stands."""

    kind: str
    name: str
    told: str
    href: str


@dataclass(frozen=True, slots=True)
class _Entry:
    found: Found
    name: str
    said: str
    text: str


class SearchIndex:
    """All that may be found in one language."""

    def __init__(self, entries: Sequence[Found], texts: Sequence[str]) -> None:
        self._entries = [_entry(found, text) for found, text in zip(entries, texts, strict=True)]

    def find(self, query: str) -> list[Found]:
        """What holds every word of the query, or begins one of its own with it; names before sentences."""
        words = _WORDS.findall(folded(query[:LONGEST_QUERY]))
        if not words:
            return []
        ranked = [(_rank(entry, words), place, entry.found) for place, entry in enumerate(self._entries)]
        hits = sorted((hit for hit in ranked if hit[0]), key=lambda hit: hit[:2])
        return [found for _, _, found in hits[:_MOST]]


def _entry(found: Found, text: str) -> _Entry:
    said = f"{found.name} {found.told}"
    return _Entry(found, folded(found.name), folded(said), folded(f"{said} {text}"))


def _rank(entry: _Entry, words: Sequence[str]) -> int:
    """The lower the better; 0 where a word is missing."""
    if not all(word in entry.text for word in words):
        return 0
    whole = "".join(words)
    if whole == entry.name.replace(" ", "").replace("_", ""):
        return 1
    places = (entry.name, entry.said)
    return next((rank for rank, place in enumerate(places, 2) if all(word in place for word in words)), _IN_ITS_TEXT)


def folded(text: str) -> str:
    """Lower case without accents; the words of a name in camel case or with underscores are words too."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text) + " " + text
    plain = "".join(each for each in normalize("NFKD", apart) if not combining(each))
    return plain.lower().replace("\u2019", "'")


def search_index(
    language: NegotiatedLanguage, operations: Sequence[Placed], guides: Sequence[tuple[str, Text, Text]]
) -> SearchIndex:
    """The index of one language; ``guides`` by slug, title and sentence."""
    found = [*_guides(language, guides), *_operations(language, operations), *_rules(language), *_codes(language)]
    found += _words(language)
    return SearchIndex([each for each, _ in found], [text for _, text in found])


def kind_of(found: Found, language: NegotiatedLanguage) -> str:
    """What the thing is, in the page's language."""
    return typeset_text(_KINDS[found.kind], language)


_Texts = Iterator[tuple[Found, str]]


def _guides(language: NegotiatedLanguage, guides: Sequence[tuple[str, Text, Text]]) -> _Texts:
    folder = files("app.api.portal") / "guides" / language
    for slug, title, told in guides:
        text = (folder / f"{slug}.md").read_text("utf-8")
        href = f"/docs/{language}/{slug}"
        yield _found("guide", typeset_text(title, language), typeset_text(told, language), href), text


def _operations(language: NegotiatedLanguage, operations: Sequence[Placed]) -> _Texts:
    for path, method, operation in operations:
        name = operation["operationId"]
        told = operation.get(BESIDE, operation) if language == "fr" else operation
        href = f"/docs/{language}/operations/{name}"
        text = f"{method} {path} {operation['description']} {told.get('description', '')} {operation['summary']}"
        yield _found("operation", name, told["summary"], href), text


def _rules(language: NegotiatedLanguage) -> _Texts:
    for number, rule in RULES.items():
        edition = rule.editions[-1]
        statement = typeset_text(ParametersInForce().statement(rule, edition.since), language)
        quotes = " ".join(edition.source.quotes)
        yield _found("rule", number, statement, f"/docs/{language}/rules#{number}"), quotes


def _codes(language: NegotiatedLanguage) -> _Texts:
    for code, (status, title) in STATUSES.items():
        detail = DETAILS[code].in_language(language) if code in DETAILS else ""
        yield (
            _found("error", code, typeset_text(title, language), f"/docs/{language}/errors/{code}"),
            f"{status} {detail}",
        )
    for fault in fault_codes().values():
        told = typeset_text(fault.detail, language) if fault.detail else ""
        yield _found("reason", fault.code, told, f"/docs/{language}/faults#{fault.code}"), " ".join(fault.rules)
    for kind, label in EVENT_TYPE_LABELS.items():
        yield _found("event", kind.value, typeset_text(label, language), f"/docs/{language}/events"), ""


def _words(language: NegotiatedLanguage) -> _Texts:
    for chapter in glossary(language):
        for term in chapter.terms:
            told = term.french if language == "fr" else term.english
            href = f"/docs/{language}/glossary#{chapter.anchor}"
            yield _found("word", term.code, told, href), f"{term.french} {term.english} {term.meaning or ''}"


def _found(kind: str, name: str, told: str, href: str) -> Found:
    return Found(kind=kind, name=name, told=told, href=href)
