"""The shape of a rule: a sentence of the guide, and what is asked of whom from which day on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto

from app.domain.durations import UNITS, duration
from app.domain.text import Text

ParameterScalar = int | bool | str
"""What a parameter of a rule may hold: a number of days or months, a switch, or a named choice."""

GUIDE_IN_FORCE_FROM = date(2011, 4, 27)
"""The day on which the CPNE created the scheme (the guide's second page)."""


class Concern(Enum):
    """Which pathways a rule is about, besides those whose page names it."""

    NAMED_ALONE = auto()
    ASSESSED_PATHWAYS = auto()
    EVERY_PATHWAY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a rule comes from: a document, and its very sentences."""

    document: str
    quotes: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.document or not self.quotes or not all(self.quotes):
            raise ValueError("a source names its document and quotes at least one sentence of it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A delay, a threshold or a switch that the secretariat may change from a coming day on (D46).

    ``unit`` is one of ``days``, ``months``, ``years``, ``weeks``, ``hours``, ``switch``, ``choice``. What counts has
    bounds, both included, in which every act still works (D61): ``minimum`` and ``maximum``.
    """

    name: str
    default: ParameterScalar
    unit: str
    label: Text
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None

    def __post_init__(self) -> None:
        if not self.admits(self.default):
            raise ValueError(f"{self.name}: the default is one of the values that the parameter admits")

    def admits(self, value: ParameterScalar) -> bool:
        """Whether ``value`` suits the unit: true or false, one of the choices, else a whole number in its bounds."""
        if self.unit == "switch":
            return isinstance(value, bool)
        if self.unit == "choice":
            return value in self.choices
        if self.minimum is None or self.maximum is None or isinstance(value, bool) or not isinstance(value, int):
            return False
        return self.minimum <= value <= self.maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a rule asks from ``since`` on, until the next edition.

    ``requires`` may name its parameters in braces: ``{months}`` for the number, ``{months_in_words}`` for the whole
    delay, such as ``deux mois``. ``ParametersInForce.requirement`` puts their values in.
    """

    since: date
    source: Source
    requires: Text
    parameters: tuple[Parameter, ...] = ()

    def parameter(self, name: str) -> Parameter:
        """The parameter that this edition declares under ``name``; KeyError where it declares none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeal:
    """The day from which a rule no longer holds, and the text that ended it."""

    since: date
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the branch (``R31``) or one decision where the guide is silent (``D31``).

    ``statement`` may name the parameters of the edition in force, as ``Edition.requires`` does.
    ``pathways`` and ``operations`` say where it applies; empty ``operations`` need a ``note`` that says why.
    """

    number: str
    statement: Text
    editions: tuple[Edition | Repeal, ...]
    concerns: Concern = Concern.NAMED_ALONE
    operations: tuple[str, ...] = ()
    note: Text | None = None

    def __post_init__(self) -> None:
        days = [edition.since for edition in self.editions]
        if not days or days != sorted(set(days)):
            raise ValueError(f"{self.number}: editions are dated and in order")
        if isinstance(self.editions[0], Repeal):
            raise ValueError(f"{self.number}: a rule is in force before it is repealed")

    def on(self, day: date) -> Edition | None:
        """The edition in force on ``day``, or None before the first one and after a repeal."""
        current: Edition | Repeal | None = None
        for edition in self.editions:
            if edition.since <= day:
                current = edition
        return current if isinstance(current, Edition) else None

    def ends(self, edition: Edition) -> date | None:
        """The day from which ``edition`` no longer holds, or None while nothing follows it."""
        return next((later.since for later in self.editions if later.since > edition.since), None)

    def read_on(self, day: date) -> Edition:
        """The edition to read on ``day``: the one in force, else the last that was, else the first to come."""
        editions = [edition for edition in self.editions if isinstance(edition, Edition)]
        begun = [edition for edition in editions if edition.since <= day]
        return begun[-1] if begun else editions[0]

    def quote_on(self, day: date, sentence: int = 0) -> str:
        """The sentence to cite on ``day``: the first one quoted, or the one at the place ``sentence``."""
        return self.read_on(day).source.quotes[sentence]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """A value given to a rule's parameter from a day on, by the secretariat, with its source (D46)."""

    rule: str
    name: str
    value: ParameterScalar
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class ParametersInForce:
    """The values that the secretariat has set, read on a day: a fact that the domain receives."""

    values: tuple[ParameterValue, ...] = ()
    _by_key: Mapping[tuple[str, str], tuple[ParameterValue, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        grouped: dict[tuple[str, str], tuple[ParameterValue, ...]] = {}
        for value in sorted(self.values, key=lambda each: each.since):
            key = (value.rule, value.name)
            grouped[key] = (*grouped.get(key, ()), value)
        object.__setattr__(self, "_by_key", grouped)

    def value(self, rule: Rule, name: str, on: date) -> ParameterScalar:
        """The value of ``name`` on ``on``: the latest one set, else the default of the edition in force.

        A new edition brings its own defaults: what was set under the former one ends with it. What the parameter
        does not admit, set before it had bounds (D61), counts for nothing.
        Raises KeyError where the edition declares no such parameter.
        """
        edition = rule.read_on(on)
        parameter = edition.parameter(name)
        current = parameter.default
        for candidate in self._by_key.get((rule.number, name), ()):
            if edition.since <= candidate.since <= on and parameter.admits(candidate.value):
                current = candidate.value
        return current

    def coming(self, rule: Rule, name: str, on: date) -> tuple[ParameterValue, ...]:
        """The values set for days after ``on``, the next one first."""
        return tuple(each for each in self._by_key.get((rule.number, name), ()) if each.since > on)

    def number(self, rule: Rule, name: str, on: date) -> int:
        """The same, for a parameter that counts something."""
        value = self.value(rule, name, on)
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{rule.number}.{name} is not a number")
        return value

    def switched_on(self, rule: Rule, name: str, on: date) -> bool:
        """The same, for a parameter that is on or off."""
        value = self.value(rule, name, on)
        if not isinstance(value, bool):
            raise TypeError(f"{rule.number}.{name} is not a switch")
        return value

    def choice(self, rule: Rule, name: str, on: date) -> str:
        """The same, for a parameter that names one of its choices."""
        value = self.value(rule, name, on)
        if not isinstance(value, str):
            raise TypeError(f"{rule.number}.{name} is not a choice")
        return value

    def requirement(self, rule: Rule, on: date) -> Text:
        """What ``rule`` asks on ``on``, the values in force put in their places."""
        return self._with_values(rule, rule.read_on(on).requires, on)

    def statement(self, rule: Rule, on: date) -> Text:
        """The sentence of ``rule`` as it is said on ``on``, the values in force put in their places."""
        return self._with_values(rule, rule.statement, on)

    def _with_values(self, rule: Rule, text: Text, on: date) -> Text:
        values = {each: self.value(rule, each.name, on) for each in rule.read_on(on).parameters}
        digits = {parameter.name: value for parameter, value in values.items()}
        words = {
            f"{parameter.name}_in_words": duration(value, parameter.unit)
            for parameter, value in values.items()
            if parameter.unit in UNITS and isinstance(value, int)
        }
        return Text(
            fr=text.fr.format_map({**digits, **{name: said.fr for name, said in words.items()}}),
            en=text.en.format_map({**digits, **{name: said.en for name, said in words.items()}}),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One reason why something is refused: the rule where one is broken, and where the fault lies.

    ``code`` is stable and read by programs; ``pointer`` is a JSON pointer into the request where it has a place;
    ``sentence`` is the place of the broken condition's quote among those of the rule.
    """

    code: str
    detail: Text
    rule: Rule | None = None
    pointer: str | None = None
    sentence: int = 0

    def quote_on(self, day: date) -> str | None:
        """The sentence that is broken, as it reads on ``day``; None where no rule is."""
        return self.rule.quote_on(day, self.sentence) if self.rule else None

    def as_warning(self) -> "RuleWarning":
        """The same, only pointed out. Raises ValueError where no rule is broken: nothing else is worth a warning."""
        if self.rule is None:
            raise ValueError(f"{self.code}: a warning names the rule that has it told")
        return RuleWarning(
            code=self.code, detail=self.detail, rule=self.rule, pointer=self.pointer, sentence=self.sentence
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWarning:
    """Something that a rule would have people know, and that stops nothing; its members are a violation's."""

    code: str
    detail: Text
    rule: Rule
    pointer: str | None = None
    sentence: int = 0

    def quote_on(self, day: date) -> str:
        """The sentence that has it told, as it reads on ``day``."""
        return self.rule.quote_on(day, self.sentence)
