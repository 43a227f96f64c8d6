"""Several people, or tabs, at once: each act happens once, the others learn why, and history tells the truth."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.db.tables import certificates, dossier_history
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.assessment import Result
from app.domain.calendar import paris_day
from app.domain.documents import Document, DocumentKind
from app.domain.jury import College, JurySession, Member
from app.main import create_app
from app.sandbox.identities import JURY_EMPLOYEES_USER, JURY_USER
from app.settings import Settings
from app.usecases.access import Role
from app.usecases.ports.dossiers import SavedDossier, StoredDocument
from tests import builders as b
from tests.api.mailbox import token_for
from tests.api.signing_in import bearer
from tests.api.world import World, build_world
from tests.api.world_objects import CODES, a_line, a_whole_dossier
from tests.api.world_requests import BODIES

TABS = 4
VOTES = BODIES["deliberate"]["votes"]
PRESENCE = BODIES["openJurySession"]


@dataclass(frozen=True, slots=True)
class Track:
    """The service, its people, and dossiers at the stage where a race is run."""

    engine: AsyncEngine
    client: AsyncClient
    world: World

    async def dossier(self, **changes: Any) -> str:
        """The path of a dossier of individualised training, whole unless said, its documents signed."""
        whole = a_whole_dossier("entrusted")
        changes = {"skills_identification": None, **changes}
        results = b.an_assessment(acquired=CODES, results=tuple(_result(code) for code in CODES))
        dossier = replace(whole, **{"id": uuid7(), "number": f"CQP-{uuid7()}", "assessment": results, **changes})
        async with SqlUnitOfWork(self.engine) as uow:
            await uow.dossiers.add(SavedDossier(dossier=dossier, line=a_line(dossier)))
            for kind in (DocumentKind.OUTIL_6, DocumentKind.OUTIL_4):
                document = b.a_document(kind, id=uuid7(), storage_key=str(uuid7()))
                await uow.dossiers.add_document(dossier.id, _stored(document))
            await uow.commit()
        return f"/v1/dossiers/{dossier.id}"

    async def session(self, capacity: int) -> str:
        """The id of a session planned for today."""
        today = paris_day(await system_time())
        session = JurySession(
            id=uuid7(),
            held_on=today,
            registration_closes_on=today,
            place="Paris",
            capacity=capacity,
            members=(
                Member(user_id=JURY_USER, name="Jeanne Prévost", college=College.EMPLOYERS, chair=True),
                Member(user_id=JURY_EMPLOYEES_USER, name="Marc Tessier", college=College.EMPLOYEES),
            ),
        )
        async with SqlUnitOfWork(self.engine) as uow:
            await uow.jury_sessions.add(session, b.NOW)
            await uow.commit()
        return str(session.id)

    async def at_once(self, role: Role, *calls: tuple[str, str, Any], if_match: str | None = None) -> list[Response]:
        """The answers to these calls, sent together."""
        given = {} if if_match is None else {"If-Match": if_match}
        headers = {**self.world.headers[role], **given}
        return list(
            await asyncio.gather(
                *(self.client.request(method, path, json=body, headers=headers) for method, path, body in calls)
            )
        )

    async def lines(self, path: str, operation: str) -> int:
        """How many lines of the dossier's history tell of that operation."""
        query = select(func.count()).where(
            dossier_history.c.dossier_id == UUID(path.rsplit("/", 1)[1]), dossier_history.c.operation == operation
        )
        async with self.engine.connect() as connection:
            return int(await connection.scalar(query) or 0)


def _result(code: str) -> Result:
    return replace(b.an_assessment().results[0], competence_code=code)


def _stored(document: Document) -> StoredDocument:
    return StoredDocument(document=document, uploaded_by={"role": "employer"}, uploaded_at=b.NOW)


@pytest.fixture
async def track(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[Track]:
    app = create_app(settings, engine=sandbox_database)
    world = await build_world(app, sandbox_database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        await _connect(sandbox_database, TABS)
        yield Track(sandbox_database, client, world)


async def _connect(engine: AsyncEngine, count: int) -> None:
    """Have that many connections at hand: whoever waits for a new one comes too late to race."""
    async with AsyncExitStack() as held:
        for _ in range(count):
            await held.enter_async_context(engine.connect())


def told(answers: list[Response]) -> Counter[tuple[int, str | None]]:
    """How often each status came, with the code of the refusals."""
    return Counter(
        (answer.status_code, answer.json()["code"] if answer.status_code >= 400 else None) for answer in answers
    )


READY_TO_REGISTER: Mapping[str, Any] = {
    "registered_on": None,
    "acceptance": None,
    "trade_evaluator": None,
    "trade_observations": None,
    "scope": None,
    "assessment": None,
}
CHOSEN: Mapping[str, Any] = {**READY_TO_REGISTER, "registered_on": b.TODAY}
RACES = [
    pytest.param(
        Role.EMPLOYER, "completeRegistration", "POST", "/registration", READY_TO_REGISTER, id="completeRegistration"
    ),
    pytest.param(Role.EVALUATOR, "acceptAssignment", "POST", "/evaluator/acceptance", CHOSEN, id="acceptAssignment"),
    pytest.param(Role.EVALUATOR, "completeAssessment", "POST", "/assessment/completion", {}, id="completeAssessment"),
    pytest.param(Role.EMPLOYER, "chooseEvaluator", "PUT", "/evaluator", READY_TO_REGISTER, id="chooseEvaluator"),
]


@pytest.mark.parametrize(("role", "operation", "method", "part", "stage"), RACES)
async def test_of_several_tabs_that_know_the_same_version_one_acts_and_the_others_are_stale(
    track: Track, role: Role, operation: str, method: str, part: str, stage: Mapping[str, Any]
) -> None:
    path = await track.dossier(**stage)
    call = (method, path + part, BODIES.get(operation))

    answers = await track.at_once(role, *[call] * TABS, if_match='"1"')

    assert told(answers) == {(200, None): 1, (412, "stale_version"): TABS - 1}
    assert await track.lines(path, operation) == 1


@pytest.mark.parametrize(("role", "operation", "method", "part", "stage"), RACES[:3])
async def test_of_several_tabs_that_name_no_version_one_acts_and_the_others_learn_that_it_is_done(
    track: Track, role: Role, operation: str, method: str, part: str, stage: Mapping[str, Any]
) -> None:
    path = await track.dossier(**stage)
    call = (method, path + part, BODIES.get(operation))

    answers = await track.at_once(role, *[call] * TABS)

    assert told(answers) == {(200, None): 1, (409, "already_done"): TABS - 1}
    assert await track.lines(path, operation) == 1


async def test_two_first_choices_of_an_evaluator_are_one_choice(track: Track) -> None:
    path = await track.dossier(**{**READY_TO_REGISTER, "evaluator": None})
    call = ("PUT", f"{path}/evaluator", BODIES["chooseEvaluator"])

    answers = await track.at_once(Role.EMPLOYER, call, call)

    assert told(answers) == {(201, None): 1, (428, "precondition_required"): 1}
    assert await track.lines(path, "chooseEvaluator") == 1


async def test_the_last_place_of_a_session_is_given_once(track: Track) -> None:
    session = await track.session(capacity=1)
    paths = [await track.dossier(assessment_completed_on=b.TODAY) for _ in range(TABS)]

    answers = await track.at_once(
        Role.EMPLOYER, *(("POST", f"{path}/jury-registration", {"session_id": session}) for path in paths)
    )

    assert told(answers) == {(200, None): 1, (422, "rules_refused"): TABS - 1}
    assert sum([await track.lines(path, "registerToJury") for path in paths]) == 1


async def test_two_redemptions_of_one_link_leave_one_session_alive(track: Track) -> None:
    path = await track.dossier(trade_observations=None, trade_evaluator=None)
    invited = await track.at_once(Role.EVALUATOR, ("POST", f"{path}/trade-evaluator", BODIES["inviteTradeEvaluator"]))
    assert told(invited) == {(201, None): 1}
    token = await token_for(track.client, BODIES["inviteTradeEvaluator"]["email"], "trade_evaluator_invitation")

    answers = await track.at_once(Role.ANONYMOUS, *[("POST", "/v1/invitations/redeem", {"token": token})] * TABS)

    assert told(answers) == {(201, None): TABS}
    seen = [(await track.client.get(path, headers=bearer(answer.json()))).status_code for answer in answers]
    assert sorted(seen) == [200, *[401] * (TABS - 1)]


async def test_a_session_is_decided_and_closed_once(track: Track) -> None:
    session = await track.session(capacity=5)
    at = f"/v1/jury-sessions/{session}"
    path = await track.dossier(assessment_completed_on=b.TODAY)
    registered = await track.at_once(Role.EMPLOYER, ("POST", f"{path}/jury-registration", {"session_id": session}))
    assert told(registered) == {(200, None): 1}

    opened = await track.at_once(Role.SECRETARIAT, *[("POST", f"{at}/opening", PRESENCE)] * TABS)
    motion = {"dossier_id": path.rsplit("/", 1)[1], "votes": VOTES}
    decided = await track.at_once(Role.JURY, *[("POST", f"{at}/deliberations", motion)] * TABS)
    proposed = await track.at_once(Role.SECRETARIAT, *[("POST", f"{at}/closure", {})] * TABS)
    closed = await track.at_once(Role.JURY, *[("POST", f"{at}/closure", {})] * TABS)

    once, again = (200, None), (409, "already_done")
    assert told(opened) == {once: 1, again: TABS - 1}
    assert told(decided) == {(201, None): 1, again: TABS - 1}
    assert told(proposed) == {once: 1, again: TABS - 1}
    assert told(closed) == {once: 1, again: TABS - 1}
    assert [await track.lines(path, operation) for operation in ("deliberate", "closeJurySession")] == [1, 1]
    assert await _certificates_of(track, path) == 1


async def test_deciding_on_the_same_version_is_done_once(track: Track) -> None:
    session = await track.session(capacity=5)
    path = await track.dossier(assessment_completed_on=b.TODAY)
    await track.at_once(Role.EMPLOYER, ("POST", f"{path}/jury-registration", {"session_id": session}))
    await track.at_once(Role.SECRETARIAT, ("POST", f"/v1/jury-sessions/{session}/opening", PRESENCE))
    motion = {"dossier_id": path.rsplit("/", 1)[1], "votes": VOTES}

    decided = await track.at_once(
        Role.JURY, *[("POST", f"/v1/jury-sessions/{session}/deliberations", motion)] * TABS, if_match='"2"'
    )

    assert told(decided) == {(201, None): 1, (412, "stale_version"): TABS - 1}


async def test_a_withdrawal_and_a_registration_to_a_jury_at_once_leave_one_clear_state(track: Track) -> None:
    session = await track.session(capacity=5)
    path = await track.dossier(assessment_completed_on=b.TODAY)

    answers = await track.at_once(
        Role.EMPLOYER,
        ("POST", f"{path}/jury-registration", {"session_id": session}),
        ("POST", f"{path}/withdrawal", {"reason": "Départ"}),
    )

    agenda = await track.client.get(
        f"/v1/jury-sessions/{session}/agenda", headers=track.world.headers[Role.SECRETARIAT]
    )
    dossier = (await track.client.get(path, headers=track.world.headers[Role.EMPLOYER])).json()
    assert answers[1].status_code == 200
    assert (dossier["status"], agenda.json()["items"]) == ("closed", [])
    assert dossier["version"] == 1 + sum(answer.status_code == 200 for answer in answers)


async def _certificates_of(track: Track, path: str) -> int:
    query = select(func.count()).where(certificates.c.dossier_id == UUID(path.rsplit("/", 1)[1]))
    async with track.engine.connect() as connection:
        return int(await connection.scalar(query) or 0)
