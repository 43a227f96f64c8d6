"""Lists read to their end."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from cqp_chimie.problems import answered
from cqp_chimie.rest.models.problem import Problem
from cqp_chimie.rest.types import UNSET, Unset

Item_co = TypeVar("Item_co", covariant=True)


class Page(Protocol[Item_co]):
    """A page of a list, as every operation answers one."""

    @property
    def items(self) -> Sequence[Item_co]: ...
    @property
    def next_cursor(self) -> str | None: ...


def every(operation: Callable[..., Page[Item_co] | Problem | None], **arguments: Any) -> Iterator[Item_co]:
    """Each item of all pages: ``every(list_dossiers.sync, client=employer, status=[Status.AWAITING_JURY])``.

    Raises ProblemError.
    """
    cursor: str | Unset = UNSET
    while True:
        page = answered(operation(cursor=cursor, **arguments))
        yield from page.items
        if page.next_cursor is None:
            return
        cursor = page.next_cursor
