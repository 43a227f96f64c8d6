"""How a rule is written down: the guide's rules with its sentences, the decisions with their own text."""

from datetime import date

from app.domain.law import GUIDE_IN_FORCE_FROM, Concern, Edition, Parameter, Rule, Source
from app.domain.text import Text

GUIDE = "Mode d'emploi des CQP/CQPI des industries chimiques, édition 2017"
DECISIONS = "Décisions de la plateforme"

CQPI_IN_FORCE_FROM = date(2013, 2, 14)
"""The day on which the CPNE joined the scheme of the CQPI (R9)."""


def guide_rule(
    name: str,
    *,
    fr: str,
    en: str,
    quotes: tuple[str, ...],
    requires: Text | None = None,
    parameters: tuple[Parameter, ...] = (),
    concerns: Concern = Concern.NAMED_ALONE,
    operations: tuple[str, ...] = (),
    note: Text | None = None,
    since: date = GUIDE_IN_FORCE_FROM,
) -> Rule:
    """A rule of the guide, in its first edition; without ``requires`` the statement says all that is asked."""
    statement = Text(fr=fr, en=en)
    source = Source(document=GUIDE, quotes=quotes)
    first = Edition(since=since, source=source, requires=requires or statement, parameters=parameters)
    return Rule(
        number=name, statement=statement, editions=(first,), concerns=concerns, operations=operations, note=note
    )


def decision(
    name: str,
    *,
    fr: str,
    en: str,
    decided: str,
    requires: Text | None = None,
    parameters: tuple[Parameter, ...] = (),
    concerns: Concern = Concern.NAMED_ALONE,
    operations: tuple[str, ...],
    note: Text | None = None,
) -> Rule:
    """A decision where the guide is silent or contradicts itself; ``decided`` is its text, and so its quote."""
    statement = Text(fr=fr, en=en)
    source = Source(document=DECISIONS, quotes=(decided,))
    first = Edition(since=GUIDE_IN_FORCE_FROM, source=source, requires=requires or statement, parameters=parameters)
    return Rule(
        number=name, statement=statement, editions=(first,), concerns=concerns, operations=operations, note=note
    )


def number(name: str, default: int, unit: str, fr: str, en: str, *, within: tuple[int, int]) -> Parameter:
    """A delay or a threshold, in ``unit``; ``within``: the least and the most that it may be (D61)."""
    least, most = within
    return Parameter(name=name, default=default, unit=unit, label=Text(fr=fr, en=en), minimum=least, maximum=most)


def switch(name: str, default: bool, fr: str, en: str) -> Parameter:
    """Something that is on or off."""
    return Parameter(name=name, default=default, unit="switch", label=Text(fr=fr, en=en))


def choice(name: str, default: str, choices: tuple[str, ...], fr: str, en: str) -> Parameter:
    """One of the named ``choices``."""
    return Parameter(name=name, default=default, unit="choice", label=Text(fr=fr, en=en), choices=choices)
