"""Examples of the document: what the stories of `make examples` sent and were answered, by operation.

A body of which nothing was heard shows what its schema makes of values that were (``app/api/worked_examples.py``).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.api.refusals import titled
from app.api.schemas import Json, operations_of
from app.api.worked_examples import SeenValues

RECORDED = Path(__file__).with_name("recorded_examples.json")
"""Written by `make examples`, never by hand."""

_JSON = frozenset({"application/json", "application/cloudevents-batch+json", "application/ld+json", "application/vc"})
_OF_ITS_OWN = frozenset({"rules_refused", "step_not_open", "already_done"})
"""Refusals that say something of the operation: each shows its own; the others are alike wherever they are met."""


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
        self._show_refusals(document["components"]["examples"])
        if self.by_operation:
            _work_out_the_rest(document)

    def _show_refusals(self, bare: Json) -> None:
        """Of each refusal that is alike everywhere, the one that was heard with the most reasons."""
        for code in bare.keys() - _OF_ITS_OWN:
            heard = [each["refusals"][code] for each in self.by_operation.values() if code in each.get("refusals", {})]
            if heard:
                bare[code] = _titled(code, max(heard, key=lambda example: len(example["value"]["errors"])))


def _put(content: Json, example: Json | None) -> None:
    if example is not None:
        content["examples"] = {"recorded": example}


def _replace(content: Json, refusals: Mapping[str, Json]) -> None:
    for code in content.get("examples", {}).keys() & refusals.keys() & _OF_ITS_OWN:
        content["examples"][code] = _titled(code, refusals[code])


def _titled(code: str, heard: Json) -> Json:
    """The refusal under its title in both languages, whichever it was heard in."""
    return {**titled(code), "value": heard["value"]}


def _work_out_the_rest(document: Json) -> None:
    bodies = list(_bodies(document))
    seen = SeenValues(document["components"]["schemas"])
    for content, _ in bodies:
        if "examples" in content:
            seen.see(content["schema"], content["examples"]["recorded"]["value"])
    for content, is_sent in bodies:
        if "examples" not in content:
            value = seen.example(content["schema"], whole=not is_sent)
            content["examples"] = {"worked_out": {"summary": "Worked out from the schema", "value": value}}


def _bodies(document: Json) -> Iterator[tuple[Json, bool]]:
    """Each body of JSON or of a form, and whether a client sends it."""
    for operation in operations_of(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield content, True
        for status, response in operation["responses"].items():
            for media_type, content in response.get("content", {}).items():
                if status.startswith("2") and media_type in _JSON and content.get("schema"):
                    yield content, False


@cache
def recorded_examples() -> Examples:
    """Those that were recorded last; none where the file is not there."""
    return Examples(json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {})
