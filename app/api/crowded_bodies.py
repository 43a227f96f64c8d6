"""Bodies that hold more than anybody means: counted before they are validated, since each fault costs as it is made."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from fastapi.exceptions import RequestValidationError

from app.api.nul import pydantic_fault
from app.domain.text import Text

MOST_MEMBERS = 500
"""In one object: several times those of the largest model (a test compares)."""
MOST_VALUES = 25_000
"""In the whole body, members and items: the largest bridge that its model admits has a little less."""
MOST_FIELDS = 100
"""In a form without files."""

_MEMBERS = Text(
    fr=f"Un objet a au plus {MOST_MEMBERS} membres ici.", en=f"An object has at most {MOST_MEMBERS} members here."
)
_VALUES = Text(fr=f"Un corps a au plus {MOST_VALUES} valeurs ici.", en=f"A body has at most {MOST_VALUES} values here.")
_FIELDS = Text(
    fr=f"Un formulaire a au plus {MOST_FIELDS} champs ici.", en=f"A form has at most {MOST_FIELDS} fields here."
)


async def refuse_crowded_json(body: bytes) -> None:
    """Raise RequestValidationError for a body of more values than any operation reads.

    Commas and colons count those that there can be; where they may be too many, the body is read, off the event loop.
    """
    most = body.count(b",") + body.count(b":")
    if most <= MOST_MEMBERS:
        return
    fault = await asyncio.to_thread(_fault_of, body, unreadable_is_one=most > MOST_VALUES)
    if fault is not None:
        raise RequestValidationError([fault])


def refuse_crowded_form(body: bytes) -> None:
    """Raise RequestValidationError for a form (``application/x-www-form-urlencoded``) of more fields than any has."""
    if body.count(b"&") >= MOST_FIELDS:
        raise RequestValidationError([pydantic_fault("too_many_members", _FIELDS, ("body",))])


def _fault_of(body: bytes, *, unreadable_is_one: bool) -> dict[str, Any] | None:
    """What is wrong with how much it holds. What this reader cannot read is left to FastAPI's, unless it is large."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {"type": "json_invalid", "loc": ("body",)} if unreadable_is_one else None
    values = 0
    for members, is_object in _sizes(document):
        values += members
        if is_object and members > MOST_MEMBERS:
            return pydantic_fault("too_many_members", _MEMBERS, ("body",))
        if values > MOST_VALUES:
            return pydantic_fault("too_many_values", _VALUES, ("body",))
    return None


def _sizes(document: Any) -> Iterator[tuple[int, bool]]:
    """How many members each object has, and items each list."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            yield len(value), True
            waiting.extend(value.values())
        elif isinstance(value, list):
            yield len(value), False
            waiting.extend(value)
