"""Rows of several, told apart: what a statement read for many keys at once, under each of them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

By = TypeVar("By")
Each = TypeVar("Each")


def grouped(pairs: Iterable[tuple[By, Each]]) -> dict[By, tuple[Each, ...]]:
    """The values under each key, in their order; a key without any is left out."""
    found = defaultdict[By, list[Each]](list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
