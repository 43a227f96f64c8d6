"""Every operation of the document, by subject, for who reads without a script."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.api.french import BESIDE
from app.api.negotiation import NegotiatedLanguage
from app.api.schemas import METHODS


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the list."""

    id: str
    method: str
    path: str
    summary: str


@dataclass(frozen=True, slots=True)
class OperationGroup:
    """The operations of one subject."""

    name: str
    anchor: str
    description: str
    operations: tuple[Operation, ...]


def operation_groups(document: dict[str, Any], language: NegotiatedLanguage) -> tuple[OperationGroup, ...]:
    """The subjects that have operations, in the order of the document, which is in that language."""
    found = (
        OperationGroup(
            tag.get(BESIDE, tag)["name"] if language == "fr" else tag["name"],
            tag["name"].replace(" ", "-"),
            tag["description"],
            tuple(_under(tag["name"], document)),
        )
        for tag in document.get("tags", ())
    )
    return tuple(chapter for chapter in found if chapter.operations)


def _under(tag: str, document: dict[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            operation = item.get(method)
            if operation is not None and tag in operation.get("tags", ()):
                yield Operation(operation["operationId"], method.upper(), path, operation.get("summary", ""))
