"""The catalogue of rules, as its page tells it: every edition of each, with its sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.api.negotiation import Language
from app.api.portal.typography import printed, said
from app.domain.day_words import in_words
from app.domain.law import Edition, Parameter, ParametersInForce, Repeal, Rule
from app.domain.pathways import pathway_of, pathways_concerned_by
from app.domain.rules import RULES
from app.domain.text import Text

_UNITS = {
    "days": Text("jours", "days"),
    "weeks": Text("semaines", "weeks"),
    "months": Text("mois", "months"),
    "years": Text("ans", "years"),
    "hours": Text("heures", "hours"),
}
_SWITCH = {True: Text("oui", "yes"), False: Text("non", "no")}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """What a rule asks from a day on; ``quotes`` are in French, the language of their sources."""

    since: str
    repealed: bool
    requires: str | None
    quotes: tuple[str, ...]
    document: str
    parameters: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """A rule or a decision."""

    number: str
    statement: str
    editions: tuple[EditionView, ...]
    pathways: tuple[str, ...]
    operations: tuple[str, ...]
    note: str | None


def rules_of_the_guide(language: Language) -> tuple[RuleView, ...]:
    """R1 to R79."""
    return tuple(_view(rule, language) for rule in RULES.values() if rule.number.startswith("R"))


def decisions(language: Language) -> tuple[RuleView, ...]:
    """D1 to D47."""
    return tuple(_view(rule, language) for rule in RULES.values() if rule.number.startswith("D"))


def _view(rule: Rule, language: Language) -> RuleView:
    return RuleView(
        number=rule.number,
        statement=said(rule.statement, language),
        editions=tuple(_editions(rule, language)),
        pathways=tuple(said(pathway_of(code).label, language) for code in pathways_concerned_by(rule)),
        operations=rule.operations,
        note=said(rule.note, language) if rule.note is not None else None,
    )


def _editions(rule: Rule, language: Language) -> Iterator[EditionView]:
    for edition in rule.editions:
        asked = edition if isinstance(edition, Edition) else None
        yield EditionView(
            since=in_words(edition.since).in_language(language),
            repealed=isinstance(edition, Repeal),
            requires=said(ParametersInForce().requirement(rule, asked.since), language) if asked else None,
            quotes=tuple(printed(quote, "fr") for quote in edition.source.quotes),
            document=printed(edition.source.document, "fr"),
            parameters=tuple(_parameter(each, language) for each in asked.parameters) if asked else (),
        )


def _parameter(parameter: Parameter, language: Language) -> tuple[str, str, str]:
    """Its name, its label, and its default with its unit and its bounds."""
    default, unit = parameter.default, _UNITS.get(parameter.unit)
    value = _SWITCH[default].in_language(language) if isinstance(default, bool) else str(default)
    bounds = f" ({parameter.minimum}–{parameter.maximum})" if parameter.minimum is not None else ""
    told = f"{value} {unit.in_language(language)}{bounds}" if unit is not None else value
    return parameter.name, said(parameter.label, language), told
