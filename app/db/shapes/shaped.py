"""An aggregate kept as JSON: how it is written in a shape, and read from any shape that this program knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import SchemaValidator, ValidationError

from app.db.shapes.steps import CannotBeSaid, Facts, ShapeStep
from app.db.shapes.strictness import reasons, strict_validator
from app.db.shapes.unreadable import note
from app.domain.text import Text
from app.usecases.errors import FactsNotWritable, FactsOfALaterRelease, FactsUnreadable

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Shaped(Generic[T]):
    """``name`` is what it is called in ``fact_shapes``, ``record`` what people call one of them.

    ``beside`` are the members that are not in its facts, but in columns of their own or in other tables.
    ``steps[n - 1]`` leads from shape n to n + 1. ``unknown``: the member whose value this program does not know,
    where only the whole tells.
    """

    name: str
    record: Text
    kind: type[T]
    beside: frozenset[str]
    steps: tuple[ShapeStep, ...]
    unknown: Callable[[T], str | None] = lambda _: None

    @property
    def newest(self) -> int:
        """The newest shape that this program knows, in which it reads."""
        return 1 + len(self.steps)

    @cached_property
    def validator(self) -> SchemaValidator:
        """What reads the newest shape."""
        return strict_validator(self.kind)

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self.kind)

    def facts(self, value: T, shape: int) -> Facts:
        """Its facts in that shape, every member explicit in the newest.

        Raises FactsNotWritable where the shape is newer than this program, or has no words for one of the facts.
        """
        self.check_written(shape)
        facts: Facts = self._adapter.dump_python(value, mode="json", exclude=set(self.beside))
        return self.lowered(facts, shape)

    def lowered(self, facts: Facts, shape: int) -> Facts:
        """Facts of the newest shape in that one. Raises FactsNotWritable."""
        try:
            for step in reversed(self.steps[shape - 1 :]):
                facts = step.down(facts)
        except CannotBeSaid as unsaid:
            raise FactsNotWritable(_no_words_for(self, shape, unsaid.member)) from unsaid
        return facts

    def lifted(self, facts: Any, shape: int, key: object) -> Facts:
        """Facts of any shape in the newest. Raises FactsUnreadable, FactsOfALaterRelease."""
        self.check_shape(shape, key)
        if not isinstance(facts, dict):
            raise self.unreadable(key, "facts: no object")
        try:
            for step in self.steps[shape - 1 :]:
                facts = step.up(facts)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise self.unreadable(key, f"facts: not of shape {shape} ({type(error).__name__})") from None
        found: Facts = facts
        return found

    def value(self, facts: Any, shape: int, key: object, beside: Mapping[str, Any]) -> T:
        """The aggregate, from its facts and the members beside them. Raises FactsUnreadable, FactsOfALaterRelease."""
        lifted = self.lifted(facts, shape, key)
        both = lifted.keys() & beside.keys()
        if both:
            raise self.unreadable(key, "; ".join(f"{name}: unknown member" for name in sorted(both)))
        try:
            value: T = self.validator.validate_python({**lifted, **beside})
        except ValidationError as error:
            raise self.unreadable(key, reasons(error)) from None
        return self.known(value, key)

    def known(self, value: T, key: object) -> T:
        """The aggregate, of which this program knows every member. Raises FactsUnreadable."""
        member = self.unknown(value)
        if member is not None:
            raise self.unreadable(key, f"{member}: unknown value")
        return value

    def check_written(self, shape: int) -> None:
        """Raise FactsNotWritable where a newer release is in charge of what is written."""
        if shape > self.newest:
            raise FactsNotWritable(_written_by_a_later_release(self, shape))

    def check_shape(self, shape: int, key: object) -> None:
        """Raise FactsOfALaterRelease, FactsUnreadable where the shape is none that this program knows."""
        if shape > self.newest:
            later = FactsOfALaterRelease(self.record, key, shape=shape, newest=self.newest)
            note(self.name, key, later.why)
            raise later
        if shape < 1:
            raise self.unreadable(key, f"there is no shape {shape}")

    def unreadable(self, key: object, why: str) -> FactsUnreadable:
        """What to raise for one record, which is noted."""
        note(self.name, key, why)
        return FactsUnreadable(self.record, key, why)


def _written_by_a_later_release(shaped: Shaped[Any], shape: int) -> Text:
    return Text(
        f"Une version plus récente du service écrit la forme {shape} ({shaped.record.fr}) ; ce programme s'arrête à la "
        f"forme {shaped.newest} : rien n'a été changé. Renvoyez la requête dans quelques instants.",
        f"A newer release of the service writes shape {shape} ({shaped.record.en}); this program ends at shape "
        f"{shaped.newest}: nothing was changed. Send the request again in a moment.",
    )


def _no_words_for(shaped: Shaped[Any], shape: int, member: str) -> Text:
    return Text(
        f"La forme {shape}, encore écrite pour l'instant ({shaped.record.fr}), n'a pas de mot pour « {member} » : rien "
        "n'a été changé. L'exploitant passe à la forme suivante par « cqp facts upgrade --write ».",
        f"Shape {shape}, which is still written for now ({shaped.record.en}), has no words for “{member}”: nothing was "
        "changed. Whoever runs the service goes on to the next shape by “cqp facts upgrade --write”.",
    )
