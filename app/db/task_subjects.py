"""What is to be done that no dossier waits for, as rows: one question for each kind of subject, all read alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Date,
    RowMapping,
    Select,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    tuple_,
)
from sqlalchemy import Uuid as SqlUuid
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.dossier_lists import Column
from app.db.outbox import GIVEN_UP
from app.db.tables import (
    APPEALS_TO_ANSWER,
    NEVER,
    authorisation_changes,
    bridge_requests,
    certificates,
    companies,
    documents,
    dossiers,
    emails,
    former_awards,
    jury_sessions,
    person_matches,
    surveys,
)
from app.domain.appeals import APPEAL_AGAINST_LABELS, AppealAgainst
from app.domain.catalogue import CERTIFICATIONS
from app.domain.day_words import in_words
from app.domain.documents import DOCUMENT_LABELS, DocumentKind
from app.domain.pathway import Actor
from app.domain.task_subjects import SubjectKind
from app.domain.text import Text
from app.usecases.ports.tasks import Inbox, Task, TaskFilter, TaskPlace, TaskSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """One kind: which act it waits for and whose, its rows (``id``, ``since``, ``company_id``, words), its label.

    ``has_term``: the rows say ``due_on`` too; ``lapses``: once that day is over there is nothing to be done;
    ``comes``: before the day ``since`` there is nothing to be done yet; ``of_the_chair``: it is theirs who preside.
    """

    kind: SubjectKind
    operation_id: str
    actor: Actor
    rows: Select[Any]
    label: Callable[[RowMapping], Text]
    has_term: bool = False
    lapses: bool = False
    comes: bool = False
    of_the_chair: bool = False


def _legal_day(instant: Column) -> Column:
    return cast(func.timezone("Europe/Paris", instant), Date)


def _rows(key: Column, since: Column, company: Column | None, **words: Column) -> Select[Any]:
    its_company = cast(null(), SqlUuid) if company is None else company
    labelled = (column.label(name) for name, column in words.items())
    return select(key.label("id"), since.label("since"), its_company.label("company_id"), *labelled)


def _same(words: str) -> Text:
    return Text(words, words)


_ONE, _OTHER = dossiers.alias("one"), dossiers.alias("other")
_ONE_AWARD, _OTHER_AWARD = former_awards.alias("one_award"), former_awards.alias("other_award")


def _name_in(dossier: Any, award: Any) -> Column:
    """The candidate's of a dossier, or the holder's of an award of the former register."""
    candidate = dossier.c.facts["candidate"]
    return func.concat_ws(
        " ",
        func.coalesce(candidate["birth_name"].astext, award.c.birth_name),
        func.coalesce(candidate["first_names"].astext, award.c.first_names),
    )


def _paper_of(award: Any) -> Column:
    """By what the former register knows the award; nothing of a dossier."""
    return func.coalesce(award.c.number, award.c.source + " " + award.c.source_id)


def _doubt(row: RowMapping) -> Text:
    one, other = _side(row["one"], row["one_paper"]), _side(row["other"], row["other_paper"])
    return Text(f"{one.fr} / {other.fr}", f"{one.en} / {other.en}")


def _side(name: str, paper: str | None) -> Text:
    if paper is None:
        return _same(name)
    return Text(f"{name} (ancien registre, {paper})", f"{name} (former register, {paper})")


def _lost_document(row: RowMapping) -> Text:
    label = DOCUMENT_LABELS[DocumentKind(row["kind"])]
    return Text(f"{label.fr} ({row['number']})", f"{label.en} ({row['number']})")


def _session(row: RowMapping) -> Text:
    day = in_words(row["held_on"])
    return Text(f"Jury du {day.fr}, {row['place']}", f"Jury of {day.en}, {row['place']}")


def _appeal(row: RowMapping) -> Text:
    label = APPEAL_AGAINST_LABELS[AppealAgainst(row["against"])]
    return Text(f"{label.fr} ({row['number']})", f"{label.en} ({row['number']})")


def _holder_to_call(row: RowMapping) -> Text:
    certification = CERTIFICATIONS.get(row["code"])
    return _same(f"{row['holder']}, {certification.title if certification else row['code']}")


def _changes(row: RowMapping) -> Text:
    count = row["changes"]
    return Text(
        f"{count} changement{'s' if count > 1 else ''} d'habilitation à déclarer à France compétences",
        f"{count} change{'s' if count > 1 else ''} of authorisations to tell France compétences of",
    )


_HOLDER = certificates.c.facts["holder"]
_UNTOLD = authorisation_changes.c
_LATER = documents.alias("later")
_TO_ANSWER: Column = literal_column(f"'{APPEALS_TO_ANSWER}'::jsonpath")
_APPEALED = (
    select(dossiers.c.id, dossiers.c.number, dossiers.c.company_id, dossiers.c.facts)
    .where(dossiers.c.facts.bool_op("@?")(_TO_ANSWER))
    .cte("appealed")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
"""Found by themselves, and by the operator: PostgreSQL believes that each has a thousand appeals, and that a third of
all dossiers would answer the function; either way it would read them all."""
_APPEAL = func.jsonb_path_query(_APPEALED.c.facts, _TO_ANSWER, type_=JSONB).column_valued(
    "appeal", joins_implicitly=True
)
_SOURCES = (
    _Source(
        kind=SubjectKind.COMPANY,
        operation_id="verifyCompany",
        actor=Actor.SECRETARIAT,
        rows=_rows(companies.c.id, _legal_day(companies.c.updated_at), companies.c.id, name=companies.c.name).where(
            companies.c.state.in_(("awaiting_approval", "in_review"))
        ),
        label=lambda row: _same(row["name"]),
    ),
    _Source(
        kind=SubjectKind.PERSON_MATCH,
        operation_id="decidePersonMatch",
        actor=Actor.SECRETARIAT,
        rows=_rows(
            person_matches.c.id,
            _legal_day(person_matches.c.found_at),
            None,
            one=_name_in(_ONE, _ONE_AWARD),
            one_paper=_paper_of(_ONE_AWARD),
            other=_name_in(_OTHER, _OTHER_AWARD),
            other_paper=_paper_of(_OTHER_AWARD),
        )
        .select_from(person_matches)
        .outerjoin(_ONE, _ONE.c.id == person_matches.c.first_dossier_id)
        .outerjoin(_ONE_AWARD, _ONE_AWARD.c.id == person_matches.c.first_dossier_id)
        .outerjoin(_OTHER, _OTHER.c.id == person_matches.c.second_dossier_id)
        .outerjoin(_OTHER_AWARD, _OTHER_AWARD.c.id == person_matches.c.second_dossier_id)
        .where(person_matches.c.state == "pending"),
        label=_doubt,
    ),
    _Source(
        kind=SubjectKind.MAIL,
        operation_id="resendMail",
        actor=Actor.SECRETARIAT,
        rows=_rows(
            emails.c.id, _legal_day(emails.c.created_at), None, subject=emails.c.subject, to_address=emails.c.to_address
        ).where(GIVEN_UP),
        label=lambda row: _same(f"{row['subject']} ({row['to_address']})"),
    ),
    _Source(
        kind=SubjectKind.DOCUMENT,
        operation_id="addDocument",
        actor=Actor.SECRETARIAT,
        rows=_rows(
            documents.c.id,
            _legal_day(documents.c.uploaded_at),
            dossiers.c.company_id,
            kind=documents.c.kind,
            number=dossiers.c.number,
            dossier_id=dossiers.c.id,
        )
        .join(dossiers, dossiers.c.id == documents.c.dossier_id)
        .where(
            documents.c.state == "lost",
            ~select(_LATER.c.id)
            .where(
                _LATER.c.dossier_id == documents.c.dossier_id,
                _LATER.c.kind == documents.c.kind,
                _LATER.c.version_number > documents.c.version_number,
            )
            .exists(),
        ),
        label=_lost_document,
    ),
    _Source(
        kind=SubjectKind.JURY_SESSION,
        operation_id="closeJurySession",
        actor=Actor.JURY,
        rows=_rows(
            jury_sessions.c.id,
            _legal_day(jury_sessions.c.updated_at),
            None,
            held_on=jury_sessions.c.held_on,
            place=jury_sessions.c.place,
        ),
        label=_session,
        of_the_chair=True,
    ),
    _Source(
        kind=SubjectKind.JURY_SESSION,
        operation_id="openJurySession",
        actor=Actor.SECRETARIAT,
        rows=_rows(
            jury_sessions.c.id,
            jury_sessions.c.held_on,
            None,
            due_on=jury_sessions.c.held_on,
            held_on=jury_sessions.c.held_on,
            place=jury_sessions.c.place,
        ).where(jury_sessions.c.state == "planned"),
        label=_session,
        has_term=True,
        comes=True,
    ),
    _Source(
        kind=SubjectKind.APPEAL,
        operation_id="answerAppeal",
        actor=Actor.SECRETARIAT,
        rows=_rows(
            cast(_APPEAL["id"].astext, SqlUuid),
            cast(_APPEAL["acknowledged_on"].astext, Date),
            _APPEALED.c.company_id,
            against=_APPEAL["against"].astext,
            number=_APPEALED.c.number,
            dossier_id=_APPEALED.c.id,
        ).select_from(_APPEALED),
        label=_appeal,
    ),
    _Source(
        kind=SubjectKind.SURVEY,
        operation_id="recordSurveyAnswer",
        actor=Actor.SECRETARIAT,
        rows=_rows(
            surveys.c.id,
            surveys.c.opened_on,
            None,
            due_on=surveys.c.closes_on,
            code=certificates.c.certification_code,
            holder=func.concat_ws(
                " ",
                _HOLDER["first_names"].astext,
                func.coalesce(_HOLDER["usage_name"].astext, _HOLDER["birth_name"].astext),
            ),
            dossier_id=certificates.c.dossier_id,
        )
        .join(certificates, certificates.c.number == surveys.c.certificate_number)
        .where(~surveys.c.written_to, surveys.c.standing.is_(None), certificates.c.state == "valid"),
        label=_holder_to_call,
        has_term=True,
        lapses=True,
    ),
    _Source(
        kind=SubjectKind.AUTHORISATION_CHANGES,
        operation_id="recordAuthorisationReport",
        actor=Actor.SECRETARIAT,
        rows=_rows(
            func.array_agg(aggregate_order_by(_UNTOLD.id, _UNTOLD.seq))[1],
            func.min(_UNTOLD.changed_on),
            None,
            due_on=func.min(_UNTOLD.due_on),
            changes=func.count(),
        )
        .where(_UNTOLD.told_on.is_(None), _UNTOLD.due_on.is_not(None))
        .having(func.count() > 0),
        label=_changes,
        has_term=True,
    ),
    _Source(
        kind=SubjectKind.BRIDGE_REQUEST,
        operation_id="openBridgeRequest",
        actor=Actor.SECRETARIAT,
        rows=_rows(
            bridge_requests.c.id,
            _legal_day(bridge_requests.c.received_at),
            None,
            name=func.concat_ws(
                " ", bridge_requests.c.holder["birth_name"].astext, bridge_requests.c.holder["first_names"].astext
            ),
            held=bridge_requests.c.partner_certification,
            sought=bridge_requests.c.certification_code,
        ).where(bridge_requests.c.dossier_id.is_(None), bridge_requests.c.refusal.is_(None)),
        label=lambda row: _same(f"{row['name']} ({row['held']} → {row['sought']})"),
    ),
)
"""Every kind of subject; one more is one entry here, and its word in ``SubjectKind``."""


class SubjectRows:
    """The subjects that wait for somebody."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def read(self, inbox: Inbox, narrowed: TaskFilter, after: TaskPlace | None, limit: int) -> list[Task]:
        """The first ones of each kind after that place; of what has no term none where what is due is asked for."""
        found: list[Task] = []
        for source in _for(inbox, narrowed):
            rows = source.rows.subquery()
            due_by = rows.c.due_on if source.has_term else literal(NEVER, Date)
            place = (due_by, rows.c.since, rows.c.id, literal(source.operation_id))
            in_order = (rows.c.since, rows.c.id)
            query = select(rows).order_by(*((due_by, *in_order) if source.has_term else in_order)).limit(limit)
            if source.lapses:
                query = query.where(due_by >= inbox.on)
            if narrowed.due_before is not None:
                query = query.where(due_by < narrowed.due_before)
            if after is not None:
                query = query.where(tuple_(*place) > tuple_(*(literal(each) for each in after)))
            if narrowed.company_id is not None:
                query = query.where(rows.c.company_id == narrowed.company_id)
            if source.comes:
                query = query.where(rows.c.since <= inbox.on)
            if source.of_the_chair:
                query = query.where(rows.c.id.in_(inbox.to_countersign))
            found += [_task(source, row) for row in (await self._connection.execute(query)).mappings()]
        return found


def _for(inbox: Inbox, narrowed: TaskFilter) -> Iterable[_Source]:
    wanted = (source for source in _SOURCES if source.actor is inbox.actor)
    if narrowed.due_before is not None:
        wanted = (source for source in wanted if source.has_term)
    return (source for source in wanted if narrowed.operation_id in {None, source.operation_id})


def _task(source: _Source, row: RowMapping) -> Task:
    return Task(
        operation_id=source.operation_id,
        actor=source.actor,
        since=row["since"],
        due_on=row["due_on"] if source.has_term else None,
        subject=TaskSubject(kind=source.kind, id=row["id"], label=source.label(row), dossier_id=row.get("dossier_id")),
    )
