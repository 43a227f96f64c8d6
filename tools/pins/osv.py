"""Advisories in OSV's form, out of the archive that it publishes for PyPI: what they say of one version of a package.

The form: https://ossf.github.io/osv-schema/ (`affected`, `ranges`, `events`, `versions`).
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

_ECOSYSTEM = "PyPI"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """What one record says of one package."""

    id: str
    aliases: Sequence[str]
    summary: str
    affected: Mapping[str, Any]

    def concerns(self, version: str) -> bool:
        """Whether that version is one of those affected: listed, or in a range."""
        if version in self.affected.get("versions", ()):
            return True
        ranges = (each for each in self.affected.get("ranges", ()) if each["type"] == "ECOSYSTEM")
        return any(_is_within(Version(version), each["events"]) for each in ranges)


def read_advisories(archive: Path) -> tuple[Mapping[str, Sequence[Advisory]], str]:
    """Those that stand, by the canonical name of the package; and the day of the newest one."""
    found: dict[str, list[Advisory]] = defaultdict(list)
    newest = ""
    for record in _records(archive):
        newest = max(newest, record.get("modified", ""))
        if record.get("withdrawn"):
            continue
        for affected in record.get("affected", ()):
            package = affected.get("package", {})
            if package.get("ecosystem") == _ECOSYSTEM:
                found[canonicalize_name(package["name"])].append(
                    Advisory(
                        id=record["id"],
                        aliases=record.get("aliases", ()),
                        summary=record.get("summary", ""),
                        affected=affected,
                    )
                )
    return found, newest[:10]


def _records(archive: Path) -> Iterator[dict[str, Any]]:
    with ZipFile(archive) as opened:
        for name in opened.namelist():
            if name.endswith(".json"):
                yield json.loads(opened.read(name))


def _is_within(version: Version, events: Sequence[Mapping[str, str]]) -> bool:
    """As the schema says to evaluate a range: the events in order of version, each opening or closing it."""
    is_affected = False
    for event in sorted(events, key=_place):
        kind, said = next(iter(event.items()))
        if kind == "introduced" and (said == "0" or version >= Version(said)):
            is_affected = True
        elif (kind == "fixed" and version >= Version(said)) or (kind == "last_affected" and version > Version(said)):
            is_affected = False
    return is_affected


def _place(event: Mapping[str, str]) -> tuple[Version, bool]:
    said = next(iter(event.values()))
    try:
        return Version(said), "introduced" not in event
    except InvalidVersion:
        return Version("0"), False
