"""What is shipped to run the service is right by its own tools, and speaks of what exists."""

import importlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

from app.db.gauges import database_up
from app.db.replica import replica_age
from app.settings import Settings, variable_of
from app.telemetry.pulse import last_look
from app.usecases.ports.jobs import SCANS, JobKind
from tools.deployment import checks
from tools.deployment.checks import CHECKS, RefusedError, ToolMissingError

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SHIPPED = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()]
_OTHERS_LABELS = {"le", "job", "instance"}
"""What Prometheus adds to the labels of a measure."""


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_each_file_is_right_by_its_own_tool(name: str, tmp_path: Path) -> None:
    _check(CHECKS[name], tmp_path)


@pytest.mark.parametrize(
    ("name", "file", "right", "wrong"),
    [
        ("systemd", "systemd/cqp-serve@.service", "ProtectHome=yes", "ProtectHouse=yes"),
        ("systemd", "systemd/cqp-backup.timer", "*-*-* 01:15:00", "tonight"),
        ("nginx", "nginx/nginx.conf", "proxy_http_version 1.1;", "proxy_http_version 1.1"),
        ("haproxy", "haproxy/haproxy.cfg", "default_backend cqp", "default_backend nowhere"),
        ("haproxy", "haproxy/postgresql.cfg", "option httpchk OPTIONS /primary", "option primary"),
        ("patroni", "patroni/patroni.yml", "retry_timeout: 5", "retry_timeout: often"),
        ("patroni", "patroni/patroni.yml", "scope: cqp\n", ""),
        ("pgbouncer", "pgbouncer/pgbouncer.ini", "pool_mode = transaction", "pool_mode = sometimes"),
        ("prometheus", "prometheus/rules.yml", "max(cqp_database_up)", "max(cqp_database_up"),
        ("prometheus", "prometheus/rules.yml", "max(cqp_database_up) == 0", "max(cqp_database_up) == 1"),
        ("prometheus", "prometheus/prometheus.yml", "scrape_interval: 15s", "scrape_interval: often"),
        ("compose", "compose.yaml", "init: true", "initial: true"),
        ("compose", "compose.yaml", "serve: {condition: service_healthy}", "api: {condition: service_healthy}"),
        ("compose", "compose.yaml", "  documents: {}", "  papers: {}"),
        ("kubernetes", "kubernetes/serve.yaml", "readinessProbe:", "readynessProbe:"),
        ("kubernetes", "kubernetes/serve.yaml", "secretName: cqp-keys", "secretName: cqp-locks"),
        ("kubernetes", "kubernetes/worker.yaml", "image: cqp-chimie", "image: cqp"),
        ("kubernetes", "kubernetes/kustomization.yaml", "  - worker.yaml\n", ""),
        ("kustomize", "kubernetes/kustomization.yaml", "secretGenerator:", "secretsGenerator:"),
        ("kustomize", "kubernetes/kustomization.yaml", "  - name: cqp-worker\n    envs: [worker.env]\n", ""),
        ("kustomize", "kubernetes/kustomization.yaml", "  - namespace.yaml\n", ""),
        ("kustomize", "kubernetes/kustomization.yaml", "  - service-account.yaml\n", ""),
        ("kustomize", "kubernetes/worker.yaml", "image: cqp-chimie", "image: cqp"),
        ("kustomize", "kubernetes/serve.yaml", "  selector: {component: serve}", "  selector: {component: server}"),
        ("kustomize", "kubernetes/serve.yaml", "kind: Deployment, name: cqp-serve", "kind: Deployment, name: cqp"),
        ("grafana", "grafana/cqp.json", '"id": 2,', '"id": 1,'),
    ],
)
def test_a_fault_is_seen(
    name: str, file: str, right: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    spoilt = tmp_path / "deploy" / file
    content = spoilt.read_text()
    assert right in content
    spoilt.write_text(content.replace(right, wrong))
    monkeypatch.setattr(checks, "DEPLOY", tmp_path / "deploy")

    with pytest.raises(RefusedError):
        _check(CHECKS[name], tmp_path)


def _check(check: Callable[[Path], None], folder: Path) -> None:
    try:
        check(folder)
    except ToolMissingError as missing:
        pytest.skip(f"{missing} is not installed")


def test_every_setting_that_a_file_names_exists() -> None:
    fields = Settings.model_fields
    known = {variable_of(name) for name in fields}
    known |= {f"{variable_of(name)}_FILE" for name, field in fields.items() if "SecretStr" in str(field.annotation)}
    named = {
        (str(path.relative_to(ROOT)), setting)
        for path in [*SHIPPED, ROOT / "Dockerfile"]
        for setting in re.findall(r"\bCQP_[A-Z][A-Z_]+", path.read_text())
    }

    assert len(named) > 20
    assert {each for each in named if each[1] not in known} == set()


def _measures() -> dict[str, set[str]]:
    """The labels of every measure, by each name under which a question may ask for it."""
    for module in ("app.main", "app.worker", "app.cli.serving"):
        importlib.import_module(module)
    database_up()
    replica_age()
    last_look()
    found: dict[str, set[str]] = {}
    for collector in set(REGISTRY._collector_to_names):
        if isinstance(collector, MetricWrapperBase) and collector._name.startswith("cqp_"):
            labels = set(collector._labelnames)
            for ending in {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",)}.get(
                str(collector._type), ("",)
            ):
                found[collector._name + ending] = labels
    return found


def _questions() -> Iterator[tuple[str, str]]:
    dashboard = json.loads((DEPLOY / "grafana" / "cqp.json").read_text())
    for panel in dashboard["panels"]:
        yield from ((panel["title"], target["expr"]) for target in panel.get("targets", ()))
    rules = (DEPLOY / "prometheus" / "rules.yml").read_text()
    yield from re.findall(r"alert: (\w+)\n\s+expr: (?:>-\n)?((?:.|\n)*?)\n\s+(?:for|labels):", rules)


QUESTIONS = list(_questions())


@pytest.mark.parametrize(("title", "question"), QUESTIONS, ids=[title for title, _ in QUESTIONS])
def test_what_dashboards_and_alerts_ask_for_is_measured_under_these_labels(title: str, question: str) -> None:
    measures = _measures()
    selectors = re.findall(r"\b(cqp_[a-z_]+|up)\b(?:\{([^}]*)\})?", question)

    assert selectors
    for name, inside in selectors:
        labels = measures.get(name, set() if name == "up" else None)
        assert labels is not None, f"{name} is not measured"
        assert set(re.findall(r"(\w+)\s*(?:=|!)", inside)) <= labels | _OTHERS_LABELS, f"{name} has no such label"


def test_every_measure_is_shown_or_watched() -> None:
    asked = {name for _, question in QUESTIONS for name, _ in re.findall(r"\b((cqp_[a-z_]+))\b", question)}
    families = {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in _measures()}

    assert {family for family in families if not any(name.startswith(family) for name in asked)} == set()


def test_alerts_name_scans_that_run() -> None:
    rules = (DEPLOY / "prometheus" / "rules.yml").read_text()
    (named,) = re.findall(r'cqp_scan_last_run_timestamp_seconds\{kind=~"([^"]+)"\}', rules)

    assert {JobKind(kind) for kind in named.split("|")} <= SCANS


def test_compose_has_the_same_proxy_but_for_the_address_behind_it() -> None:
    def said(name: str) -> list[str]:
        lines = (DEPLOY / "nginx" / name).read_text().splitlines()[1:]
        return [line for line in lines if not re.match(r"\s+server (127\.0\.0\.1|serve):", line)]

    assert said("nginx.conf") == said("compose.conf")
