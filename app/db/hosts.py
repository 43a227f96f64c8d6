"""Several hosts in one address, as libpq writes them (`h1:5432,h2:5433`), or SQLAlchemy (`?host=h1:5432&host=h2`)."""

import re
from typing import Any

from sqlalchemy import URL

_SEVERAL = re.compile(r"(?P<before>[^/]*://(?:[^@/?]*@)?)(?P<hosts>[^/?@]*,[^/?@]*)(?P<after>[/?].*)?")
_HOST = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]+)(?::(?P<port>[0-9]{1,5}))?")
_PORT = 5432


def take_hosts(url: str) -> tuple[str, tuple[str, ...]]:
    """The address without its hosts, and these, where it names several; else as it is, and none."""
    found = _SEVERAL.fullmatch(url)
    if found is None:
        return url, ()
    return f"{found['before']}{found['after'] or '/'}", tuple(found["hosts"].split(","))


def named_in_query(address: URL) -> tuple[str, ...]:
    """The hosts of a query that names several."""
    hosts = address.query.get("host", ())
    return hosts if isinstance(hosts, tuple) else ()


def host_arguments(hosts: tuple[str, ...]) -> dict[str, Any]:
    """What asyncpg wants of them: it tries them in that order. Raises ValueError for what is no host."""
    found = [_HOST.fullmatch(host) for host in hosts]
    if not all(found):
        raise ValueError("host:port,host:port is expected")
    return {
        "host": [match["host"].strip("[]") for match in found if match],
        "port": [int(match["port"] or _PORT) for match in found if match],
    }
