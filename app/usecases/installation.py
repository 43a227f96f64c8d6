"""Whose the document store is: a copy of the database never deletes the files of the original."""

from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from app.usecases.ports.installation import Installation, InstallationRecord, StoreMark


class StoreOwner(StrEnum):
    """Whose a store is, seen from a database."""

    NOBODY = "nobody"
    OURS = "ours"
    LATER = "later"
    ANOTHER = "another"


class StoreNotOursError(Exception):
    """The store belongs to another database, or to a later state of this one: nothing of it is deleted."""

    def __init__(self, owner: StoreOwner) -> None:
        super().__init__(f"the document store is not this database's to clean ({owner}): see `cqp doctor`")
        self.owner = owner


def owner_of(mark: Installation | None, ours: Installation) -> StoreOwner:
    """Whose the store is that bears the mark."""
    if mark is None:
        return StoreOwner.NOBODY
    if mark.name != ours.name:
        return StoreOwner.ANOTHER
    return StoreOwner.LATER if mark.generation > ours.generation else StoreOwner.OURS


async def find_owner(record: InstallationRecord, store: StoreMark) -> StoreOwner:
    """Whose the store is, without changing anything. Raises StoreUnavailable."""
    return owner_of(await store.read_mark(), await record.read())


async def look_after_store(record: InstallationRecord, store: StoreMark) -> None:
    """Take the store in hand before anything of it is deleted: the database first, then the mark.

    Done each night, so that a copy that was made before falls behind within a day. Raises StoreNotOursError,
    StoreUnavailable.
    """
    ours = await record.read()
    owner = owner_of(await store.read_mark(), ours)
    if owner not in {StoreOwner.NOBODY, StoreOwner.OURS}:
        raise StoreNotOursError(owner)
    await _advance(record, store, ours, beyond=ours.generation)


async def adopt_store(record: InstallationRecord, store: StoreMark) -> None:
    """Make the store this database's own, whatever it was: after a restoration, which takes the original's place.

    Raises StoreUnavailable.
    """
    mark, ours = await store.read_mark(), await record.read()
    await _advance(record, store, ours, beyond=max(ours.generation, mark.generation if mark is not None else 0))


async def become_a_copy(record: InstallationRecord, *, name: UUID) -> None:
    """Give the database a name of its own: no store that the original looks after will ever be its."""
    await record.write(Installation(name=name, generation=0))


async def _advance(record: InstallationRecord, store: StoreMark, ours: Installation, *, beyond: int) -> None:
    following = replace(ours, generation=beyond + 1)
    await record.write(following)
    await store.write_mark(following)
