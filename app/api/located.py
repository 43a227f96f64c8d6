"""Where an answer says that what it made is to be found."""

from typing import Any


def located(status: int = 201) -> dict[int | str, dict[str, Any]]:
    """What the document says of an answer that names the place of what it made."""
    place = {"description": "Where what was made is read.", "schema": {"type": "string", "format": "uri-reference"}}
    return {status: {"headers": {"Location": place}}}
