"""The rulebook: every rule of the branch's guide, R1 to R79, and every decision where it is silent, D1 to D47."""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.law import Rule
from app.domain.rules import (
    admissibility,
    assessment,
    bridges,
    common_law_vae,
    decisions_admissibility,
    decisions_order,
    decisions_people,
    decisions_procedure,
    decisions_records,
    decisions_scope,
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
    decisions_order,
    decisions_admissibility,
    decisions_people,
    decisions_scope,
    decisions_procedure,
    decisions_records,
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {entry.number: entry for chapter in _CHAPTERS for entry in vars(chapter).values() if isinstance(entry, Rule)}
)
"""Every rule by its number, in the order of the rulebook."""


def rule(number: str) -> Rule:
    """The rule named ``number`` (``"R31"``, ``"D31"``); KeyError where there is none."""
    return RULES[number]
