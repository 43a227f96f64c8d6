"""Doubts on who is who, noted as dossiers are opened and their civil status is corrected."""

from collections.abc import Callable
from uuid import UUID

from app.domain.dossier import Dossier
from app.domain.person_matches import PersonMatch
from app.domain.persons import Identity, possible_match_between
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork


async def record_possible_matches(
    uow: UnitOfWork, dossier: Dossier, *, former: Identity | None = None, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """Keep a match for every person that the candidate may be too; nothing is carried over until it is decided.

    ``former``: whom a correction said that the candidate was. What was decided of them follows them.
    """
    identity = dossier.candidate.identity
    if former is not None and former.key != identity.key:
        await _follow(uow, former.key, identity.key)
    for other in await uow.persons.lookalikes(identity):
        differences = possible_match_between(identity, other)
        if differences:
            keys = frozenset({identity.key, other.key})
            await uow.persons.add(
                PersonMatch(id=new_id(), keys=keys, differences=differences, found_in=dossier.id, found_at=now.at)
            )


async def _follow(uow: UnitOfWork, former: str, current: str) -> None:
    """Move the matches of a key that nobody has any more; those not decided are found anew where doubt remains."""
    if await uow.persons.dossiers_of(frozenset({former})):
        return
    standing = {match.keys: match for match in await uow.persons.naming(current)}
    for match in await uow.persons.naming(former):
        moved = match.followed(former, current) if match.decisions else None
        twin = standing.get(moved.keys) if moved is not None else None
        if moved is None or (twin is not None and twin.decisions):
            await uow.persons.drop(match)
            continue
        if twin is not None:
            await uow.persons.drop(twin)
        await uow.persons.save(moved)
