"""The columns of a table that stands for a list of JSON objects: one for each value, its path written with dots."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from app.api.v1.import_cells import value_of

Step = str | int
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A value that a file may hold.

    ``path``: None stands for a number from 1 to the one of ``most`` in its order; ``required`` in every file;
    ``values``: the only ones admitted, all where empty; ``kind``: ``text``, ``date``, ``boolean`` or ``number``.
    """

    path: tuple[str | None, ...]
    kind: str
    required: bool
    most: tuple[int, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As it is documented, ``N`` for a number."""
        return ".".join("N" if step is None else step for step in self.path)

    def value(self, cell: str) -> Any:
        """What the cell says, as JSON would; the cell itself where it says nothing of the kind."""
        return value_of(self.kind, cell)


@dataclass(frozen=True, slots=True)
class Place:
    """A column of one file: ``name`` in its header, and the ``steps`` to its value, numbers counting from 1."""

    name: str
    steps: tuple[Step, ...]
    column: Column


@cache
def columns(model: type[BaseModel]) -> tuple[Column, ...]:
    """Every column, in the model's order."""
    schema = model.model_json_schema()
    return tuple(_columns(schema, schema.get("$defs", {}), (), (), required=True))


def column_place(name: str, model: type[BaseModel]) -> Place | None:
    """The place of ``model`` that a header names, None where it names nothing."""
    parts = name.split(".")
    column = _by_path(model).get(tuple(None if _NUMBER.fullmatch(part) else part for part in parts))
    if column is None:
        return None
    steps = tuple(part if step is not None else int(part) for part, step in zip(parts, column.path, strict=True))
    numbers = [step for step in steps if isinstance(step, int)]
    within = all(number <= most for number, most in zip(numbers, column.most, strict=True))
    return Place(name, steps, column) if within else None


@cache
def _by_path(model: type[BaseModel]) -> Mapping[tuple[str | None, ...], Column]:
    return {column.path: column for column in columns(model)}


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A row as the JSON that it stands for, and by the pointer of each list the numbers of its items in the header."""

    document: dict[str, Any]
    numbers: Mapping[str, Sequence[int]]

    def kind_of(self, pointer: str, model: type[BaseModel]) -> str | None:
        """The kind of the column that ``pointer`` leads to, None where it leads to none."""
        place = column_place(self.column_of(pointer), model)
        return place.column.kind if place else None

    def column_of(self, pointer: str) -> str:
        """The header of what ``pointer`` leads to."""
        name, walked = [], ""
        for step in pointer.split("/")[1:]:
            numbers = self.numbers.get(walked)
            name.append(str(numbers[int(step)]) if numbers is not None and step.isdigit() else step)
            walked += f"/{step}"
        return ".".join(name)


def unfolded(places: Sequence[Place | None], cells: Sequence[str]) -> Unfolded:
    """The row: what is left blank is absent, and an item of a list of which all is left blank too."""
    tree: dict[Any, Any] = {}
    for place, cell in zip(places, cells, strict=False):
        if place is None or not cell.strip():
            continue
        branch = tree
        for step in place.steps[:-1]:
            branch = branch.setdefault(step, {})
        branch[place.steps[-1]] = place.column.value(cell.strip())
    numbers: dict[str, Sequence[int]] = {}
    return Unfolded(_closed(tree, "", numbers), numbers)


def _closed(branch: Any, pointer: str, numbers: dict[str, Sequence[int]]) -> Any:
    if not isinstance(branch, dict):
        return branch
    if not branch or not all(isinstance(step, int) for step in branch):
        return {name: _closed(member, f"{pointer}/{name}", numbers) for name, member in branch.items()}
    numbers[pointer] = sorted(branch)
    return [_closed(branch[number], f"{pointer}/{index}", numbers) for index, number in enumerate(sorted(branch))]


def _columns(
    schema: Mapping[str, Any],
    shared: Mapping[str, Any],
    path: tuple[str | None, ...],
    most: tuple[int, ...],
    *,
    required: bool,
) -> Iterator[Column]:
    schema = _resolved(schema, shared)
    if schema.get("type") == "object":
        for name, member in schema["properties"].items():
            asked = required and name in schema.get("required", ())
            yield from _columns(member, shared, (*path, name), most, required=asked)
    elif schema.get("type") == "array":
        yield from _columns(schema["items"], shared, (*path, None), (*most, schema["maxItems"]), required=False)
    else:
        values = tuple(map(str, schema.get("enum", ())))
        yield Column(path=path, kind=_kind(schema), required=required, most=most, values=values)


def _resolved(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        return _resolved(shared[schema["$ref"].rsplit("/", 1)[-1]], shared)
    if "anyOf" in schema:
        return _resolved(next(each for each in schema["anyOf"] if each.get("type") != "null"), shared)
    return schema


def _kind(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "date":
        return "date"
    kind = schema.get("type", "string")
    return kind if kind in {"boolean", "number"} else "text"
