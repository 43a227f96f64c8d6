"""How the way to the database is kept secret, as addresses say it (libpq's `ssl…` parameters).

asyncpg takes them from its own form of address alone, which SQLAlchemy does not give it: they are read here.
"""

import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
PARAMETERS = ("sslmode", "sslrootcert", "sslcert", "sslkey")
SYSTEM = "system"
"""Of `sslrootcert`: the authorities that the machine trusts."""

_HERE = ("", "localhost", "127.0.0.1", "::1")


class TlsError(ValueError):
    """The address asks for what cannot be; the message is a sentence for who wrote it."""


def is_safe_to_reach(url: str) -> bool:
    """Whether nobody between can read or answer: every host is this machine, or proves itself by a certificate."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    hosts = [*_hosts(parts.netloc), *(unquote(host) for given in query.get("host", ()) for host in given.split(","))]
    return query.get("sslmode", [""])[-1] == "verify-full" or all(map(_is_here, hosts))


def tls_arguments(query: Mapping[str, Sequence[str] | str]) -> dict[str, Any]:
    """What asyncpg wants as its argument `ssl`, of the parameters of an address; nothing where it says nothing.

    Raises TlsError.
    """
    given = {name: str(query[name]) for name in PARAMETERS if name in query}
    if not given:
        return {}
    mode = given.get("sslmode", "prefer")
    if mode not in MODES:
        raise TlsError(f"sslmode={mode} n'existe pas : {', '.join(MODES)}")
    if mode in {"disable", "allow"} or (given.keys() == {"sslmode"} and not mode.startswith("verify")):
        return {"ssl": mode}
    if mode == "prefer":
        raise TlsError("sslrootcert, sslcert et sslkey demandent un sslmode qui exige TLS : verify-full")
    return {"ssl": _context(mode, given)}


def _context(mode: str, given: Mapping[str, str]) -> ssl.SSLContext:
    root = given.get("sslrootcert", SYSTEM)
    try:
        context = ssl.create_default_context(cafile=None if root == SYSTEM else str(Path(root).expanduser()))
        if "sslcert" in given:
            context.load_cert_chain(given["sslcert"], given.get("sslkey"))
    except (OSError, ssl.SSLError) as error:
        raise TlsError(f"sslrootcert, sslcert ou sslkey ne se lit pas ({error})") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = mode == "verify-full"
    if mode == "require" and "sslrootcert" not in given:
        context.verify_mode = ssl.CERT_NONE
    return context


def _hosts(netloc: str) -> list[str]:
    return [_without_port(each) for each in netloc.rpartition("@")[2].split(",") if each]


def _without_port(host: str) -> str:
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _is_here(host: str) -> bool:
    return host.startswith("/") or _without_port(host) in _HERE
