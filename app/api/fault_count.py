"""How many requests were put off, by what went wrong around the service; other measures are in ``metrics``."""

from prometheus_client import Counter

from app.usecases.ports.faults import FaultKind

_FAULTS = Counter(
    "cqp_transient_faults_total", "Requests put off with a 503, by what went wrong around the service.", ("kind",)
)


def count_fault(kind: FaultKind) -> None:
    """Count one request that such a fault put off."""
    _FAULTS.labels(kind).inc()
