"""The pinned packages are made newer and audited by what the book tells the operator to run each month."""

import json
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tools.pins import audit
from tools.pins.audit import FOUND, GOOD, NOT_AUDITED
from tools.pins.osv import Advisory
from tools.pins.pinned import LAYERS, pinned
from tools.pins.refresh import changes_between


def within(*events: dict[str, str]) -> Advisory:
    """An advisory on the versions between these events."""
    affected = {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}
    return Advisory(id="X-1", aliases=(), summary="", affected=affected)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "all.zip"
    monkeypatch.setenv("ADVISORIES", str(path))
    return path


def write(archive: Path, *records: dict[str, Any]) -> None:
    with ZipFile(archive, "w") as opened:
        for number, record in enumerate(records):
            opened.writestr(f"{number}.json", json.dumps(record))


def record(name: str, *, ecosystem: str = "PyPI", **more: Any) -> dict[str, Any]:
    package = {"name": name, "ecosystem": ecosystem}
    events = [{"introduced": "0"}]
    affected = {"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {"id": "PYSEC-1", "modified": "2026-11-20T00:00:00Z", "summary": "bad", "affected": [affected], **more}


@pytest.mark.parametrize(
    ("version", "expected"),
    [("0.9", False), ("1.0", True), ("1.10", True), ("2.0rc1", True), ("2.0", False), ("3.0", True), ("3.1", False)],
)
def test_a_range_opens_and_closes_in_the_order_of_versions(version: str, expected: bool) -> None:
    advisory = within({"fixed": "2.0"}, {"introduced": "3.0"}, {"introduced": "1.0"}, {"fixed": "3.1"})

    assert advisory.concerns(version) is expected


def test_the_last_affected_version_is_affected() -> None:
    advisory = within({"introduced": "0"}, {"last_affected": "1.5"})

    assert [advisory.concerns(version) for version in ("1.5", "1.5.1")] == [True, False]


def test_a_version_may_be_listed_by_itself() -> None:
    advisory = Advisory(id="X-1", aliases=(), summary="", affected={"versions": ["1.0"]})

    assert [advisory.concerns(version) for version in ("1.0", "1.0.1")] == [True, False]


def test_a_known_flaw_of_what_is_pinned_is_found(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(archive, record("SQLAlchemy", aliases=["CVE-1"]))

    assert audit.main() == FOUND
    assert "run.txt : sqlalchemy" in (told := capsys.readouterr().out)
    assert "PYSEC-1 (CVE-1) bad" in told
    assert "2026-11-20" in told


@pytest.mark.parametrize(
    "harmless",
    [
        record("sqlalchemy", withdrawn="2026-01-01T00:00:00Z"),
        record("sqlalchemy", ecosystem="npm"),
        record("nobody-uses-this"),
    ],
    ids=["withdrawn", "of another world", "of another package"],
)
def test_what_does_not_concern_us_is_passed_over(archive: Path, harmless: dict[str, Any]) -> None:
    write(archive, harmless, record("another-one"))

    assert audit.main() == GOOD


def test_an_archive_that_says_nothing_is_no_audit(archive: Path) -> None:
    write(archive, record("sqlalchemy", ecosystem="npm"))

    assert audit.main() == NOT_AUDITED


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", NOT_AUDITED),
        ({"dependencies": [{"name": "a", "skip_reason": "not found"}]}, NOT_AUDITED),
        ({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, GOOD),
        (
            {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X", "fix_versions": ["2"]}]}]},
            FOUND,
        ),
    ],
    ids=["no service", "knows nothing of it", "nothing known", "a flaw"],
)
def test_what_pip_audit_says_is_taken_for_what_it_is(answer: Any, expected: int) -> None:
    lines, result = audit._told("run", json.dumps(answer) if answer else "")

    assert result == expected
    assert lines


def test_what_a_refresh_changed_is_told() -> None:
    told = list(changes_between({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"}))

    assert told == ["b 1 → 2", "c 1 (ôté)", "d 1 (nouveau)"]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_is_read_whole(layer: str) -> None:
    text = Path(f"requirements/{layer}.txt").read_text()

    assert len(pinned(layer)) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))
