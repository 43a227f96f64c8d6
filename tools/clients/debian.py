"""Libraries that no registry of a generator's language brings here, as Debian packages them: found, or unpacked."""

import os
import shutil
import subprocess
from pathlib import Path

from tools.clients.checks import BUILD, GO_MOD, HTTPMIME

_UNPACKED = BUILD / "debian"
_GO_SOURCES = Path("usr/share/gocode/src")
_GO_MODULES = {
    "golang.org/x/net": "golang-golang-x-net-dev",
    "golang.org/x/oauth2": "golang-golang-x-oauth2-dev",
    "gopkg.in/validator.v2": "golang-gopkg-validator.v2-dev",
}
"""What a generated Go client imports, and the package of each."""
_REQUIRED = "".join(f"require {module} {'v2' if module.endswith('.v2') else 'v0'}.0.0\n" for module in _GO_MODULES)
"""A module's name tells its major version; which one Debian has is no matter."""


def find_httpmime() -> None:
    """The one library of the Java client that the generator's own jar does not hold."""
    jar = Path("usr/share/java/httpmime.jar")
    if not HTTPMIME.exists() and (root := _root_with(jar, "libhttpmime-java")) is not None:
        shutil.copyfile(os.path.realpath(root / jar), HTTPMIME)


def find_go_modules() -> None:
    """The modules of the Go client, and a ``go.mod`` that takes them from there: no module proxy is asked."""
    replaced = []
    for module, package in _GO_MODULES.items():
        root = _root_with(_GO_SOURCES / module, package)
        if root is None:
            return
        into = GO_MOD.parent / module
        shutil.copytree(root / _GO_SOURCES / module, into, dirs_exist_ok=True)
        (into / "go.mod").write_text(f"module {module}\n\ngo 1.18\n")
        replaced.append(f"replace {module} => {into}\n")
    GO_MOD.write_text(f"module example.org/cqp\n\ngo 1.23\n\n{_REQUIRED}\n{''.join(replaced)}")


def _root_with(path: Path, package: str) -> Path | None:
    """Where the package's files are: installed, or unpacked from the archive; None where neither is to be had."""
    if Path("/", path).exists():
        return Path("/")
    if not (_UNPACKED / path).exists() and shutil.which("apt-get"):
        _UNPACKED.mkdir(parents=True, exist_ok=True)
        subprocess.run(("apt-get", "download", "-q", package), cwd=_UNPACKED, check=False, capture_output=True)
        for archive in _UNPACKED.glob(f"{package}_*.deb"):
            subprocess.run(("dpkg", "-x", str(archive), str(_UNPACKED)), check=False)
    return _UNPACKED if (_UNPACKED / path).exists() else None
