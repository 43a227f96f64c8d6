"""All that is held on a person, for whoever asks to see it (GDPR, articles 15 and 20)."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.dependencies import CallerDep, NewId, Now, Uow
from app.api.fields import Day
from app.api.problems import problems
from app.api.route_contract import secret_response
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.domain.persons import Identity
from app.usecases.moment import Moment
from app.usecases.personal_data.exporting import Asked, Held, export_personal_data
from app.usecases.ports.personal_data import PersonalDataRow

router = router_of("persons", "/v1/persons", description="Who is who, where two dossiers leave it in doubt.")

_Rows = list[dict[str, Any]]


class CivilStatusIn(RequestBody):
    """A person's civil status, read without case and accents."""

    birth_name: Line
    first_names: Line
    birth_date: Day
    birth_place: Line


class PersonalDataRequestIn(RequestBody):
    """Whose data is asked for: a person, the candidate of a dossier, or whoever bears a civil status; one of the three.

    A civil status that several persons bear is refused (`ambiguous_person`), and `errors` names each of them.
    """

    person_id: UUID | None = None
    dossier_id: UUID | None = None
    person: CivilStatusIn | None = None


class CivilStatusOut(MirrorBody):
    """A civil status under which the person was written down."""

    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date
    birth_place: str


class PersonalDataRecordsOut(AnswerBody):
    """The rows as they are kept, never with a password, a token or the digest of one, nor the words of a mail."""

    dossiers: Annotated[_Rows, Field(description="Each dossier whole, under `facts`.")]
    documents: Annotated[_Rows, Field(description="Every version of every document; `content` is where it is read.")]
    history: Annotated[_Rows, Field(description="Who did what, and who read or exported what.")]
    events: _Rows
    certificates: _Rows
    passport_records: Annotated[_Rows, Field(description="What the training passport is told of each award (D76).")]
    passport_batches: Annotated[_Rows, Field(description="In which batches it was told, and what was answered.")]
    surveys: Annotated[_Rows, Field(description="What the person was asked of their way since, and answered.")]
    papers: Annotated[_Rows, Field(description="The words of the papers that were printed.")]
    partner_decisions: _Rows
    bridge_requests: _Rows
    fundings: _Rows
    links: Annotated[_Rows, Field(description="Links that were sent for the dossiers, or to the person.")]
    mails: Annotated[_Rows, Field(description="Mails to the person's address: when, about what, what became of them.")]
    imported_rows: _Rows
    takeover_records: Annotated[_Rows, Field(description="From which source each dossier or award was taken over.")]
    former_awards: Annotated[_Rows, Field(description="Awards from before the platform (D77).")]
    doubts: Annotated[_Rows, Field(description="Whether somebody else was taken for the same person.")]
    drafts: Annotated[_Rows, Field(description="Drafts that the person, or somebody of their dossiers, left.")]
    accounts: Annotated[_Rows, Field(description="Accounts under the person's address, with their roles and sessions.")]
    roles: _Rows
    sessions: _Rows
    identities: Annotated[_Rows, Field(description="With which identity providers the accounts are tied.")]
    vouched_sessions: _Rows
    evaluators: _Rows


class PersonalDataOut(AnswerBody):
    """All that is held on one person, at that instant."""

    exported_at: datetime
    identities: list[CivilStatusOut]
    records: PersonalDataRecordsOut

    @classmethod
    def of(cls, held: Held, now: Moment) -> Self:
        """The export on the wire."""
        rows = {name: [_plain(row) for row in found] for name, found in held.records.items()}
        documents = [{**row, "content": _content(row)} for row in rows.pop("documents")]
        return cls(
            exported_at=now.at,
            identities=[CivilStatusOut.of(identity) for identity in held.identities],
            records=PersonalDataRecordsOut(documents=documents, **rows),
        )


@router.post(
    "/export",
    operation_id="exportPersonalData",
    summary="Export all that is held on a person",
    responses=problems(401, 403, 404, 422),
)
@secret_response
async def export(body: PersonalDataRequestIn, caller: CallerDep, uow: Uow, now: Now, new_id: NewId) -> PersonalDataOut:
    """Over all the dossiers of the person, and none of somebody else's who bears the same civil status.

    That it was exported is a line of each dossier's history. The files are read one by one, at `content`.
    """
    person = body.person
    identity = Identity(**person.model_dump()) if person is not None else None
    asked = Asked(person_id=body.person_id, dossier_id=body.dossier_id, identity=identity)
    return PersonalDataOut.of(await export_personal_data(uow, caller, asked, now=now, new_id=new_id), now)


def _plain(row: PersonalDataRow) -> dict[str, Any]:
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}


def _content(row: PersonalDataRow) -> str:
    return f"/v1/dossiers/{row['dossier_id']}/documents/{row['id']}/content"
