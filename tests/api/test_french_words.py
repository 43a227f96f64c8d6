"""The document says in French all that it says in English of its operations and subjects."""

import re
from pathlib import Path
from typing import Any

import orjson

from app.api.french import french_parameters, french_words, in_french
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


def _parameters(document: dict[str, Any]) -> list[dict[str, Any]]:
    shared = document["components"]["parameters"].values()
    own = [parameter for each in operations_of(document) for parameter in each.get("parameters", ())]
    return [each for each in (*shared, *own) if "$ref" not in each]


def test_each_parameter_is_told_in_french() -> None:
    said = {each["description"] for each in _parameters(DOCUMENT) if "description" in each}

    assert sorted(said - french_parameters().keys()) == [], "write them in app/api/french_parameters.toml"
    assert sorted(french_parameters().keys() - said) == []
    assert {each.get("description") for each in _parameters(in_french(DOCUMENT))} <= {
        *french_parameters().values(),
        None,
    }


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


def test_the_french_document_is_the_same_contract() -> None:
    french = in_french(DOCUMENT)

    assert french["paths"]["/v1/dossiers"]["post"]["summary"] == "Ouvrir un dossier"
    assert french["components"]["schemas"] is DOCUMENT["components"]["schemas"]
    assert [each["name"] for each in _parameters(french)] == [each["name"] for each in _parameters(DOCUMENT)]
    assert [tag["name"] for tag in french["tags"]] == [tag["name"] for tag in DOCUMENT["tags"]]
    assert DOCUMENT["paths"]["/v1/dossiers"]["post"]["summary"] == "Open a dossier"
