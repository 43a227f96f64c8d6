"""One trace from a request to the call of a program that it causes: API, database, jobs, mails, webhooks."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import StatusCode
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.query_watch import QueryWatch
from app.main import create_app
from app.settings import Settings
from app.telemetry.tracing import collector_at, span, trace_with
from tests.api.test_funding import confirm, funded, program
from tests.webhooks.program import registered
from tests.webhooks.receiver import receiving

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """What is traced while the test lasts."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace_with(provider)
    yield exporter
    trace_with(None)


@pytest.fixture
async def traced(spans: InMemorySpanExporter, settings: Settings, sandbox_database: AsyncEngine) -> Any:
    """A client of the service, every statement of which is traced."""
    QueryWatch().look_at(sandbox_database)
    app = create_app(settings, engine=sandbox_database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        yield client


def _of(finished: Sequence[ReadableSpan], trace: str) -> list[ReadableSpan]:
    return [each for each in finished if each.context is not None and f"{each.context.trace_id:032x}" == trace]


async def test_what_a_request_causes_is_one_trace_with_the_callers(
    spans: InMemorySpanExporter, traced: AsyncClient, sandbox_database: AsyncEngine, work: Any
) -> None:
    opca = await program(traced)
    async with receiving() as receiver:
        await registered(traced, opca, receiver.url)
        dossier = await funded(sandbox_database)
        spans.clear()
        await confirm(traced, {**opca, "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, dossier)
        await work()

    ours = _of(spans.get_finished_spans(), TRACE)
    names = {each.name for each in ours}
    kinds = {each.name: each.kind.name for each in ours}
    assert {"confirmFunding", "send announce_event", "process announce_event", "process send_mail", "mail"} <= names
    assert {"process deliver_webhook", "POST webhook", "SELECT", "INSERT"} <= names
    assert (kinds["confirmFunding"], kinds["process send_mail"], kinds["POST webhook"]) == (
        "SERVER",
        "CONSUMER",
        "CLIENT",
    )
    assert any(got.headers["traceparent"].startswith(f"00-{TRACE}-") for got in receiver.got)


async def test_a_span_tells_neither_an_address_nor_a_name(spans: InMemorySpanExporter, traced: AsyncClient) -> None:
    opca = await program(traced)
    await traced.get("/v1/funding/dossiers?reference=SANDRINE-ROUX", headers=opca)
    await traced.get("/v1/jury-calendars/a-secret-of-somebody.ics")
    await traced.post("/v1/sessions", json={"email": "sandrine.roux@exemple.fr", "password": "never"})

    finished = spans.get_finished_spans()
    told = " ".join(each.to_json() for each in finished)
    assert {"listFundedDossiers", "readCalendar", "openSession"} <= {each.name for each in finished}
    assert '"http.route": "/v1/funding/dossiers"' in told
    assert not any(secret in told.lower() for secret in ("roux", "a-secret-of-somebody", "never", "bearer"))


async def test_a_failed_job_is_told_by_the_class_of_its_failure(
    spans: InMemorySpanExporter, traced: AsyncClient, sandbox_database: AsyncEngine, work: Any, monkeypatch: Any
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise LookupError("Sandrine Roux")

    monkeypatch.setattr("app.worker.announce_by_mail", fail)
    opca = await program(traced)
    await confirm(traced, dict(opca), await funded(sandbox_database))
    await work()

    failed = [each for each in spans.get_finished_spans() if each.name == "process announce_event"]
    assert {(each.attributes or {}).get("error.type") for each in failed} == {"ExceptionGroup"}
    assert "Sandrine" not in " ".join(each.to_json() for each in failed)


def test_what_is_raised_marks_its_span_by_its_class_alone(spans: InMemorySpanExporter) -> None:
    with pytest.raises(LookupError), span("mail", template="invitation"):
        raise LookupError("Sandrine Roux")

    (finished,) = spans.get_finished_spans()
    assert dict(finished.attributes or {}) == {"template": "invitation", "error.type": "LookupError"}
    assert (finished.status.status_code, finished.status.description) == (StatusCode.ERROR, None)
    assert finished.events == ()


async def test_nothing_is_traced_and_no_header_added_where_nobody_takes_traces(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, work: Any
) -> None:
    opca = await program(sandbox)
    async with receiving() as receiver:
        await registered(sandbox, opca, receiver.url)
        given = {**opca, "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        await confirm(sandbox, given, await funded(sandbox_database))
        await work()

    assert receiver.got
    assert "traceparent" not in receiver.got[0].headers


def test_a_traces_own_number_decides_whether_it_is_kept() -> None:
    provider: Any = collector_at("http://127.0.0.1:9", ratio=0.25, service="cqp-serve", version="1.0")

    assert provider.resource.attributes["service.name"] == "cqp-serve"
    assert isinstance(provider.sampler, TraceIdRatioBased)
    assert provider.sampler.rate == 0.25
    provider.shutdown()
