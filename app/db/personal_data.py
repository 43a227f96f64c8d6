"""What is held on persons, as rows: read whole for their export, forgotten once its time is over."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Update,
    case,
    cast,
    delete,
    func,
    null,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.outbox import IS_OVER
from app.db.tables import (
    bridge_requests,
    certificates,
    cpf_batch_lines,
    cpf_records,
    documents,
    dossier_departures,
    dossier_history,
    dossier_persons,
    dossiers,
    drafts,
    emails,
    evaluators,
    events,
    former_awards,
    fundings,
    identities,
    imported_rows,
    links,
    partner_decisions,
    person_matches,
    printed_papers,
    reminders,
    sessions,
    surveys,
    takeover_records,
    user_roles,
    users,
    vouched_sessions,
)
from app.domain.documents import DocumentState
from app.domain.dossier import Status
from app.usecases.ports.paper import PaperKind
from app.usecases.ports.personal_data import PersonalDataRow

_OVER = (Status.AWARDED, Status.PARTIALLY_AWARDED, Status.NOT_AWARDED, Status.CLOSED)
_LETTERS = (
    PaperKind.ADMISSIBILITY_ATTESTATION,
    PaperKind.ADMISSIBILITY_REFUSAL,
    PaperKind.DECISION,
    PaperKind.APPEAL_ACKNOWLEDGEMENT,
    PaperKind.APPEAL_ANSWER,
)
_OF_THE_CHAIN = ("salt", "words_digest", "hash")
_TAKEN_OFF = (DocumentState.REMOVED, DocumentState.DELETED)
"""The states of what is shown to nobody, in an export neither (D67)."""


_LOOK_AGAIN = text(
    """
    UPDATE dossiers SET looked_at_again_on = seen.again_on
    FROM (
        SELECT d.id, s.again_on
        FROM unnest(CAST(:ids AS uuid[]), CAST(:days AS date[])) AS s (id, again_on) JOIN dossiers d ON d.id = s.id
        ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED
    ) seen
    WHERE dossiers.id = seen.id
    """
)
KEPT_OF_A_SESSION = (
    "id user_id dossier_id role factor opened_at last_used_at expires_at ended_at awaits_enrolment proved_at"
)
"""What is kept of the session of a guest: that it was, never of whom nor from where."""


class SqlPersonalData:
    """The rows that name people."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def over(
        self, *, opened_before: datetime, after: UUID | None, limit: int, unseen_on: date | None = None
    ) -> Sequence[UUID]:
        """The ids of dossiers that are over and not anonymised."""
        query = select(dossiers.c.id).where(dossiers.c.status.in_(_OVER), dossiers.c.created_at < opened_before)
        if unseen_on is not None:
            again_on = dossiers.c.looked_at_again_on
            query = query.where(or_(again_on.is_(None), again_on <= unseen_on))
        query = query.where(dossiers.c.facts["anonymised_on"].astext.is_(None))
        if after is not None:
            query = query.where(dossiers.c.id > after)
        return (await self._connection.scalars(query.order_by(dossiers.c.id).limit(limit))).all()

    async def look_again(self, days: Mapping[UUID, date]) -> None:
        """One statement. What somebody holds is being changed, and keeps no day."""
        asked = {"ids": list(days), "days": list(days.values())}
        await self._connection.execute(_LOOK_AGAIN, asked)

    async def forget_files(self, dossier_id: UUID) -> None:
        """Update the rows."""
        stays = "id dossier_id kind version_number media_type size sha256 signed_by received_on uploaded_at storage_key"
        purged = only(
            documents,
            stays,
            state=case((documents.c.state.in_(_TAKEN_OFF), DocumentState.DELETED), else_=DocumentState.PURGED),
            file_name=documents.c.kind,
            uploaded_by=_nameless(documents.c.uploaded_by),
        )
        await self._connection.execute(purged.where(documents.c.dossier_id == dossier_id))

    async def forget_words(self, dossier_id: UUID, *, email: str | None) -> None:
        """Update what has to stay, delete what has not."""
        for statement in (
            select(func.erase_history_words(dossier_id)),
            _unreasoned(dossier_id),
            only(sessions, KEPT_OF_A_SESSION).where(sessions.c.dossier_id == dossier_id),
            delete(links).where(links.c.dossier_id == dossier_id),
            delete(dossier_departures).where(dossier_departures.c.dossier_id == dossier_id),
            delete(imported_rows).where(imported_rows.c.dossier_id == dossier_id),
            delete(drafts).where(_about(dossier_id)),
            delete(printed_papers).where(
                printed_papers.c.subject_id == dossier_id, printed_papers.c.kind.in_(_LETTERS)
            ),
        ):
            await self._connection.execute(statement)
        if email is not None and not await self._has_another(dossier_id):
            to_them = func.lower(emails.c.to_address) == email.lower()
            await self._connection.execute(delete(emails).where(to_them, IS_OVER))

    async def _has_another(self, dossier_id: UUID) -> bool:
        """Whether the person has another dossier, to which their mails may belong."""
        of = dossier_persons.c
        person = select(of.person_id).where(of.dossier_id == dossier_id).scalar_subquery()
        others = select(func.count()).where(of.person_id == person, of.dossier_id != dossier_id)
        return bool(await self._connection.scalar(others))

    async def forget_person(self, dossier_id: UUID) -> None:
        """Update the fundings and what was told of them; delete the reminders and the words of papers."""
        await self._connection.execute(delete(printed_papers).where(printed_papers.c.subject_id == dossier_id))
        await self._connection.execute(delete(reminders).where(reminders.c.dossier_id == dossier_id))
        unknown = func.md5(cast(func.random(), SqlText))
        unnumbered = only(
            fundings,
            "id dossier_id funder_code declared_at confirmed_at rejected_at",
            reference="",
            normalised_reference=unknown,
        )
        await self._connection.execute(unnumbered.where(fundings.c.dossier_id == dossier_id))
        of_it = bridge_requests.c.dossier_id == dossier_id
        await self._connection.execute(update(bridge_requests).where(of_it).values(number=null()))
        await self._connection.execute(select(func.erase_event_references(dossier_id)))

    async def held_on(
        self, dossier_ids: Collection[UUID], addresses: Collection[str]
    ) -> Mapping[str, Sequence[PersonalDataRow]]:
        """One statement for each table."""
        lowered = [address.lower() for address in addresses]
        numbers = union_all(
            select(certificates.c.number).where(certificates.c.dossier_id.in_(dossier_ids)),
            select(former_awards.c.number).where(former_awards.c.id.in_(dossier_ids)),
        )
        people = select(users.c.id).where(users.c.email.in_(lowered))
        queries: dict[str, Select[Any]] = {
            "dossiers": _all(dossiers, "facts_version", "looked_at_again_on").where(dossiers.c.id.in_(dossier_ids)),
            "documents": _all(documents, "storage_key").where(
                documents.c.dossier_id.in_(dossier_ids), documents.c.state.not_in(_TAKEN_OFF)
            ),
            "history": _all(dossier_history, *_OF_THE_CHAIN).where(dossier_history.c.dossier_id.in_(dossier_ids)),
            "events": _all(events, "written", "place").where(events.c.dossier_id.in_(dossier_ids)),
            "certificates": _all(certificates, "facts_version").where(certificates.c.dossier_id.in_(dossier_ids)),
            "passport_records": _all(cpf_records).where(cpf_records.c.certificate_number.in_(numbers)),
            "passport_batches": _all(cpf_batch_lines).where(cpf_batch_lines.c.certificate_number.in_(numbers)),
            "surveys": _all(surveys).where(surveys.c.certificate_number.in_(numbers)),
            "papers": _all(printed_papers).where(printed_papers.c.subject_id.in_(dossier_ids)),
            "partner_decisions": _all(partner_decisions).where(partner_decisions.c.dossier_id.in_(dossier_ids)),
            "bridge_requests": _all(bridge_requests).where(
                or_(
                    bridge_requests.c.dossier_id.in_(dossier_ids),
                    func.lower(bridge_requests.c.holder["email"].astext).in_(lowered),
                )
            ),
            "fundings": _all(fundings, "normalised_reference").where(fundings.c.dossier_id.in_(dossier_ids)),
            "links": _all(links, "token_hash").where(
                or_(links.c.dossier_id.in_(dossier_ids), links.c.user_id.in_(people))
            ),
            "mails": _all(emails, "body", "html", "links").where(func.lower(emails.c.to_address).in_(lowered)),
            "imported_rows": _all(imported_rows, "digest").where(imported_rows.c.dossier_id.in_(dossier_ids)),
            "takeover_records": _all(takeover_records, "digest").where(takeover_records.c.subject_id.in_(dossier_ids)),
            "former_awards": _all(former_awards, "number_key", "person_key").where(former_awards.c.id.in_(dossier_ids)),
            "doubts": _all(person_matches).where(
                or_(
                    person_matches.c.first_dossier_id.in_(dossier_ids),
                    person_matches.c.second_dossier_id.in_(dossier_ids),
                )
            ),
            "drafts": _all(drafts, "owner").where(or_(drafts.c.user_id.in_(people), *map(_about, dossier_ids))),
            "accounts": _all(users, "password_hash").where(users.c.email.in_(lowered)),
            "roles": _all(user_roles).where(user_roles.c.user_id.in_(people)),
            "sessions": _all(sessions).where(
                or_(sessions.c.user_id.in_(people), sessions.c.dossier_id.in_(dossier_ids))
            ),
            "identities": _all(identities).where(identities.c.user_id.in_(people)),
            "vouched_sessions": _all(vouched_sessions, "sealed_id_token").where(
                vouched_sessions.c.session_id.in_(select(sessions.c.id).where(sessions.c.user_id.in_(people)))
            ),
            "evaluators": _all(evaluators).where(func.lower(evaluators.c.email).in_(lowered)),
        }
        return {name: await self._rows(query) for name, query in queries.items()}

    async def _rows(self, query: Select[Any]) -> Sequence[PersonalDataRow]:
        return [dict(row) for row in (await self._connection.execute(query)).mappings()]


def only(table: Table, stays: str, **instead: Any) -> Update:
    """What leaves of each row the columns named in ``stays``, with blanks between them; the others become ``instead``,
    or nothing.

    A new column is emptied unless somebody names it here; where it may not be empty, the erasure fails aloud.
    """
    goes = (column for column in table.c if column.name not in stays.split() and column.computed is None)
    emptied = {column.name: null() for column in goes}
    return update(table).values({**emptied, **instead})


def _about(dossier_id: UUID) -> ColumnElement[bool]:
    """A draft of whoever works on the dossier as a guest, or under a key that names it."""
    return (drafts.c.dossier_id == dossier_id) | drafts.c.key.contains(str(dossier_id))


def _unreasoned(dossier_id: UUID) -> Update:
    """The partner branch's reports without the reasons that somebody typed; that one was taken back stays."""
    place, nothing = cast(["reason"], ARRAY(SqlText)), func.to_jsonb(cast("", SqlText))
    return (
        update(partner_decisions)
        .where(partner_decisions.c.dossier_id == dossier_id)
        .values(
            corrections=func.jsonb_build_array(type_=JSONB),
            cancellation=func.jsonb_set(partner_decisions.c.cancellation, place, nothing),
        )
    )


def _nameless(actor: ColumnElement[Any]) -> ColumnElement[Any]:
    return _of(actor, "role", "user_id", "client_id")


def _of(object_: ColumnElement[Any], *stays: str) -> ColumnElement[Any]:
    """What leaves of a JSON object the members named in ``stays``, where it has them."""
    members = [each for name in stays for each in (cast(name, SqlText), object_[name])]
    return func.jsonb_strip_nulls(func.jsonb_build_object(*members), type_=JSONB)


def _all(table: Any, *hidden: str) -> Select[Any]:
    columns = [column for column in table.c if column.name not in hidden]
    return select(*columns).order_by(*table.primary_key.columns)
