"""The document says in French all that it says in English."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from app.api.french import BESIDE, french_sentences, french_words, in_french, one_line
from app.api.openapi import MEANINGS
from app.api.schemas import operations_of

DOCUMENT = orjson.loads((Path(__file__).parents[2] / "openapi" / "v1.json").read_bytes())
OPERATIONS = {each["operationId"]: each for each in operations_of(DOCUMENT)}
TAGS = {tag["name"] for tag in DOCUMENT["tags"]}


def test_each_operation_has_its_summary_and_description_in_french() -> None:
    words = french_words()["operations"]
    bare = [name for name in OPERATIONS if not words.get(name, {}).keys() >= {"summary", "description"}]

    assert bare == [], "write them in app/api/french.toml"


def test_each_subject_has_its_name_and_description_in_french() -> None:
    words = french_words()["tags"]

    assert sorted(TAGS - words.keys()) == [], "write them in app/api/french.toml"
    assert all(each.keys() == {"name", "description"} for each in words.values())


def _said(value: Any) -> Iterator[str]:
    """Each sentence that a reader of the document meets; nothing of what is beside it."""
    for name, member in value.items() if isinstance(value, dict) else ():
        if name in {"summary", "description"} and isinstance(member, str):
            yield from map(one_line, member.split("\n\n"))
        elif name != BESIDE:
            yield from _said(member)
    for each in value if isinstance(value, list) else ():
        yield from _said(each)


ALIKE = {
    "OK.": "what HTTP calls a success",
    "`invalid_request`, `unsupported_grant_type`, `invalid_scope`.": "codes alone",
}
"""Sentences that are the same in both languages, with why."""


def test_each_sentence_of_the_document_is_told_in_french_and_none_of_the_english_one_is_french() -> None:
    alike = {*_said(DOCUMENT)} & {*_said(in_french(DOCUMENT))}

    assert sorted(alike - ALIKE.keys()) == [], "write them in app/api/french_sentences.toml"
    assert sorted(ALIKE.keys() - alike) == []


def test_no_french_sentence_is_kept_of_what_is_said_no_more() -> None:
    assert sorted(french_sentences().keys() - {*_said(DOCUMENT)}) == []


def test_a_french_sentence_names_the_codes_the_rules_and_the_numbers_of_the_english_one() -> None:
    named = re.compile(r"`+[^`]+`+|\b[RD]?\d+\b")
    wrong = [
        english
        for english, french in french_sentences().items()
        if set(named.findall(french)) != set(named.findall(english))
    ]

    assert wrong == []


def test_each_value_of_an_enumeration_and_each_scope_is_told_in_french() -> None:
    english, french = DOCUMENT["components"], in_french(DOCUMENT)["components"]
    told = {name: each for name, each in english["schemas"].items() if MEANINGS in each}

    assert [name for name, each in told.items() if len(each[BESIDE][MEANINGS]) != len(each[MEANINGS])] == []
    assert french["schemas"]["Sex"][MEANINGS] == ["Femme", "Homme"]
    assert _scopes(french)["events:read"] == "Lire le flux des événements."
    assert _scopes(french).keys() == _scopes(english).keys()


def _scopes(components: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = components["securitySchemes"]["program"]["flows"]["clientCredentials"]["scopes"]
    return found


def test_no_french_word_is_kept_of_what_is_no_more() -> None:
    words = french_words()

    assert words["operations"].keys() <= OPERATIONS.keys()
    assert words["tags"].keys() <= TAGS


def test_the_rules_that_an_operation_names_in_french_are_among_those_that_it_names_in_english() -> None:
    rule = re.compile(r"\b[RD]\d+\b")
    wrong = [
        name
        for name, each in OPERATIONS.items()
        if not set(rule.findall(french_words()["operations"][name]["description"]))
        <= set(rule.findall(each["description"]))
    ]

    assert wrong == []


def _contract(value: Any) -> Any:
    """The document without what people read."""
    if isinstance(value, list):
        return [_contract(each) for each in value]
    if not isinstance(value, dict):
        return value
    read = {name for name, member in value.items() if name in {"summary", "description"} and isinstance(member, str)}
    return {
        name: list(member) if name == "scopes" and isinstance(member, dict) else _contract(member)
        for name, member in value.items()
        if name not in {*read, BESIDE, MEANINGS}
    }


def test_the_french_document_is_the_same_contract() -> None:
    french = in_french(DOCUMENT)

    assert french["paths"]["/v1/dossiers"]["post"]["summary"] == "Ouvrir un dossier"
    assert _contract(french) == _contract(DOCUMENT)
