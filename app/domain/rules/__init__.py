"""The rulebook: every rule of the branch's guide, R1 to R79, and every decision where it is silent, D1 and more."""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.law import Rule
from app.domain.rules import (
    admissibility,
    assessment,
    bridges,
    common_law_vae,
    decisions,
    evaluators,
    funding,
    individualised_training,
    jury,
    scheme,
    simplified_vae,
    statuses,
)

_CHAPTERS = (
    scheme,
    evaluators,
    individualised_training,
    simplified_vae,
    common_law_vae,
    admissibility,
    assessment,
    jury,
    statuses,
    bridges,
    funding,
    decisions,
)


def _place(entry: Rule) -> tuple[bool, int]:
    return entry.number.startswith("D"), int(entry.number[1:])


_WRITTEN = (entry for chapter in _CHAPTERS for entry in vars(chapter).values() if isinstance(entry, Rule))

RULES: Mapping[str, Rule] = MappingProxyType({entry.number: entry for entry in sorted(_WRITTEN, key=_place)})
"""Every rule by its number, in the order of the rulebook: the guide's, then the decisions."""


def rule(number: str) -> Rule:
    """The rule named ``number`` (``"R31"``, ``"D31"``); KeyError where there is none."""
    return RULES[number]
