"""A validator of stored facts that takes nothing for granted: no member unknown, none left out."""

from typing import Any

from pydantic import TypeAdapter
from pydantic_core import SchemaValidator, ValidationError

_OPAQUE = frozenset({"cls", "default", "metadata"})
"""What a schema holds that is no schema."""
_REASONS = {"unexpected_keyword_argument": "unknown member", "missing": "missing member"}
_REASONS_TOLD = 3


def strict_validator(kind: type[Any]) -> SchemaValidator:
    """What reads ``kind`` and the dataclasses in it, all of whose members are to be there, and no others.

    The domain's dataclasses know no framework, so that the strictness is put into the schema made of them; that a
    member has a default in the code says nothing of what was meant when the facts were written.
    """
    return SchemaValidator(_strict(TypeAdapter(kind).core_schema))


def reasons(error: ValidationError) -> str:
    """What is wrong, in one line and without any value: values are of persons."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    told = [
        f"{'.'.join(map(str, each['loc'])) or 'facts'}: {_REASONS.get(each['type'], each['type'])}" for each in found
    ]
    more = [f"{len(told) - _REASONS_TOLD} more"] if len(told) > _REASONS_TOLD else []
    return "; ".join([*told[:_REASONS_TOLD], *more])


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: part if name in _OPAQUE else _strict(part) for name, part in schema.items()}
    match found.get("type"):
        case "dataclass-args":
            return {**found, "extra_behavior": "forbid"}
        case "dataclass-field" if found["schema"]["type"] == "default":
            return {**found, "schema": found["schema"]["schema"]}
        case _:
            return found
