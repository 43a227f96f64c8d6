"""The rulebook as it stands on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.law import Edition, Parameter, ParameterScalar, ParametersInForce, ParameterValue, Rule
from app.domain.rules import RULES
from app.domain.text import Text
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterInForce:
    """A parameter on a day: its declaration, its value, and every value set for it, past and coming."""

    parameter: Parameter
    value: ParameterScalar
    values: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInForce:
    """A rule on a day: the edition in force, its last day where a later one is known, and its parameters.

    ``statement`` and ``requires`` say the values of that day.
    """

    rule: Rule
    edition: Edition
    statement: Text
    requires: Text
    until: date | None
    parameters: tuple[ParameterInForce, ...]


async def list_rules(uow: UnitOfWork, *, on: date, page: PageRequest) -> Page[RuleInForce]:
    """The rules in force on ``on``, in the order of the rulebook."""
    set_by_secretariat = await values_set(uow)
    found = (_in_force(rule, set_by_secretariat, on) for rule in RULES.values())
    return page_through([each for each in found if each is not None], page, key=lambda each: each.rule.number)


async def values_set(uow: UnitOfWork) -> ParametersInForce:
    """Every value that the secretariat has set, past and coming."""
    async with uow:
        return await uow.reference.parameters()


def parameter_in_force(rule: Rule, parameter: Parameter, known: ParametersInForce, on: date) -> ParameterInForce:
    """One parameter of ``rule`` as it stands on ``on``."""
    return ParameterInForce(
        parameter=parameter,
        value=known.value(rule, parameter.name, on),
        values=tuple(each for each in known.values if (each.rule, each.name) == (rule.number, parameter.name)),
    )


def _in_force(rule: Rule, known: ParametersInForce, on: date) -> RuleInForce | None:
    edition = rule.on(on)
    if edition is None:
        return None
    later = [each.since for each in rule.editions if each.since > on]
    return RuleInForce(
        rule=rule,
        edition=edition,
        statement=known.statement(rule, on),
        requires=known.requirement(rule, on),
        until=later[0] - timedelta(days=1) if later else None,
        parameters=tuple(parameter_in_force(rule, each, known, on) for each in edition.parameters),
    )
