"""The catalogue of rules, as its page tells it: every edition of each, with its sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from app.api.negotiation import NegotiatedLanguage
from app.api.portal.typography import typeset, typeset_text
from app.domain.day_words import in_words
from app.domain.durations import duration
from app.domain.law import Edition, Parameter, ParameterScalar, ParametersInForce, Repeal, Rule
from app.domain.pathways import pathway_of, pathways_concerned_by
from app.domain.rules import RULES
from app.domain.text import Text

_SWITCH = {True: Text("oui", "yes"), False: Text("non", "no")}


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesOfTheDay:
    """The day on which the page is read, and the values that the secretariat has set for it and for others."""

    parameters: ParametersInForce = field(default_factory=ParametersInForce)
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterView:
    """A parameter: its value on the day, its default where that is another, the coming values with their first days."""

    name: str
    label: str
    value: str
    default: str | None
    coming: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """What a rule asks from a day on; ``quotes`` are in French, the language of their sources."""

    since: str
    repealed: bool
    requires: str | None
    quotes: tuple[str, ...]
    document: str
    parameters: tuple[ParameterView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """A rule or a decision."""

    number: str
    statement: str
    editions: tuple[EditionView, ...]
    pathways: tuple[str, ...]
    operations: tuple[str, ...]
    note: str | None


def rules_of_the_guide(language: NegotiatedLanguage, today: RulesOfTheDay) -> tuple[RuleView, ...]:
    """R1 to R79."""
    return tuple(_view(rule, language, today) for rule in RULES.values() if rule.number.startswith("R"))


def decisions(language: NegotiatedLanguage, today: RulesOfTheDay) -> tuple[RuleView, ...]:
    """D1 to D47."""
    return tuple(_view(rule, language, today) for rule in RULES.values() if rule.number.startswith("D"))


def rules_named(numbers: Iterable[str], language: NegotiatedLanguage, today: RulesOfTheDay) -> tuple[RuleView, ...]:
    """Those of these numbers."""
    return tuple(_view(RULES[number], language, today) for number in numbers)


def _view(rule: Rule, language: NegotiatedLanguage, today: RulesOfTheDay) -> RuleView:
    return RuleView(
        number=rule.number,
        statement=typeset_text(today.parameters.statement(rule, today.on), language),
        editions=tuple(_editions(rule, language, today)),
        pathways=tuple(typeset_text(pathway_of(code).label, language) for code in pathways_concerned_by(rule)),
        operations=rule.operations,
        note=typeset_text(rule.note, language) if rule.note is not None else None,
    )


def _editions(rule: Rule, language: NegotiatedLanguage, today: RulesOfTheDay) -> Iterator[EditionView]:
    """Each with its values: the one to read today with those of today, another with those of its first day."""
    for edition in rule.editions:
        asked = edition if isinstance(edition, Edition) else None
        read = replace(today, on=today.on if rule.read_on(today.on) is edition else edition.since)
        yield EditionView(
            since=in_words(edition.since).in_language(language),
            repealed=isinstance(edition, Repeal),
            requires=typeset_text(today.parameters.requirement(rule, read.on), language) if asked else None,
            quotes=tuple(typeset(quote, "fr") for quote in edition.source.quotes),
            document=typeset(edition.source.document, "fr"),
            parameters=tuple(_parameter(rule, each, language, read) for each in asked.parameters) if asked else (),
        )


def _parameter(rule: Rule, parameter: Parameter, language: NegotiatedLanguage, read: RulesOfTheDay) -> ParameterView:
    value = read.parameters.value(rule, parameter.name, read.on)
    return ParameterView(
        name=parameter.name,
        label=typeset_text(parameter.label, language),
        value=_told(parameter, value, language),
        default=_told(parameter, parameter.default, language) if value != parameter.default else None,
        coming=tuple(
            (_told(parameter, each.value, language), in_words(each.since).in_language(language))
            for each in read.parameters.coming(rule, parameter.name, read.on)
        ),
    )


def _told(parameter: Parameter, value: ParameterScalar, language: NegotiatedLanguage) -> str:
    """A value with its unit."""
    if isinstance(value, bool):
        return _SWITCH[value].in_language(language)
    if isinstance(value, int):
        return duration(value, parameter.unit).in_language(language)
    return value
