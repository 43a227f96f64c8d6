"""The persons behind the dossiers, as the secretariat sees them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.law import Violation
from app.domain.person_matches import EstablishedBy, MatchState, PersonMatch, dossiers_named_by
from app.domain.persons import words_of
from app.domain.rules.decisions import D52
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.errors import NotFound
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.persons import CertificateOfPerson, DossierOfPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLink:
    """Two dossiers of the person, and how it is established that both are theirs."""

    match_id: UUID
    dossier_ids: tuple[UUID, ...]
    by: EstablishedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDoubt:
    """A match that waits for the secretariat's word, and the person on its other side."""

    match_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person: dossiers, oldest first, certificates, how all that is known to be theirs, and what is in doubt."""

    id: UUID
    dossiers: Sequence[DossierOfPerson]
    certificates: Sequence[CertificateOfPerson]
    links: Sequence[PersonLink]
    doubts: Sequence[OpenDoubt]
    warnings: Sequence[Violation]


async def list_persons(uow: UnitOfWork, *, q: str, page: PageRequest) -> Page[tuple[UUID, Sequence[DossierOfPerson]]]:
    """The persons of whom all words of ``q`` are said, newest first, each with their dossiers."""
    async with uow:
        found = await uow.persons.search(words_of(q), page)
        theirs = defaultdict[UUID, list[DossierOfPerson]](list)
        for dossier in await uow.persons.dossiers_of(found.items):
            theirs[dossier.person_id].append(dossier)
    return found.narrowed(lambda ids: [(each, theirs[each]) for each in ids])


async def get_person(uow: UnitOfWork, *, person_id: UUID) -> PersonView:
    """One person. Raises NotFound."""
    async with uow:
        dossiers = await uow.persons.dossiers_of((person_id,))
        if not dossiers:
            raise NotFound
        certificates = await uow.persons.certificates_of(person_id)
        matches = await uow.persons.around((dossiers[0].id,))
        theirs = frozenset(dossier.id for dossier in dossiers)
        beyond = await uow.persons.ids_of(dossiers_named_by(matches) - theirs)
    return PersonView(
        id=person_id,
        dossiers=dossiers,
        certificates=certificates,
        links=tuple(_links(matches, theirs)),
        doubts=tuple(
            OpenDoubt(match_id=match.id, person_id=beyond[other])
            for match in matches
            if match.state is MatchState.PENDING
            for other in match.dossier_ids - theirs
        ),
        warnings=tuple(_several_valid(certificates)),
    )


async def person_of_dossier(uow: UnitOfWork, caller: Caller, dossier_id: UUID) -> UUID | None:
    """Whose the dossier is, for the secretariat; None for anybody else, who may not learn what else is theirs."""
    if caller.role is not Role.SECRETARIAT:
        return None
    async with uow:
        return (await uow.persons.ids_of((dossier_id,))).get(dossier_id)


def _links(matches: Iterable[PersonMatch], theirs: frozenset[UUID]) -> Iterable[PersonLink]:
    for match in matches:
        if match.established_by is not None and match.dossier_ids <= theirs:
            yield PersonLink(match_id=match.id, dossier_ids=tuple(sorted(match.dossier_ids)), by=match.established_by)


def _several_valid(certificates: Iterable[CertificateOfPerson]) -> Iterable[Violation]:
    """Where two persons were found to be one after their awards, one of the certificates is to be revoked (D52)."""
    valid = defaultdict[tuple[str, str | None], list[str]](list)
    for each in certificates:
        if each.state == "valid":
            valid[each.certification_code, each.option].append(each.number)
    for (code, _), numbers in valid.items():
        if len(numbers) > 1:
            listed = ", ".join(numbers)
            yield Violation(
                code="several_valid_certificates",
                rule=D52,
                detail=Text(
                    f"{code} : plusieurs certificats valides d'une personne ({listed}) ; révoquez-les tous sauf un.",
                    f"{code}: several valid certificates of one person ({listed}); revoke all but one.",
                ),
            )
