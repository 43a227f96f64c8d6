"""One parameter of a rule: read it, and give it a value from a coming day on (D46)."""

from datetime import date

from app.domain.law import Parameter, ParameterScalar, ParameterValue, Rule
from app.domain.rule_parameters import start_fault, value_fault
from app.domain.rules import RULES
from app.usecases.errors import InvalidInput, NotFound, RulesRefused
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned
from app.usecases.preconditions import Precondition
from app.usecases.reference.list_rules import ParameterInForce, parameter_in_force


async def get_rule_parameter(uow: UnitOfWork, *, number: str, name: str, on: date) -> Versioned[ParameterInForce]:
    """The parameter as it stands on ``on``. Raises NotFound."""
    rule, parameter = _declared(number, name, on)
    async with uow:
        known = await uow.reference.parameters()
        version = await uow.reference.parameter_version(number, name)
    return Versioned(parameter_in_force(rule, parameter, known, on), version)


async def put_rule_parameter(
    uow: UnitOfWork,
    *,
    number: str,
    name: str,
    value: ParameterScalar,
    since: date,
    source: str,
    precondition: Precondition,
    now: Moment,
) -> Versioned[ParameterInForce]:
    """Set the parameter from ``since`` on. Its first value needs no If-Match: only the default stood before it.

    Raises NotFound, PreconditionRequired, StaleVersion, InvalidInput, RulesRefused.
    """
    rule, parameter = _declared(number, name, since)
    async with uow:
        over = await uow.reference.parameter_version(number, name)
        precondition.check_replacement(over, exists=over > 0)
        _check(parameter, value, since, now.on)
        given = ParameterValue(rule=number, name=name, value=value, since=since, source=source)
        version = await uow.reference.put_parameter(given, over=over, at=now.at)
        known = await uow.reference.parameters()
        await uow.commit()
    return Versioned(parameter_in_force(rule, parameter, known, now.on), version)


def _declared(number: str, name: str, on: date) -> tuple[Rule, Parameter]:
    rule = RULES.get(number)
    edition = rule and rule.on(on)
    parameter = next((each for each in edition.parameters if each.name == name), None) if edition else None
    if rule is None or parameter is None:
        raise NotFound
    return rule, parameter


def _check(parameter: Parameter, value: ParameterScalar, since: date, on: date) -> None:
    unsuitable, too_early = value_fault(parameter, value), start_fault(since, on)
    if unsuitable is not None:
        raise InvalidInput(*(each for each in (unsuitable, too_early) if each is not None))
    if too_early is not None:
        raise RulesRefused([too_early], on)
