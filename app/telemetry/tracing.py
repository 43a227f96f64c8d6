"""Traces, where an OpenTelemetry collector is named; nothing at all, not even a look for a tracer, where none is.

What a span says is chosen word by word: operations, kinds, outcomes, statements without their values. Neither an
address that was asked for nor a name, and no exception's sentence, ever leaves.
"""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

from opentelemetry import propagate
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, TracerProvider

Attributes = dict[str, str | int | float | bool]


class _Chosen:
    """The tracer of this process; None: nothing is traced."""

    tracer: Tracer | None = None


def trace_with(provider: TracerProvider | None) -> Tracer | None:
    """Trace through ``provider`` from now on, or with None no more; its tracer."""
    _Chosen.tracer = None if provider is None else provider.get_tracer("cqp")
    return _Chosen.tracer


def current_tracer() -> Tracer | None:
    """What spans are made with, None where nothing is traced."""
    return _Chosen.tracer


def collector_at(endpoint: str, *, ratio: float, service: str, version: str) -> TracerProvider:
    """What sends one trace in ``1 / ratio`` to the collector at ``endpoint`` (OTLP over HTTP), from its own thread.

    A trace's own number decides: a request and the jobs that it causes are kept or left together, and a stranger's
    header has no say.
    """
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - heavy, rare
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider as SdkTracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import TraceIdRatioBased  # noqa: PLC0415

    provider = SdkTracerProvider(
        sampler=TraceIdRatioBased(ratio),
        resource=Resource.create({"service.name": service, "service.version": version}),
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces")))
    return provider


@contextmanager
def span(name: str, kind: SpanKind = SpanKind.INTERNAL, **attributes: str | int) -> Iterator[Span | None]:
    """A span around what follows, None where nothing is traced; what is raised marks it by its class alone."""
    tracer = _Chosen.tracer
    if tracer is None:
        yield None
        return
    said: Attributes = dict(attributes)
    with tracer.start_as_current_span(
        name, kind=kind, attributes=said, record_exception=False, set_status_on_exception=False
    ) as opened:
        try:
            yield opened
        except Exception as error:
            opened.set_attribute("error.type", type(error).__qualname__)
            opened.set_status(StatusCode.ERROR)
            raise


def add_trace_headers(headers: MutableMapping[str, str]) -> None:
    """Add to the headers of a request to somebody else what joins their trace to ours (W3C Trace Context)."""
    if _Chosen.tracer is not None:
        propagate.inject(headers)
