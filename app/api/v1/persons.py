"""The persons behind the dossiers: found, and read with how it is known that the dossiers are theirs (D49)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody
from app.api.dependencies import LanguageDep, Now, PageQuery, Uow
from app.api.language import spoken
from app.api.negotiation import NegotiatedLanguage as LanguageCode
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.v1.personal_data import CivilStatusOut
from app.api.v1.violations import ViolationOut
from app.domain.certificates import CERTIFICATE_STATE_LABELS, CertificateState
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.person_matches import ESTABLISHED_BY_LABELS, EstablishedBy
from app.usecases.persons.reading import PersonLink, PersonView, get_person, list_persons
from app.usecases.ports.persons import CertificateOfPerson, DossierOfPerson

router = router_of("persons", "/v1/persons", description="Who is who, where two dossiers leave it in doubt.")

PersonId = Annotated[UUID, Path(description="The person's id.")]


class PersonDossierOut(AnswerBody):
    """A dossier of the person; `former_register`: an award from before the platform, which has no dossier (D77)."""

    id: UUID
    number: str
    certification_code: str
    option: str | None
    status: Status
    status_label: str
    former_register: bool

    @classmethod
    def of(cls, dossier: DossierOfPerson) -> Self:
        """It, on the wire."""
        return cls(
            id=dossier.id,
            number=dossier.number,
            certification_code=dossier.certification_code,
            option=dossier.option,
            status=dossier.status,
            status_label=spoken(STATUS_LABELS[dossier.status]),
            former_register=dossier.is_former,
        )


class PersonCertificateOut(AnswerBody):
    """A certificate of the person; `dossier_id` is null where it is of the former register."""

    number: str
    certification_code: str
    option: str | None
    state: CertificateState
    state_label: str
    dossier_id: UUID | None

    @classmethod
    def of(cls, certificate: CertificateOfPerson) -> Self:
        """It, on the wire."""
        return cls(
            number=certificate.number,
            certification_code=certificate.certification_code,
            option=certificate.option,
            state=CertificateState(certificate.state),
            state_label=spoken(CERTIFICATE_STATE_LABELS[CertificateState(certificate.state)]),
            dossier_id=certificate.dossier_id,
        )


class EstablishedOut(AnswerBody):
    """Two dossiers of the person, and how it is known that both are theirs."""

    by: EstablishedBy
    by_label: str
    dossier_ids: list[UUID]
    match_id: UUID

    @classmethod
    def of(cls, link: PersonLink) -> Self:
        """It, on the wire."""
        return cls(
            by=link.by,
            by_label=spoken(ESTABLISHED_BY_LABELS[link.by]),
            dossier_ids=list(link.dossier_ids),
            match_id=link.match_id,
        )


class PersonDoubtOut(AnswerBody):
    """A match that waits for the secretariat's word (decidePersonMatch), and the person on its other side."""

    match_id: UUID
    person_id: UUID


class PersonSummaryOut(AnswerBody):
    """A person in a list, each civil status once, dossiers oldest first."""

    id: UUID
    identities: list[CivilStatusOut]
    dossiers: list[PersonDossierOut]

    @classmethod
    def of(cls, found: tuple[UUID, Sequence[DossierOfPerson]]) -> Self:
        """It, on the wire."""
        person_id, dossiers = found
        return cls(
            id=person_id, identities=_identities(dossiers), dossiers=[PersonDossierOut.of(each) for each in dossiers]
        )


class PersonOut(AnswerBody):
    """A person: their dossiers and certificates, how it is known that these are theirs, and what is in doubt.

    `warnings`: what the secretariat has to put right, such as two valid certificates where there may be one.
    """

    id: UUID
    identities: list[CivilStatusOut]
    dossiers: list[PersonDossierOut]
    certificates: list[PersonCertificateOut]
    established_by: list[EstablishedOut]
    doubts: list[PersonDoubtOut]
    warnings: list[ViolationOut]

    @classmethod
    def of(cls, view: PersonView, on: date, language: LanguageCode) -> Self:
        """The person on the wire."""
        return cls(
            id=view.id,
            identities=_identities(view.dossiers),
            dossiers=[PersonDossierOut.of(each) for each in view.dossiers],
            certificates=[PersonCertificateOut.of(each) for each in view.certificates],
            established_by=[EstablishedOut.of(each) for each in view.links],
            doubts=[PersonDoubtOut(match_id=each.match_id, person_id=each.person_id) for each in view.doubts],
            warnings=[ViolationOut.of(each, on, language) for each in view.warnings],
        )


def _identities(dossiers: Sequence[DossierOfPerson]) -> list[CivilStatusOut]:
    return [CivilStatusOut.of(each) for each in dict.fromkeys(dossier.identity for dossier in dossiers)]


@router.get("", operation_id="listPersons", summary="Find persons", responses=problems(401, 403, 422))
async def list_all(
    uow: Uow,
    page: PageQuery,
    request: Request,
    response: Response,
    q: Annotated[
        str,
        Query(
            max_length=200,
            description="Words of the civil status or of a dossier's number, without case and accents; all of them "
            "have to be there.",
        ),
    ] = "",
) -> PageOut[PersonSummaryOut]:
    """The persons behind the dossiers, newest first. Two people under one civil status are two."""
    found = await list_persons(uow, q=q, page=page)
    return PageOut[PersonSummaryOut].of(found, PersonSummaryOut.of, request, response)


@router.get("/{person_id}", operation_id="getPerson", summary="Read a person", responses=problems(401, 403, 404, 422))
async def get_one(person_id: PersonId, uow: Uow, now: Now, language: LanguageDep) -> PersonOut:
    """All that is theirs, and how it is known. The id changes where persons are joined or told apart."""
    return PersonOut.of(await get_person(uow, person_id=person_id), now.on, language)
