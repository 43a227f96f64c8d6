"""What /metrics tells of the service: under one name each, of everybody and nobody."""

import re
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.measured import MeasuredMailer, MeasuredStore
from app.db.engine import create_engine
from app.db.tables import emails
from app.domain.text import Text
from app.main import create_app
from app.settings import Settings
from app.usecases.errors import PayloadTooLarge, StoreUnavailable
from app.usecases.ports.mail import NotComposed, RefusedForGood, RefusedForNow
from tests.api.test_funding import confirm, funded, program
from tests.webhooks.program import changed, registered
from tests.webhooks.receiver import answers, receiving

_SAMPLE = re.compile(r"^(cqp_\w+(?:\{.*\})?) (\S+)$", re.MULTILINE)


async def _told(client: AsyncClient) -> Mapping[str, float]:
    return {name: float(value) for name, value in _SAMPLE.findall((await client.get("/metrics")).text)}


async def test_jobs_are_told_by_kind_and_state_with_the_age_of_the_oldest(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    await confirm(sandbox, dict(await program(sandbox)), await funded(sandbox_database))
    async with sandbox_database.begin() as connection:
        await connection.execute(text("DELETE FROM jobs.pgqueuer"))
        for status, kind, due in (
            ("queued", "send_mail", "-90 seconds"),
            ("queued", "send_mail", "-10 seconds"),
            ("queued", "send_mail", "1 hour"),
            ("failed", "deliver_webhook", "-1 day"),
            ("picked", "scan_document", "-1 day"),
        ):
            await connection.execute(
                text(
                    "INSERT INTO jobs.pgqueuer (priority, status, entrypoint, execute_after, updated) VALUES "
                    "(1, CAST(:status AS jobs.pgqueuer_status), :kind, now() + CAST(:due AS text)::interval, "
                    "now() - interval '5 minutes')"
                ),
                {"status": status, "kind": kind, "due": due},
            )

    told = await _told(sandbox)

    assert told['cqp_jobs{kind="send_mail",state="due"}'] == 2
    assert told['cqp_jobs{kind="send_mail",state="scheduled"}'] == 1
    assert told['cqp_jobs{kind="deliver_webhook",state="held"}'] == 1
    assert told['cqp_jobs{kind="scan_document",state="running"}'] == 1
    assert told['cqp_jobs{kind="purge",state="due"}'] == 0
    assert 90 <= told['cqp_jobs_oldest_age_seconds{kind="send_mail",state="due"}'] < 100
    assert 300 <= told['cqp_jobs_oldest_age_seconds{kind="scan_document",state="running"}'] < 310
    assert told['cqp_jobs_oldest_age_seconds{kind="purge",state="due"}'] == 0


async def test_a_jobs_that_is_gone_leaves_no_number_behind(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await confirm(sandbox, dict(await program(sandbox)), await funded(sandbox_database))
    waiting = await _told(sandbox)
    async with sandbox_database.begin() as connection:
        await connection.execute(text("DELETE FROM jobs.pgqueuer"))

    done = await _told(sandbox)

    assert waiting['cqp_jobs{kind="announce_event",state="due"}'] > 0
    assert done['cqp_jobs{kind="announce_event",state="due"}'] == 0


async def test_dossiers_terms_mails_and_endpoints_are_counted(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, work: Any
) -> None:
    opca = await program(sandbox)
    async with receiving() as receiver:
        endpoint = await registered(sandbox, opca, receiver.url)
        await changed(sandbox, opca, endpoint, enabled=False)
        await registered(sandbox, opca, receiver.url)
    await confirm(sandbox, dict(opca), await funded(sandbox_database))
    await work()
    async with sandbox_database.begin() as connection:
        await connection.execute(text("UPDATE dossiers SET decided_status = 'awarded'"))
        await connection.execute(text("DELETE FROM deadlines"))
        await connection.execute(
            text(
                "INSERT INTO deadlines (dossier_id, code, since, due_on, actor) SELECT id, code, '2020-01-01', "
                "'2020-02-01', 'secretariat' FROM dossiers, unnest(ARRAY['admissibility_decision', 'retention']) code"
            )
        )
        await connection.execute(update(emails).values(state="bounced"))
        await connection.execute(
            text("UPDATE webhook_endpoints SET failing_since = now() WHERE disabled_reason IS NULL")
        )
        dossiers = (await connection.execute(text("SELECT count(*) FROM dossiers"))).scalar_one()
        mails = (await connection.execute(text("SELECT count(*) FROM emails"))).scalar_one()

    told = await _told(sandbox)

    assert told['cqp_dossiers{status="awarded"}'] == dossiers > 0
    assert told['cqp_dossiers{status="closed"}'] == 0
    assert told['cqp_deadlines_overdue{code="admissibility_decision"}'] == dossiers
    assert 'cqp_deadlines_overdue{code="retention"}' not in told
    assert told['cqp_mails_unsent{state="bounced"}'] == mails > 0
    assert told['cqp_mails_unsent{state="waiting"}'] == 0
    assert told['cqp_webhook_endpoints{state="disabled"}'] == 1
    assert told['cqp_webhook_endpoints{state="failing"}'] == 1


async def test_each_scan_tells_when_it_last_ran(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    async with sandbox_database.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO jobs.pgqueuer_schedules (expression, entrypoint, last_run) "
                "VALUES ('35 2 * * *', 'purge', '2026-11-29T02:35:00Z')"
            )
        )

    told = await _told(sandbox)

    assert told['cqp_scan_last_run_timestamp_seconds{kind="purge"}'] == 1795919700
    assert told['cqp_scan_last_run_timestamp_seconds{kind="reminders"}'] == 0


async def test_without_its_database_the_service_tells_what_it_knows_itself(settings: Settings) -> None:
    nowhere = create_engine("postgresql://nobody@127.0.0.1:9/none")
    async with AsyncClient(
        transport=ASGITransport(create_app(settings, engine=nowhere)), base_url="http://t"
    ) as client:
        told = await _told(client)

    assert told["cqp_database_up"] == 0
    assert 'cqp_database_pool_max_connections{pool="transactions"}' in told
    assert told["cqp_http_requests_in_progress"] >= 1
    assert any(name.startswith("cqp_build_info{version=") for name in told)


async def test_calls_of_programs_are_told_by_outcome(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, work: Any
) -> None:
    opca = await program(sandbox)
    async with receiving(answers(500)) as receiver:
        await registered(sandbox, opca, receiver.url)
        before = (await _told(sandbox)).get('cqp_webhook_delivery_duration_seconds_count{outcome="status"}', 0)
        await confirm(sandbox, dict(opca), await funded(sandbox_database))
        await work()

    told = await _told(sandbox)

    assert told['cqp_webhook_delivery_duration_seconds_count{outcome="status"}'] > before
    assert told['cqp_job_duration_seconds_count{kind="announce_event",outcome="done"}'] > 0
    assert receiver.url not in (await sandbox.get("/metrics")).text


@pytest.mark.parametrize(
    ("raised", "outcome"),
    [
        (None, "sent"),
        (RefusedForNow("421"), "deferred"),
        (RefusedForGood("550"), "bounced"),
        (NotComposed("too long"), "not_composed"),
        (RuntimeError("ours"), "failed"),
    ],
)
async def test_mails_are_told_by_outcome(sandbox: AsyncClient, raised: Exception | None, outcome: str) -> None:
    class Server:
        async def deliver(self, _mail: Any, /, acknowledged: Any) -> None:
            if raised is not None:
                raise raised
            await acknowledged()

    async def nothing() -> None: ...

    name = f'cqp_mail_delivery_duration_seconds_count{{outcome="{outcome}"}}'
    before = (await _told(sandbox)).get(name, 0)
    mail: Any = type("Mail", (), {"template": "invitation"})
    with nullcontext() if raised is None else pytest.raises(type(raised)):
        await MeasuredMailer(Server()).deliver(mail, acknowledged=nothing)

    assert (await _told(sandbox))[name] == before + 1


@pytest.mark.parametrize(
    ("raised", "outcome"),
    [
        (None, "done"),
        (FileNotFoundError(), "not_found"),
        (FileExistsError(), "refused"),
        (PayloadTooLarge(Text("trop", "too much")), "refused"),
        (StoreUnavailable(), "failed"),
    ],
)
async def test_files_are_told_by_operation_and_outcome(
    sandbox: AsyncClient, raised: Exception | None, outcome: str
) -> None:
    class Store:
        def __getattr__(self, _: str) -> Any:
            async def answer(*_: object) -> None:
                if raised is not None:
                    raise raised

            return answer

    store: Any = MeasuredStore(Store())
    asked = {"put": ("k", None), "create": ("k", b""), "read": ("k",), "delete": ("k",), "exists": ("k",)}
    names = {
        op: f'cqp_document_store_operation_duration_seconds_count{{operation="{op}",outcome="{outcome}"}}'
        for op in asked
    }
    before = await _told(sandbox)
    for operation, given in asked.items():
        with nullcontext() if raised is None else pytest.raises(type(raised)):
            await getattr(store, operation)(*given)

    told = await _told(sandbox)
    assert all(told[name] == before.get(name, 0) + 1 for name in names.values())
