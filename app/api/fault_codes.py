"""The codes of ``errors[]`` and ``warnings[]`` that are known: what each says, and of which rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson

from app.domain.text import Text

_CATALOGUE = Path(__file__).with_name("fault_codes.json")
"""Written by `make docs`, never by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultCode:
    """One code, or a pattern such as ``{kind}_missing``. ``…`` in its sentence stands for what varies.

    ``refuses`` tells a reason that refuses from a warning; ``detail`` is None where the sentence is made elsewhere.
    """

    code: str
    detail: Text | None
    rules: tuple[str, ...]
    refuses: bool


@cache
def fault_codes() -> Mapping[str, FaultCode]:
    """Every code, in alphabetical order."""
    kept = orjson.loads(_CATALOGUE.read_bytes())
    return {
        code: FaultCode(
            code=code,
            detail=Text(told["fr"], told["en"]) if told["fr"] else None,
            rules=tuple(told["rules"]),
            refuses=told["refuses"],
        )
        for code, told in kept.items()
    }
