"""A scan does many things, each in a transaction of its own."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from app.usecases.errors import FactsUnreadable

Item = TypeVar("Item")
Done = TypeVar("Done")


async def for_each_isolated(
    items: Iterable[Item], do: Callable[[Item], Awaitable[Done]], *, stopped_by: tuple[type[Exception], ...] = ()
) -> list[Done]:
    """What doing it to each gave. What fails holds up none of the others, and is raised at the end: ExceptionGroup.

    ``revocation_keys_of`` are the failures after which the others would fail too: they are raised at once. A record
    that cannot be read is set apart: it was told where it was tried, and the next scan tries it again.
    """
    done, failures = [], []
    for item in items:
        try:
            done.append(await do(item))
        except stopped_by:
            raise
        except FactsUnreadable:
            continue
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("not done to all", failures)
    return done


async def unless_unreadable(reading: Awaitable[Done]) -> Done | None:
    """What was read; None where the record cannot be, which was told where it was tried."""
    try:
        return await reading
    except FactsUnreadable:
        return None


async def readable_among(
    items: Sequence[Item], read: Callable[[Sequence[Item]], Awaitable[Sequence[Done]]]
) -> Sequence[Done]:
    """What ``read`` makes of all of them together; where a record that it needs cannot be read, of each that needs
    none such."""
    together = await unless_unreadable(read(items))
    if together is not None:
        return together
    apart = [await unless_unreadable(read((item,))) for item in items]
    return [done for some in apart if some is not None for done in some]
