"""Examples of the document: what the stories of `make examples` sent and were answered, by operation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.api.schemas import Json, operations_of

RECORDED = Path(__file__).with_name("recorded_examples.json")
"""Written by `make examples`, never by hand."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Per operation: ``requests`` and ``responses`` by media type, the latter by status, ``refusals`` by code."""

    by_operation: Mapping[str, Json] = field(default_factory=dict)

    def show(self, document: Json) -> None:
        """Put on each operation what was sent to it and what it answered; a real refusal instead of a bare one."""
        for operation in operations_of(document):
            recorded = self.by_operation.get(operation["operationId"], {})
            for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
                _put(content, recorded.get("requests", {}).get(media_type))
            for status, response in operation["responses"].items():
                for media_type, content in response.get("content", {}).items():
                    _put(content, recorded.get("responses", {}).get(status, {}).get(media_type))
                    _replace(content, recorded.get("refusals", {}))


def _put(content: Json, example: Json | None) -> None:
    if example is not None:
        content["examples"] = {"recorded": example}


def _replace(content: Json, refusals: Mapping[str, Json]) -> None:
    for code in content.get("examples", {}).keys() & refusals.keys():
        content["examples"][code] = refusals[code]


@cache
def recorded_examples() -> Examples:
    """Those that were recorded last; none where the file is not there."""
    return Examples(json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {})
