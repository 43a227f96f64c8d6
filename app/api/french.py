"""The document in French: what it says of operations, subjects and parameters, beside the English words and instead.

Names, codes and schemas are one contract in both languages; `x-fr` holds the French words where they differ.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.api.schemas import Json, operations_of

BESIDE = "x-fr"
"""The member of an operation or a tag that holds its French words."""

_WORDS = Path(__file__).with_name("french.toml")
_OF_PARAMETERS = Path(__file__).with_name("french_parameters.toml")


@cache
def french_words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """``operations`` by operation id: ``summary`` and ``description``; ``tags`` by name: ``name``, ``description``."""
    read: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return read


@cache
def french_parameters() -> Mapping[str, str]:
    """What each parameter is, by what the document says of it in English."""
    read: Mapping[str, str] = tomllib.loads(_OF_PARAMETERS.read_text(encoding="utf-8"))
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
    paths = {
        path: {method: _translated(operation) for method, operation in item.items()}
        for path, item in document["paths"].items()
    }
    # A tag's name is what operations refer to it by: it stays.
    tags = [{**tag, **tag.get(BESIDE, {}), "name": tag["name"]} for tag in document["tags"]]
    shared = {name: parameter_in_french(each) for name, each in document["components"].get("parameters", {}).items()}
    components = {**document["components"], "parameters": shared}
    return {**document, "paths": paths, "tags": tags, "components": components}


def _translated(operation: Json) -> Json:
    told = {**operation, **operation.get(BESIDE, {})}
    if "parameters" in operation:
        told["parameters"] = list(map(parameter_in_french, operation["parameters"]))
    return told


def parameter_in_french(parameter: Json) -> Json:
    """The parameter as it is told in French; one that refers to what is shared stays as it is."""
    said = french_parameters().get(parameter.get("description", ""))
    return parameter if said is None else {**parameter, "description": said}
