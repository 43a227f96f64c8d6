"""What is over its time goes from the rows and from the store, once; what is left names nobody."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Computed, MetaData, Select, Table, Text, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.document_store import ObjectDocumentStore
from app.db import tables
from app.db.personal_data import KEPT_OF_A_SESSION, only
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.assessment import Exemption, ExemptionKind
from app.domain.company import Address, Company, CompanyState, Contact
from app.domain.deliberation import Retained
from app.domain.documents import DocumentKind
from app.domain.dossier import Closure, ClosureReason, Dossier
from app.domain.person_matches import MatchDecision, MatchState, PersonMatch
from app.domain.personal_data import Erasure, RetentionPeriods
from app.domain.persons import Difference
from app.usecases.access import SYSTEM
from app.usecases.dossiers.checking import check_documents
from app.usecases.errors import StoreUnavailable
from app.usecases.moment import Moment
from app.usecases.personal_data import erasing
from app.usecases.personal_data.erasing import erase_what_is_due, list_due
from app.usecases.ports.dossiers import Departure, SavedDossier, StoredDocument
from app.usecases.security_events import SecurityEvent
from tests import builders as b
from tests.api.world_objects import a_line
from tests.domain.test_jury_sessions import a_session
from tests.logs import log_written

END = date(2020, 1, 31)
OVER = datetime(2022, 2, 1, 12, tzinfo=UTC)
BOTH = (Erasure.DOCUMENTS, Erasure.ANONYMISATION)
MARK = "Zyx"
EVERYWHERE = (
    tables.dossiers,
    tables.dossier_departures,
    tables.documents,
    tables.dossier_history,
    tables.events,
    tables.sessions,
    tables.links,
    tables.drafts,
    tables.emails,
    tables.fundings,
    tables.bridge_requests,
    tables.imported_rows,
    tables.printed_papers,
    tables.person_matches,
    tables.reminders,
)


STAY_WHOLE = {
    "certificates": "the register is the proof of the title",
    "dossier_persons": "two ids, the same once the dossier names nobody",
    "partner_decisions": "a number, a certification and an outcome",
    "awaited_acts": "codes and days, written anew as the dossier is saved",
    "dossier_history_heads": "a count, and a hash of salted digests",
    "deadlines": "days and codes, written anew as the dossier is saved",
}
"""The tables about dossiers whose rows an erasure leaves as they are, and why."""


@pytest.fixture
def store(tmp_path: Path) -> ObjectDocumentStore:
    return ObjectDocumentStore.in_folder(tmp_path, largest=1024)


async def test_what_is_over_its_time_leaves_no_name_in_any_table_and_no_file_in_the_store(
    database: AsyncEngine, store: ObjectDocumentStore
) -> None:
    dossier = await withdrawn(database, store)
    before = await texts(database)
    assert await erase(database, store) == dict.fromkeys(BOTH, 1)

    assert [name for name, kept in before.items() if MARK.lower() not in kept.lower()] == []
    assert [name for name, kept in (await texts(database)).items() if MARK.lower() in kept.lower()] == []
    assert [file.key async for file in store.files()] == ["papers/certificates/7K3M/a.pdf"]
    async with SqlUnitOfWork(database) as uow:
        after = await uow.dossiers.get(SYSTEM, dossier.id)
    assert after is not None
    assert after.candidate.full_name == f"Anonymisé Anonymisé {dossier.number}"
    assert (await check_documents(SqlUnitOfWork(database), store, now=OVER, deep=True)).count == 0


def test_every_table_about_dossiers_is_erased_from_or_stays_for_a_reason() -> None:
    about = {table.name for table in tables.metadata.tables.values() if refers_to_dossiers(table)}

    by_id_alone = {"dossier_persons", "person_matches"}
    assert about | by_id_alone | {"dossiers", "emails", "printed_papers"} == {table.name for table in EVERYWHERE} | set(
        STAY_WHOLE
    )


def test_a_new_column_that_nobody_names_is_emptied_and_one_that_the_database_computes_is_left_to_it() -> None:
    richer = tables.sessions.to_metadata(MetaData())
    richer.append_column(Column("phone", Text))
    richer.append_column(Column("day", Text, Computed("opened_at::text")))
    statement = str(only(richer, KEPT_OF_A_SESSION))

    assert statement == "UPDATE sessions SET guest_name=NULL, address=NULL, network=NULL, device=NULL, phone=NULL"


@pytest.mark.parametrize("column", ["actor", "details"])
async def test_of_a_line_of_history_only_what_is_named_stays(
    database: AsyncEngine, store: ObjectDocumentStore, column: str
) -> None:
    dossier = await withdrawn(database, store)
    said: dict[str, Any] = {"actor": {"role": "employer", "client_id": "a", "name": MARK, "phone": MARK}}
    said["details"] = {"editions": {"R31": "2011-04-27"}, "reason": MARK, "phone": MARK}
    history, line = tables.dossier_history, replace(a_line(dossier), id=uuid7(), operation="updateDossier", **said)
    async with SqlUnitOfWork(database) as uow:
        await uow.dossiers.record(line)
        await uow.commit()
    await erase(database, store)

    async with database.connect() as connection:
        kept = (await connection.execute(select(history.c[column]).where(history.c.id == line.id))).scalar_one()
    assert (
        kept
        == {"actor": {"role": "employer", "client_id": "a"}, "details": {"editions": {"R31": "2011-04-27"}}}[column]
    )


async def test_what_was_erased_is_one_line_of_history_and_not_erased_again(
    database: AsyncEngine, store: ObjectDocumentStore
) -> None:
    dossier = await withdrawn(database, store)
    with log_written() as log:
        await erase(database, store)
        assert await erase(database, store) == {}

    (told,) = log.of(SecurityEvent.PERSONAL_DATA_ERASED)
    assert (told["dossier_id"], told["erased"]) == (str(dossier.id), ["documents", "anonymisation"])
    async with database.connect() as connection:
        lines = select(tables.dossier_history.c.actor, tables.dossier_history.c.details, tables.dossier_history.c.rules)
        of_erasing = lines.where(tables.dossier_history.c.operation == "erasePersonalData")
        (line,) = (await connection.execute(of_erasing)).all()
    assert line.actor == {"role": "system", "name": "système"}
    assert line.details["erased"] == ["documents", "anonymisation"]
    assert line.rules == []


async def test_a_dry_run_says_what_would_go_and_takes_nothing(
    database: AsyncEngine, store: ObjectDocumentStore
) -> None:
    dossier = await withdrawn(database, store)
    uow = SqlUnitOfWork(database)
    (due,) = await list_due(uow, retention=RetentionPeriods(), on=OVER.date())

    assert (due.number, due.erasures) == (dossier.number, BOTH)
    assert await list_due(uow, retention=RetentionPeriods(), on=date(2022, 1, 31)) == ()
    assert MARK in str(await texts(database))


@pytest.mark.parametrize(
    ("place", "method"),
    [
        pytest.param(ObjectDocumentStore, "delete", id="before a file is gone"),
        pytest.param(SqlUnitOfWork, "commit", id="once all are"),
    ],
)
async def test_wherever_it_breaks_off_the_dossier_stays_as_it_was_and_is_done_the_next_time(
    database: AsyncEngine, store: ObjectDocumentStore, monkeypatch: pytest.MonkeyPatch, place: type, method: str
) -> None:
    await withdrawn(database, store)
    before = await texts(database)

    async def broken(*_: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as breaking:
        breaking.setattr(place, method, broken)
        with pytest.raises(StoreUnavailable):
            await erase(database, store)
    assert await texts(database) == before

    assert await erase(database, store) == dict.fromkeys(BOTH, 1)
    assert [file.key async for file in store.files()] == ["papers/certificates/7K3M/a.pdf"]


async def test_a_dossier_that_fails_keeps_no_other_from_being_erased(
    database: AsyncEngine, store: ObjectDocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await withdrawn(database, store)
    await another_like(first, database)
    usual, failing = SqlUnitOfWork.commit, iter([True])

    async def sometimes(uow: SqlUnitOfWork) -> None:
        if next(failing, False):
            raise ValueError("broken")
        await usual(uow)

    monkeypatch.setattr(SqlUnitOfWork, "commit", sometimes)
    with pytest.raises(ExceptionGroup):
        await erase(database, store)

    left = await list_due(SqlUnitOfWork(database), retention=RetentionPeriods(), on=OVER.date())
    assert [due.dossier_id for due in left] == [first.id]


async def test_what_has_nothing_due_yet_is_looked_at_again_on_its_day_within_weeks_or_once_it_is_changed(
    database: AsyncEngine, store: ObjectDocumentStore
) -> None:
    dossier = await withdrawn(database, store)
    early = OVER.replace(year=2021, month=10)

    assert (
        await erase_what_is_due(
            SqlUnitOfWork(database),
            store,
            retention=RetentionPeriods(),
            now=Moment(early),
            new_id=uuid7,
            remembers=True,
        )
        == {}
    )

    assert dossier.id not in await looked_at(database, early.date() + timedelta(days=15))
    assert dossier.id in await looked_at(database, early.date() + timedelta(days=45))
    async with SqlUnitOfWork(database) as uow:
        held = await uow.dossiers.get_locked(SYSTEM, dossier.id)
        assert held is not None
        await uow.dossiers.save(SavedDossier(dossier=replace(held, version=2), line=a_line(held)))
        await uow.commit()
    assert dossier.id in await looked_at(database, early.date())


async def looked_at(engine: AsyncEngine, on: date) -> Sequence[UUID]:
    async with SqlUnitOfWork(engine) as uow:
        return await uow.personal_data.over(opened_before=OVER, after=None, limit=100, unseen_on=on)


async def test_what_one_night_has_no_time_for_waits_for_the_next_one(
    database: AsyncEngine, store: ObjectDocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await withdrawn(database, store)
    await another_like(first, database)
    monkeypatch.setattr(erasing, "_AT_ONCE", 1)
    monkeypatch.setattr(erasing, "_A_NIGHT", 1)

    nights = [await erase(database, store, remembers=True) for _ in range(3)]

    assert nights == [dict.fromkeys(BOTH, 1), {Erasure.ANONYMISATION: 1}, {}]


@pytest.mark.parametrize("retained", [pytest.param(True, id="reduced"), pytest.param(False, id="anonymised")])
async def test_an_attestation_stays_with_the_names_that_it_prints_and_a_letter_goes_with_its_words(
    database: AsyncEngine, store: ObjectDocumentStore, retained: bool
) -> None:
    dossier = await withdrawn(database, store)
    kept = (Retained(competence_code="C1", until=None),) if retained else ()
    session = a_session(members=())
    decided = b.a_decision(session_id=session.id, retained=kept)
    async with SqlUnitOfWork(database) as uow:
        await uow.jury_sessions.add(session, b.NOW)
        before = await uow.dossiers.get(SYSTEM, dossier.id)
        assert before is not None
        after = replace(before, decisions=(decided,), version=before.version + 1)
        await uow.dossiers.save(SavedDossier(dossier=after, line=a_line(after)))
        await uow.commit()

    await erase(database, store)

    async with database.connect() as connection:
        kinds = (await connection.scalars(select(tables.printed_papers.c.kind))).all()
    papers = [
        file.key for folder in ("attestations", str(dossier.id)) async for file in store.files(f"papers/{folder}")
    ]
    attestation = f"papers/attestations/{dossier.id}/a.pdf"
    assert (kinds, papers) == ((["attestation"], [attestation]) if retained else ([], []))


async def test_a_person_who_has_another_dossier_is_still_known_by_what_was_decided_of_them(
    database: AsyncEngine, store: ObjectDocumentStore
) -> None:
    dossier = await withdrawn(database, store)
    async with SqlUnitOfWork(database) as uow:
        (match,) = await uow.persons.around((dossier.id,))
        in_course = replace(dossier, id=uuid7(), number="other", closure=None, documents=())
        await uow.dossiers.add(SavedDossier(dossier=in_course, line=a_line(in_course)))
        word = MatchDecision(state=MatchState.SAME, reason="Vu", decided_by={}, decided_at=b.NOW)
        joined = replace(match, id=uuid7(), dossier_ids=frozenset({dossier.id, in_course.id}), decisions=(word,))
        await uow.persons.add(joined)
        await uow.persons.assign({in_course.id: dossier.id})
        await uow.commit()
    await erase(database, store)

    async with SqlUnitOfWork(database) as uow:
        (inherited,) = await uow.persons.around((in_course.id,))
        persons = await uow.persons.ids_of((dossier.id, in_course.id))
    other = match.other_than(dossier.id)
    assert (inherited.id, inherited.dossier_ids) == (match.id, frozenset({other, in_course.id}))
    assert persons == {dossier.id: dossier.id, in_course.id: in_course.id}


async def test_d10_nobody_is_forgotten_whose_competences_exempt_in_a_dossier_that_waits_for_its_jury(
    database: AsyncEngine, store: ObjectDocumentStore
) -> None:
    dossier = await withdrawn(database, store)
    exemption = Exemption(
        competence_code="C1", kind=ExemptionKind.RETAINED, source="avant", source_dossier_id=dossier.id
    )
    scope = b.a_scope(exemptions=(exemption,))
    waiting = replace(dossier, id=uuid7(), number="other", closure=None, documents=(), scope=scope)
    async with SqlUnitOfWork(database) as uow:
        await uow.dossiers.add(SavedDossier(dossier=waiting, line=a_line(waiting)))
        await uow.persons.assign({waiting.id: dossier.id})
        await uow.commit()

    kept = await erase(database, store)
    async with SqlUnitOfWork(database) as uow:
        held = await uow.dossiers.get_locked(SYSTEM, waiting.id)
        assert held is not None
        over = replace(held, version=2, closure=Closure(reason=ClosureReason.LAPSED, on=END, detail="Fin"))
        await uow.dossiers.save(SavedDossier(dossier=over, line=a_line(over)))
        await uow.commit()
    gone = await erase(database, store)

    assert Erasure.ANONYMISATION not in kept
    assert gone[Erasure.ANONYMISATION] >= 1


def refers_to_dossiers(table: Table) -> bool:
    return any(key.column.table is tables.dossiers for key in table.foreign_keys)


async def another_like(first: Dossier, engine: AsyncEngine) -> None:
    """A dossier as over its time as the first one, without documents."""
    second = replace(first, id=uuid7(), number="second", documents=())
    async with SqlUnitOfWork(engine) as uow:
        await uow.dossiers.add(SavedDossier(dossier=second, line=a_line(second)))
        await uow.commit()


async def erase(engine: AsyncEngine, store: ObjectDocumentStore, *, remembers: bool = False) -> Mapping[Erasure, int]:
    uow, now = SqlUnitOfWork(engine), Moment(OVER)
    return await erase_what_is_due(uow, store, retention=RetentionPeriods(), now=now, new_id=uuid7, remembers=remembers)


def _all_of(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key.columns)


async def texts(engine: AsyncEngine) -> dict[str, str]:
    """All that each table holds that may name a person."""
    async with engine.connect() as connection:
        return {
            table.name: str([tuple(row) for row in await connection.execute(_all_of(table))])  # a row shortens itself
            for table in EVERYWHERE
        }


_A_COMPANY = Company(
    id=uuid7(),
    siret="12345678200010",
    name="Chimie",
    idcc="0044",
    address=Address(street="1 rue du Lac", postal_code="69003", city="Lyon", country="FR"),
    contact=Contact(name="Une personne", email="personne@example.org"),
    state=CompanyState.APPROVED,
    created_at=OVER,
    updated_at=OVER,
)


async def withdrawn(engine: AsyncEngine, store: ObjectDocumentStore) -> Dossier:
    """A dossier that is over, with a trace of its candidate in every table that can hold one."""
    started = datetime(2019, 5, 1, tzinfo=UTC)
    document = b.a_document(DocumentKind.OUTIL_6, file_name=f"{MARK}.pdf", size=1)
    dossier = b.a_dossier(
        id=uuid7(),
        company_id=None,
        candidate=b.a_candidate(birth_name=MARK, email=f"{MARK}@example.org"),
        closure=Closure(reason=ClosureReason.WITHDRAWN, on=END, detail=MARK),
        created_at=started,
        documents=(document,),
    )
    document = replace(document, storage_key=f"{dossier.id}/{document.id}")
    other = b.a_dossier(id=uuid7(), number="Zix", company_id=None, candidate=b.a_candidate(birth_name="Zix"))
    match = PersonMatch(
        id=uuid7(),
        dossier_ids=frozenset({dossier.id, other.id}),
        differences=frozenset({Difference.NAME}),
        found_in=dossier.id,
        found_at=started,
        decisions=(MatchDecision(state=MatchState.DIFFERENT, reason=MARK, decided_by={}, decided_at=started),),
    )
    for key in (document.storage_key, *_printed_of(dossier), "papers/certificates/7K3M/a.pdf"):
        await store.put(key, _one_byte())
    async with SqlUnitOfWork(engine) as uow:
        line = replace(a_line(dossier), actor={"role": "employer", "name": MARK}, details={"reason": MARK})
        await uow.dossiers.add(SavedDossier(dossier=dossier, line=line))
        await uow.dossiers.add(SavedDossier(dossier=other, line=a_line(other)))
        stored = StoredDocument(document=document, uploaded_by={"role": "employer", "name": MARK}, uploaded_at=started)
        await uow.dossiers.add_document(dossier.id, stored)
        await uow.persons.add(match)
        await uow.companies.add(_A_COMPANY)
        departed = replace(dossier, company_id=_A_COMPANY.id)
        await uow.dossiers.leave(Departure(id=uuid7(), dossier=departed, fundings=(), left_on=END, at=started))
        await uow.commit()
    async with engine.begin() as connection:
        for table, row in _traces(dossier, started):
            await connection.execute(insert(table).values(row))
    return dossier


def _traces(dossier: Dossier, at: datetime) -> tuple[tuple[Table, Mapping[str, object]], ...]:
    of_it = {"dossier_id": dossier.id}
    words = {"template": "a", "language": "fr", "subject": "a", "body": "", "html": "", "links": {}}
    return (
        (tables.events, {**of_it, "id": uuid7(), "type": "a", "at": at, "about": dossier.id, "data": {}} | _details()),
        (tables.sessions, {**of_it, "id": uuid7(), "role": "trade_evaluator", "guest_name": MARK, "opened_at": at}),
        (
            tables.drafts,
            {"owner": "a", "key": f"plan.{dossier.id}", "content": MARK, "saved_at": at},
        ),
        (
            tables.links,
            {**of_it, "id": uuid7(), "token_hash": b"", "purpose": "holder", "payload": {"name": MARK}} | _life(at),
        ),
        (
            tables.emails,
            {"id": uuid7(), "to_address": f"{MARK}@example.org", "created_at": at, "state": "sent"}
            | words
            | {"cause": MARK},
        ),
        (
            tables.emails,
            {"id": uuid7(), "to_address": f"{MARK}@example.org", "created_at": at, "state": "waiting"}
            | words
            | {"cause": f"{MARK}, held"},
        ),
        (tables.fundings, {**of_it, "funder_code": "OPCA", "reference": MARK, "normalised_reference": MARK.lower()}),
        (
            tables.bridge_requests,
            {**of_it, "id": uuid7(), "branch": "pharma", "brought_by": "a", "received_at": at, "number": MARK}
            | {"certification_code": "a", "partner_certification": "a", "awarded_on": END, "pieces": []},
        ),
        (tables.reminders, {**of_it, "code": MARK, "due_on": END, "distance": 7, "sent_at": at}),
        (tables.printed_papers, _paper(dossier, "attestation", at)),
        (tables.printed_papers, _paper(dossier, "admissibility_refusal", at)),
        (tables.printed_papers, _paper(dossier, "appeal_acknowledgement", at)),
        (tables.printed_papers, _paper(dossier, "appeal_answer", at)),
        (tables.imported_rows, {**of_it, "owner": "a", "key": MARK, "digest": b"", "imported_at": at}),
    )


def _printed_of(dossier: Dossier) -> tuple[str, str]:
    return f"papers/{dossier.id}/a.pdf", f"papers/attestations/{dossier.id}/a.pdf"


def _paper(dossier: Dossier, kind: str, at: datetime) -> Mapping[str, object]:
    words = {"candidate": {"birth_name": MARK}}
    return {"kind": kind, "subject_id": dossier.id, "issue": "1", "layout": 1, "words": words, "issued_at": at}


def _details() -> dict[str, object]:
    return {"details": {"reason": MARK}}


def _life(at: datetime) -> dict[str, object]:
    return {"created_at": at, "expires_at": at}


async def _one_byte() -> AsyncIterator[bytes]:
    yield b"x"
