"""What each program of the cluster is told: the files of deploy/, with this machine's ports and folders."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from tests.cluster.programs import ROOT

DEPLOY = ROOT / "deploy"
DATABASE, SERVICE = "cqp", "cqp_service"
PASSWORDS: Mapping[str, str] = {"postgres": "owner", "replicator": "copies", "rewinder": "rewinds", SERVICE: "serves"}
_HOSTS = (
    "local all all trust",
    "host replication replicator 127.0.0.1/32 scram-sha-256",
    "host all all 127.0.0.1/32 scram-sha-256",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A PostgreSQL and its Patroni: their ports, and the folder of both."""

    name: str
    port: int
    api_port: int
    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"


def patroni(member: Member, *, etcd_port: int, binaries: Path) -> str:
    """deploy/patroni/patroni.yml, for that member. No watchdog: this machine has none to be restarted by."""
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "patroni" / "patroni.yml").read_text())
    here = f"127.0.0.1:{member.port}"
    told["name"] = member.name
    told["restapi"] = {"listen": f"127.0.0.1:{member.api_port}", "connect_address": f"127.0.0.1:{member.api_port}"}
    told["etcd3"] = {"hosts": [f"127.0.0.1:{etcd_port}"]}
    del told["watchdog"]
    server = told["postgresql"]
    server |= {"listen": here, "connect_address": here, "data_dir": str(member.data), "bin_dir": str(binaries)}
    server["pgpass"] = str(member.folder / "pgpass")
    server["pg_hba"] = list(_HOSTS)
    server["parameters"] = {"unix_socket_directories": str(member.folder)}
    for each in server["authentication"].values():
        each["password"] = PASSWORDS[each["username"]]
    return str(yaml.safe_dump(told))


def database_proxy(members: Sequence[Member], *, primary: int, replica: int) -> str:
    """deploy/haproxy/postgresql.cfg, between these members and those two ports."""
    told = (DEPLOY / "haproxy" / "postgresql.cfg").read_text()
    told = told.replace("127.0.0.1:5000", f"127.0.0.1:{primary}").replace("127.0.0.1:5001", f"127.0.0.1:{replica}")
    for member, address in zip(members, ("10.0.0.11:5432", "10.0.0.12:5432"), strict=True):
        told = told.replace(address, f"127.0.0.1:{member.port} port {member.api_port}")
    return told


def pooler(folder: Path, *, port: int, server_port: int) -> str:
    """deploy/pgbouncer/pgbouncer.ini, in front of that port."""
    told = (DEPLOY / "pgbouncer" / "pgbouncer.ini").read_text()
    told = told.replace("port=5432 dbname=cqp", f"port={server_port} dbname={DATABASE}")
    told = told.replace("/etc/pgbouncer/userlist.txt", str(folder / "userlist.txt"))
    return told.replace("listen_port = 6432", f"listen_port = {port}\nunix_socket_dir =")


def pooler_users() -> str:
    """The file of users that it reads."""
    return "".join(f'"{name}" "{password}"\n' for name, password in PASSWORDS.items())


def proxy(ports: Sequence[int], *, port: int) -> str:
    """deploy/haproxy/haproxy.cfg, in front of these processes."""
    told = (DEPLOY / "haproxy" / "haproxy.cfg").read_text().replace("bind :8080", f"bind 127.0.0.1:{port}")
    for given, usual in zip(ports, (8000, 8001), strict=True):
        told = re.sub(rf"127\.0\.0\.1:{usual}\b", f"127.0.0.1:{given}", told)
    return told


def relay(port: int, server_port: int) -> str:
    """A way to a server that can be cut without harm to the server."""
    return (
        "defaults\n    mode tcp\n    timeout connect 2s\n    timeout client 10m\n    timeout server 10m\n"
        f"listen relay\n    bind 127.0.0.1:{port}\n    server one 127.0.0.1:{server_port}\n"
    )
