"""From one shape of stored facts to the next and back: pure functions on plain JSON."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Facts = dict[str, Any]
"""The members of an aggregate as JSON has them."""


class CannotBeSaid(Exception):  # noqa: N818 - what its caller does with it is no error
    """A fact that the former shape has no words for: ``member`` is its path."""

    def __init__(self, member: str) -> None:
        super().__init__(member)
        self.member = member


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeStep:
    """From shape n to n+1, and back. Neither touches what it is given.

    ``down`` raises CannotBeSaid rather than lose a fact.
    """

    up: Callable[[Facts], Facts]
    down: Callable[[Facts], Facts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """What an object says explicitly since a shape, and left out before.

    ``silent``: what stood for a member that was left out. ``added``: the members that no shape before knew, with what
    they are where nobody said. ``inside``: the same of the objects, or of the lists of objects, in its members.
    """

    silent: Mapping[str, Any] = field(default_factory=dict)
    added: Mapping[str, Any] = field(default_factory=dict)
    inside: Mapping[str, "Members"] = field(default_factory=dict)


def said_since(members: Members) -> ShapeStep:
    """The step by which an aggregate says these members explicitly."""
    return ShapeStep(up=lambda facts: _said(facts, members), down=lambda facts: _silent(facts, members))


def _said(value: Any, members: Members) -> Any:
    if isinstance(value, list):
        return [_said(item, members) for item in value]
    if not isinstance(value, dict):
        return value
    said = {**deepcopy(dict(members.silent)), **deepcopy(dict(members.added)), **value}
    return {**said, **{name: _said(said[name], inner) for name, inner in members.inside.items() if name in said}}


def _silent(value: Any, members: Members, path: str = "") -> Any:
    if isinstance(value, list):
        return [_silent(item, members, path) for item in value]
    if not isinstance(value, dict):
        return value
    for name, nothing in members.added.items():
        if value.get(name, nothing) != nothing:
            raise CannotBeSaid(f"{path}{name}")
    lowered = {
        name: _silent(item, members.inside[name], f"{path}{name}.") if name in members.inside else item
        for name, item in value.items()
        if name not in members.added
    }
    return {name: item for name, item in lowered.items() if not _goes_without_saying(name, item, members)}


def _goes_without_saying(name: str, item: Any, members: Members) -> bool:
    return name in members.silent and item == members.silent[name]
