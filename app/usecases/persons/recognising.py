"""Whose the dossiers are: found as they are opened, and looked at again where what they show has changed (D49)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.company_facts import CompanyFacts
from app.domain.dossier import Dossier
from app.domain.person_matches import (
    EstablishedBy,
    MatchDecision,
    MatchState,
    PersonMatch,
    bequest_of,
    dossiers_named_by,
    person_id_of,
    persons_among,
    settled_by_others,
)
from app.domain.recognition import (
    Appearance,
    Likeness,
    appearance_of,
    doubtful_since,
    likeness_between,
    looked_at_again,
    new_likenesses,
    proved_by_number,
)
from app.usecases.access import Caller
from app.usecases.dossiers.acting import actor_of
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """Whom a dossier about to be opened looks like.

    ``person``: the dossiers of whom it is established to be; ``alike``: those that somebody may take for theirs.
    """

    likenesses: tuple[Likeness, ...] = ()
    person: frozenset[UUID] = frozenset()
    alike: frozenset[UUID] = frozenset()

    @property
    def is_nobody_known(self) -> bool:
        """Whether nobody looks like the dossier's candidate, and no other dossier is theirs."""
        return not (self.likenesses or self.person)

    def joined_to(self, person: frozenset[UUID]) -> "Recognition":
        """The same once the secretariat has said whose it is: its word counts before the evidence."""
        others = (each for each in self.likenesses if each.other_id not in person)
        return replace(self, person=person, likenesses=tuple(replace(each, evidence=None) for each in others))


async def recognise(uow: UnitOfWork, dossier: Dossier, company: CompanyFacts | None) -> Recognition:
    """Whose the dossier is that is about to be opened; nothing of it is written."""
    shown = appearance_of(dossier, company)
    await uow.persons.lock_identities((shown.identity,))
    if not await _alike(uow, shown):
        return Recognition()
    await uow.persons.lock_matches()
    alike = await _alike(uow, shown)  # another act may have changed them before it let the matches go
    ids = [each.dossier_id for each in alike]
    matches = await uow.persons.around(ids)
    likenesses = new_likenesses(shown, alike, matches)
    own = {each.other_id for each in likenesses if each.evidence is not None}
    persons = [person for person in persons_among(ids, matches) if person & frozenset(ids)]
    return Recognition(
        likenesses=likenesses,
        person=frozenset[UUID]().union(*(person for person in persons if person & own)),
        alike=frozenset[UUID]().union(*persons),
    )


async def keep_recognition(
    uow: UnitOfWork, dossier: Dossier, recognition: Recognition, *, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """Write down whose the dossier is, now that it is opened."""
    await _add(uow, recognition.likenesses, now=now, new_id=new_id)
    if recognition.person:
        whole = recognition.person | {dossier.id}
        await uow.persons.assign(dict.fromkeys(whole, person_id_of(whole)))


async def join_by_secretariat(
    uow: UnitOfWork,
    caller: Caller,
    pair: tuple[UUID, UUID],
    *,
    reason: str,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    """Keep as the secretariat's word that two dossiers are one person's: it named the one in the other."""
    word = MatchDecision(state=MatchState.SAME, reason=reason, decided_by=actor_of(caller), decided_at=now.at)
    await uow.persons.lock_matches()
    known = {match.dossier_ids: match for match in await uow.persons.around(pair)}
    match = known.get(frozenset(pair))
    if match is not None:
        await uow.persons.save(match.decided(word))
    else:
        await uow.persons.add(
            PersonMatch(
                id=new_id(),
                dossier_ids=frozenset(pair),
                differences=frozenset(),
                found_in=max(pair),
                found_at=now.at,
                decisions=(word,),
            )
        )
    await _settle(uow, pair)


async def join_by_company(
    uow: UnitOfWork, pairs: Collection[tuple[UUID, UUID]], *, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """Keep as established that each two awards of the former register are one person's: one civil status, one company
    (D49)."""
    await uow.persons.lock_matches()
    for oldest, other in pairs:
        match = PersonMatch(
            id=new_id(),
            dossier_ids=frozenset({oldest, other}),
            differences=frozenset(),
            evidence=EstablishedBy.SAME_COMPANY,
            found_in=other,
            found_at=now.at,
        )
        await uow.persons.add(match)
    await _settle(uow, [each for pair in pairs for each in pair])


async def look_at_matches_again(uow: UnitOfWork, award_ids: Sequence[UUID]) -> None:
    """Look again at whose those awards of the former register were found to be, which have changed: they may be many.

    Nobody new is looked for: the register's own awards are not compared with each other.
    """
    await uow.persons.lock_matches()
    for start in range(0, len(award_ids), _AT_ONCE):
        matches = await uow.persons.around(award_ids[start : start + _AT_ONCE])
        if matches:
            await _look_at(uow, matches)
            await _settle(uow, dossiers_named_by(matches))


async def recognise_again(
    uow: UnitOfWork, dossier_ids: Collection[UUID], *, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """Look again at whose those dossiers are, of which something has changed, and at those of their persons.

    Whoever changes a civil status holds it first as it was and as it is (``lock_identities``).
    """
    await uow.persons.lock_matches()
    before = await uow.persons.around(dossier_ids)
    theirs = frozenset[UUID]().union(*(p for p in persons_among(dossier_ids, before) if p & frozenset(dossier_ids)))
    await _look_at(uow, [match for match in before if match.dossier_ids & theirs])
    for shown in await uow.persons.appearances(theirs):
        await _raise_what_is_proved(uow, shown)
        alike = await _alike(uow, shown)
        matches = await uow.persons.around([shown.dossier_id, *(each.dossier_id for each in alike)])
        await _add(uow, new_likenesses(shown, alike, matches), now=now, new_id=new_id)
    await _settle(uow, theirs)


async def forget_dossier(uow: UnitOfWork, dossier_id: UUID) -> None:
    """Let go of whose the dossier was, which names nobody any more; what was said of the person stays with the rest."""
    await uow.persons.lock_matches()
    matches = await uow.persons.around((dossier_id,))
    bequest = bequest_of(dossier_id, matches)
    await uow.persons.drop(bequest.dropped)
    for match in bequest.handed_on:
        await uow.persons.save(match)
    person = next(person for person in persons_among((dossier_id,), matches) if dossier_id in person)
    await _settle(uow, person)


async def _alike(uow: UnitOfWork, shown: Appearance) -> list[Appearance]:
    found = await uow.persons.lookalikes(shown.identity)
    return [each for each in found if each.dossier_id != shown.dossier_id and likeness_between(shown, each) is not None]


async def _look_at(uow: UnitOfWork, matches: Collection[PersonMatch]) -> None:
    sides = dossiers_named_by(matches)
    shown = {each.dossier_id: each for each in await uow.persons.appearances(sides)}
    for match in matches:
        one, other = (shown.get(each) for each in sorted(match.dossier_ids))
        if one is None or other is None:
            continue
        seen = looked_at_again(match, one, other)
        if seen is None:
            await uow.persons.drop((match,))
        elif seen != match:
            await uow.persons.save(seen)


async def _raise_what_is_proved(uow: UnitOfWork, shown: Appearance) -> None:
    matches = await uow.persons.around((shown.dossier_id,))
    sides = dossiers_named_by(matches)
    around = await uow.persons.around(sides)
    raised = proved_by_number(shown, await uow.persons.appearances(sides), around)
    if raised is not None:
        await uow.persons.save(raised)
        await _settle(uow, raised.dossier_ids)


async def tell_apart(uow: UnitOfWork, match: PersonMatch) -> None:
    """Put in doubt what the evidence had established, now that it speaks for two persons."""
    matches = await uow.persons.around(match.dossier_ids)
    ids = dossiers_named_by(matches)
    shown = {each.dossier_id: each for each in await uow.persons.appearances(ids)}
    for each in doubtful_since(match, shown, matches):
        await uow.persons.save(each)


async def _add(uow: UnitOfWork, likenesses: Collection[Likeness], *, now: Moment, new_id: Callable[[], UUID]) -> None:
    for each in likenesses:
        await uow.persons.add(
            PersonMatch(
                id=new_id(),
                dossier_ids=frozenset({each.dossier_id, each.other_id}),
                differences=each.differences,
                evidence=each.evidence,
                found_in=each.dossier_id,
                found_at=now.at,
            )
        )


async def _settle(uow: UnitOfWork, dossier_ids: Collection[UUID]) -> None:
    """Drop the doubts that others have settled, and write down the persons as they are now."""
    matches = await uow.persons.around(dossier_ids)
    beyond = frozenset(dossier_ids) | dossiers_named_by(matches)
    every = await uow.persons.around(beyond)
    await uow.persons.drop(settled_by_others(every))
    persons = persons_among(beyond, every)
    await uow.persons.assign({each: person_id_of(person) for person in persons if person & beyond for each in person})
