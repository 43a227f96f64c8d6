"""The character U+0000, which no text column can hold: wherever it comes in, it is refused with its place."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.text import Text

_NUL = Text(fr="Le caractère U+0000 n'est pas admis.", en="The character U+0000 is not allowed.")


def nul_faults(document: Any) -> list[dict[str, Any]]:
    """Pydantic's kind of error for every text of the body that no column can hold."""
    return [nul_fault(("body", *steps)) for steps in _places_of_nul(document, ())]


def nul_fault(place: tuple[str | int, ...]) -> dict[str, Any]:
    """The same for one place."""
    return pydantic_fault("nul_character", _NUL, place)


def pydantic_fault(code: str, detail: Text, place: tuple[str | int, ...]) -> dict[str, Any]:
    """A fault in the request's values, as Pydantic tells one."""
    context = {"code": code, "fr": detail.fr, "en": detail.en}
    return {"type": "cqp_value", "loc": place, "msg": detail.en, "input": None, "ctx": context}


def with_nul(body: bytes) -> Any:
    """The JSON document, where it may hold the character; None spares the reading where it cannot."""
    if b"\\u0000" not in body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _places_of_nul(value: Any, steps: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, str) and "\x00" in value:
        yield steps
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield from _places_of_nul(member, (*steps, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places_of_nul(item, (*steps, index))
