"""Lists are read page by page, newest first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """At most ``limit`` items after the one that ``after`` names (a cursor's content), or from the start."""

    limit: int = 50
    after: str | None = None

    @property
    def after_id(self) -> UUID | None:
        """The id to go on after, in lists ordered by id. Raises InvalidInput where the cursor holds none."""
        try:
            return UUID(self.after) if self.after is not None else None
        except ValueError:
            raise InvalidInput(NOT_A_CURSOR) from None


NOT_A_CURSOR = Violation(
    code="invalid_cursor",
    pointer="/cursor",
    detail=Text(
        fr="Ce curseur n'est pas celui de cette liste, ou l'est sous d'autres filtres : reprenez celui de next_cursor.",
        en="This cursor is not of this list, or is under other filters: take the one of next_cursor.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items, and where the next page starts (None at the end)."""

    items: tuple[T, ...]
    next_after: str | None = None

    def map(self, render: Callable[[T], U]) -> "Page[U]":
        """The same page, each item rendered."""
        return Page(items=tuple(render(item) for item in self.items), next_after=self.next_after)

    def narrowed(self, keep: Callable[[Sequence[T]], Iterable[U]]) -> "Page[U]":
        """What ``keep`` leaves of the same page, which goes on where it did: an item fewer ends no list."""
        return Page(items=tuple(keep(self.items)), next_after=self.next_after)


def page_of(rows: list[T], limit: int, key: Callable[[T], str]) -> Page[T]:
    """A page from ``rows``, of which one more than ``limit`` was read to know whether there is a next."""
    shown = tuple(rows[:limit])
    return Page(items=shown, next_after=key(shown[-1]) if len(rows) > limit else None)


def page_through(items: Sequence[T], request: PageRequest, key: Callable[[T], str]) -> Page[T]:
    """A page of a list that is at hand in full, in its own order; ``key`` names each item for the cursor."""
    start = 0
    if request.after is not None:
        start = next((place for place, item in enumerate(items, 1) if key(item) == request.after), len(items))
    return page_of(list(items[start : start + request.limit + 1]), request.limit, key)
