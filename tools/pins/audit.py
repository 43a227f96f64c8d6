"""`make audit`: each pinned version held against the advisories that are known.

With ``ADVISORIES=all.zip``, the archive that OSV publishes for PyPI, it needs no network and says of which day it is.
Without, pip-audit asks its service; where that answers of nothing, this says so rather than that all is well.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from tools.pins.osv import read_advisories
from tools.pins.pinned import LAYERS, REQUIREMENTS, ROOT, pinned

_PIP_AUDIT = ROOT / "build" / "maintenance" / "bin" / "pip-audit"
GOOD, FOUND, NOT_AUDITED = 0, 1, 2


def main() -> int:
    """0 where all were looked at and nothing is known, 1 where something is, 2 where not all could be looked at."""
    archive = os.environ.get("ADVISORIES")
    return _against(Path(archive)) if archive else _by_pip_audit()


def _against(archive: Path) -> int:
    advisories, newest = read_advisories(archive)
    if not advisories:
        _tell(f"{archive} : aucun avis pour PyPI.")
        return NOT_AUDITED
    found = 0
    for layer in LAYERS:
        for name, version in pinned(layer).items():
            for advisory in advisories.get(canonicalize_name(name), ()):
                if advisory.concerns(version):
                    found += 1
                    also = f" ({', '.join(advisory.aliases)})" if advisory.aliases else ""
                    _tell(f"{layer}.txt : {name} {version} : {advisory.id}{also} {advisory.summary}")
    _tell(f"{found} avis sur ce qui est épinglé, d'après {archive.name}, dont le plus récent est du {newest}.")
    return FOUND if found else GOOD


def _by_pip_audit() -> int:
    worst = GOOD
    for layer in LAYERS:
        command = [
            str(_PIP_AUDIT),
            "--progress-spinner",
            "off",
            "-f",
            "json",
            "--disable-pip",
            "--require-hashes",
            "-r",
        ]
        asked = subprocess.run(
            [*command, str(REQUIREMENTS / f"{layer}.txt")], check=False, capture_output=True, text=True
        )
        lines, result = _told(layer, asked.stdout)
        _tell("\n".join(lines))
        worst = max(worst, result)
    return worst


def _told(layer: str, answer: str) -> tuple[list[str], int]:
    """What pip-audit said, and what it comes to."""
    try:
        packages = json.loads(answer)["dependencies"]
    except ValueError:
        return [f"{layer}.txt : pip-audit n'a joint aucun service d'avis. ADVISORIES=all.zip s'en passe."], NOT_AUDITED
    known = list(_known(layer, packages))
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if known:
        return known, FOUND
    if skipped:
        return [
            f"{layer}.txt : {len(skipped)} paquet(s) sur {len(packages)} dont le service ne sait rien."
        ], NOT_AUDITED
    return [f"{layer}.txt : aucun avis sur {len(packages)} paquets."], GOOD


def _known(layer: str, packages: list[dict[str, Any]]) -> Iterator[str]:
    for package in packages:
        for each in package.get("vulns", ()):
            fixed = ", ".join(each["fix_versions"]) or "aucune"
            yield f"{layer}.txt : {package['name']} {package['version']} : {each['id']} (corrigé : {fixed})"


def _tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main())
