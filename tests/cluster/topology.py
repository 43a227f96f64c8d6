"""The cluster itself: PostgreSQL twice under Patroni, PgBouncer, two `serve`, two `worker`, a proxy, mail and store."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import boto3  # type: ignore[import-untyped]
import httpx
from botocore.exceptions import EndpointConnectionError  # type: ignore[import-untyped]
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.engine import create_engine
from app.db.waits import Waits
from app.sandbox import data
from app.sandbox.postgres import give_away
from app.sandbox.signing_key import new_key, new_paper_key
from tests.cluster import configuration
from tests.cluster.configuration import DATABASE, PASSWORDS, SERVICE, Member
from tests.cluster.daemon import Daemon
from tests.cluster.programs import ROOT, Programs
from tests.releases.rolling import free_ports

_SECONDS_TO_START = 600
_BUCKET = "documents"
_VOLUME = "1536m"
_PORTS = (
    "etcd", "etcd_peer", "primary", "replica", "pooler", "proxy", "serve-1", "serve-2",
    "worker-1", "worker-2", "store", "store_relay", "mail", "mail_relay",
)  # fmt: skip


class ClusterError(Exception):
    """The cluster did not become what it should be."""


@dataclass
class Cluster:
    """Every program by its name, and the ways in."""

    programs: Programs
    folder: Path
    ports: dict[str, int]
    members: tuple[Member, Member]
    daemons: dict[str, Daemon] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where clients find the service."""
        return f"http://127.0.0.1:{self.ports['proxy']}"

    def url(self, user: str, port: int, *, database: str = DATABASE) -> str:
        return f"postgresql://{user}:{PASSWORDS[user]}@127.0.0.1:{port}/{database}"

    @property
    def direct_url(self) -> str:
        """The workers': both servers, of which the one that takes writes is meant."""
        hosts = ",".join(f"127.0.0.1:{member.port}" for member in self.members)
        return f"postgresql://{SERVICE}:{PASSWORDS[SERVICE]}@{hosts}/{DATABASE}?target_session_attrs=read-write"

    @contextlib.asynccontextmanager
    async def owner(self, port: int | None = None) -> AsyncIterator[AsyncEngine]:
        """The database as its owner sees it, each statement for itself; by default where writes go."""
        engine = _patient_engine(self.url("postgres", port or self.ports["primary"]))
        try:
            yield engine
        finally:
            await engine.dispose()

    @contextlib.asynccontextmanager
    async def owner_of_server(self) -> AsyncIterator[AsyncConnection]:
        """The server's own database, where databases are made."""
        engine = _patient_engine(self.url("postgres", self.ports["primary"], database="postgres"))
        try:
            async with engine.connect() as connection:
                yield connection
        finally:
            await engine.dispose()

    async def roles(self) -> dict[str, str]:
        """What each member that answers says it is: `primary`, `replica`, `sync_standby`…; and only if it runs."""
        async with httpx.AsyncClient(timeout=2) as client:
            for member in self.members:
                with contextlib.suppress(httpx.HTTPError, ValueError, KeyError):
                    answer = await client.get(f"http://127.0.0.1:{member.api_port}/cluster")
                    return {
                        each["name"]: each["role"]
                        for each in answer.json()["members"]
                        if each["state"] in {"running", "streaming"}
                    }
        return {}

    async def primary(self) -> Member:
        """Whoever takes writes. Raises ClusterError where nobody does."""
        roles = await self.roles()
        for member in self.members:
            if roles.get(member.name) == "leader":
                return member
        raise ClusterError(f"no primary: {roles}")

    async def standby(self) -> Member:
        """The other one."""
        primary = await self.primary()
        return next(member for member in self.members if member is not primary)

    async def is_whole(self) -> bool:
        """Whether everything runs: both servers in step, both processes ready, both workers at work."""
        if set((await self.roles()).values()) != {"leader", "sync_standby"}:
            return False
        async with httpx.AsyncClient(timeout=3) as client:
            for name, path in (
                ("serve-1", "readyz"),
                ("serve-2", "readyz"),
                ("worker-1", "livez"),
                ("worker-2", "livez"),
            ):
                try:
                    answer = await client.get(f"http://127.0.0.1:{self.ports[name]}/{path}")
                except httpx.HTTPError:
                    return False
                if answer.status_code != 200 or answer.json().get("documents", "ok") != "ok":
                    return False
            try:
                return (await client.get(f"{self.address}/v1/certifications")).status_code == 200
            except httpx.HTTPError:
                return False

    async def become_whole(self, seconds: float = _SECONDS_TO_START) -> float:
        """Wait for it; how many seconds it took. Whatever is dead is started again. Raises ClusterError."""
        begun = asyncio.get_running_loop().time()
        while not await self.is_whole():
            took = asyncio.get_running_loop().time() - begun
            if took > seconds:
                dead = [name for name, daemon in self.daemons.items() if not daemon.is_alive]
                raise ClusterError(f"not whole after {took:.0f} s: {await self.roles()}, dead: {dead}")
            for daemon in self.daemons.values():
                daemon.start()
            await asyncio.sleep(0.5)
        return asyncio.get_running_loop().time() - begun

    def postmaster(self, member: Member) -> int:
        """The process of its PostgreSQL. Raises ClusterError where there is none."""
        try:
            return int((member.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            raise ClusterError(f"{member.name} has no PostgreSQL") from None

    def server_processes(self, member: Member) -> list[int]:
        """That process and its children."""
        top = self.postmaster(member)
        return [top, *_children(top)]

    def signal_server(self, member: Member, number: signal.Signals) -> None:
        """Tell every process of a PostgreSQL."""
        for pid in self.server_processes(member):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    async def patronictl(self, *arguments: str) -> None:
        """Patroni's own command. Raises ClusterError."""
        configured = self.folder / "one" / "patroni.yml"
        running = await asyncio.create_subprocess_exec(
            str(self.programs.patroni.with_name("patronictl")), "-c", str(configured), *arguments,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd="/",
        )  # fmt: skip
        said, _ = await running.communicate()
        if running.returncode:
            raise ClusterError(said.decode())


def _patient_engine(url: str) -> AsyncEngine:
    """One that waits for as long as it takes, and commits each statement."""
    engine = create_engine(url, waits=Waits(lock=0, statement=0, idle_in_transaction=0))
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in listed.split()]


@asynccontextmanager
async def cluster(programs: Programs, folder: Path, tell: Callable[[str], None]) -> AsyncIterator[Cluster]:
    """The whole of it, for as long as the block lasts."""
    ports = dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True))
    server_ports = free_ports(4)
    members = tuple(
        Member(name=name, port=server_ports[n], api_port=server_ports[n + 2], folder=folder / name)
        for n, name in enumerate(("one", "two"))
    )
    assert len(members) == 2
    made = Cluster(programs=programs, folder=folder, ports=ports, members=members)
    await asyncio.to_thread(folder.chmod, 0o755)
    if (task := asyncio.current_task()) is not None:  # told to stop, we leave no program behind
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        tell("etcd, PostgreSQL et Patroni…")
        for name, daemon in _database_daemons(made):
            made.daemons[name] = daemon
            daemon.start()
        await _until_replicated(made)
        tell("schéma, rôles, données…")
        await _fill(made)
        tell("PgBouncer, dépôt, serve, worker, mandataires…")
        for name, daemon in _service_daemons(made):
            made.daemons[name] = daemon
            daemon.start()
            if name == "store":
                await asyncio.to_thread(_make_bucket, made)
        await made.become_whole()
        yield made
    finally:
        for daemon in reversed(made.daemons.values()):
            daemon.thaw()
            await asyncio.to_thread(daemon.stop)
        for member in members:
            with contextlib.suppress(ClusterError, ProcessLookupError):
                made.signal_server(member, signal.SIGCONT)
                os.kill(made.postmaster(member), signal.SIGQUIT)
            _unmount(member.folder)


def _database_daemons(made: Cluster) -> Iterator[tuple[str, Daemon]]:
    programs, ports, folder = made.programs, made.ports, made.folder
    store = _owned(folder / "etcd")
    here = f"http://127.0.0.1:{ports['etcd']}"
    peer = f"http://127.0.0.1:{ports['etcd_peer']}"
    yield "etcd", _daemon(made, "etcd", [
        programs.etcd, "--name", "one", "--data-dir", store / "data",
        "--listen-client-urls", here, "--advertise-client-urls", here, "--listen-peer-urls", peer,
        "--initial-advertise-peer-urls", peer, "--initial-cluster", f"one={peer}", "--log-level", "warn",
    ], as_nobody=True)  # fmt: skip
    for member in made.members:
        member.folder.mkdir()
        _mount(member.folder)
        member.folder.chmod(0o700)
        give_away(member.folder)
        configured = member.folder / "patroni.yml"
        configured.write_text(configuration.patroni(member, etcd_port=ports["etcd"], binaries=programs.postgres))
        give_away(configured)
        yield member.name, _daemon(made, member.name, [programs.patroni, configured], as_nobody=True)
    configured = folder / "postgresql.cfg"
    configured.write_text(
        configuration.database_proxy(made.members, primary=ports["primary"], replica=ports["replica"])
    )
    yield "database_proxy", _daemon(made, "database_proxy", [programs.haproxy, "-f", configured])


def _service_daemons(made: Cluster) -> Iterator[tuple[str, Daemon]]:
    programs, ports, folder = made.programs, made.ports, made.folder
    pooling = _owned(folder / "pgbouncer")
    (pooling / "userlist.txt").write_text(configuration.pooler_users())
    configured = pooling / "pgbouncer.ini"
    configured.write_text(configuration.pooler(pooling, port=ports["pooler"], server_port=ports["primary"]))
    yield "pgbouncer", _daemon(made, "pgbouncer", [programs.pgbouncer, configured], as_nobody=True)
    moto = [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(ports["store"])]
    yield "store", _daemon(made, "store", moto)
    for name in ("store", "mail"):
        configured = folder / f"{name}.cfg"
        configured.write_text(configuration.relay(ports[f"{name}_relay"], ports[name]))
        yield f"{name}_relay", _daemon(made, f"{name}_relay", [programs.haproxy, "-f", configured])
    environment = _environment(made)
    pooled = {
        **environment,
        "DATABASE_URL": made.url(SERVICE, ports["pooler"]),
        "CQP_DATABASE_IS_POOLED": "yes",
    }
    for name in ("serve-1", "serve-2"):
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(ports[name])]
        yield name, _daemon(made, name, command, environment=pooled)
    direct = {**environment, "DATABASE_URL": made.direct_url}
    for name in ("worker-1", "worker-2"):
        command = [sys.executable, "-m", "app.cli", "worker", "--port", str(ports[name])]
        yield name, _daemon(made, name, command, environment=direct)
    configured = folder / "haproxy.cfg"
    configured.write_text(configuration.proxy([ports["serve-1"], ports["serve-2"]], port=ports["proxy"]))
    yield "proxy", _daemon(made, "proxy", [programs.haproxy, "-f", configured])


def _daemon(
    made: Cluster,
    name: str,
    command: Sequence[object],
    *,
    environment: dict[str, str] | None = None,
    as_nobody: bool = False,
) -> Daemon:
    logs = made.folder / "logs"
    logs.mkdir(exist_ok=True)
    return Daemon(
        name=name,
        command=[str(part) for part in command],
        log=logs / f"{name}.log",
        environment={**(environment or {}), "PYTHONPATH": str(ROOT) if environment is not None else ""},
        folder=ROOT if environment is not None else Path("/"),
        as_nobody=as_nobody,
    )


def _environment(made: Cluster) -> dict[str, str]:
    """Production's settings, on this machine."""
    return {
        "CQP_ENVIRONMENT": "production",
        "CQP_PUBLIC_URL": "https://cqp.example",
        "CQP_FRONT_END_URL": "https://front.example",
        "CQP_SIGNING_KEY": new_key(),
        "CQP_PAPER_SIGNING_KEY": new_paper_key(),
        "CQP_SECRETS_KEY": Fernet.generate_key().decode(),
        "CQP_PSEUDONYM_KEY": "p" * 32,
        "CQP_SMTP_URL": f"smtp://127.0.0.1:{made.ports['mail_relay']}?starttls=no",
        "CQP_MAIL_FROM": "CQP chimie <ne-pas-repondre@cqp.example>",
        "CQP_DOCUMENT_STORE": f"s3://{_BUCKET}/cqp",
        "CQP_RATE_LIMITS": '{"read": 0, "write": 0, "upload": 0, "sign_in": 0, "public": 0}',
        **_store_access(made.ports["store_relay"]),
    }


def _store_access(port: int) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }


def _make_bucket(made: Cluster) -> None:
    access = _store_access(made.ports["store"])
    client = boto3.client(
        "s3",
        endpoint_url=access["AWS_ENDPOINT_URL"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name="us-east-1",
    )
    until = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            client.create_bucket(Bucket=_BUCKET)
        except EndpointConnectionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        else:
            return


async def _until_replicated(made: Cluster) -> None:
    async with asyncio.timeout(_SECONDS_TO_START):
        while set((await made.roles()).values()) != {"leader", "sync_standby"}:  # noqa: ASYNC110 - others become it
            await asyncio.sleep(0.5)
        while True:
            try:
                async with made.owner_of_server() as connection:
                    await connection.execute(text("SELECT 1"))
            except OSError:
                await asyncio.sleep(0.5)
            else:
                return


async def _fill(made: Cluster) -> None:
    """The schema, the service's own role, and the sandbox's people and companies."""
    async with made.owner_of_server() as server:
        await server.execute(text(f"CREATE DATABASE {DATABASE}"))
    environment = {"DATABASE_URL": made.url("postgres", made.ports["primary"])}
    for command in (["migrate"], ["roles", "--apply"]):
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.cli", *command,
            cwd=ROOT, env={**os.environ, **environment, "PYTHONPATH": str(ROOT)}, stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        if await running.wait():
            raise ClusterError(f"cqp {command[0]} failed")
    async with made.owner() as engine:
        async with engine.connect() as connection:
            await connection.execute(text(f"ALTER ROLE {SERVICE} PASSWORD '{PASSWORDS[SERVICE]}'"))
        await data.load(engine)


def _mount(folder: Path) -> None:
    """A volume of its own, small enough to be filled, where we may."""
    if os.geteuid() == 0:
        options = ["-t", "tmpfs", "-o", f"size={_VOLUME}", "tmpfs", str(folder)]
        subprocess.run(["mount", *options], check=False, stderr=subprocess.DEVNULL)


def _unmount(folder: Path) -> None:
    if folder.is_mount():
        subprocess.run(["umount", "-l", str(folder)], check=False)


def _owned(folder: Path) -> Path:
    folder.mkdir()
    folder.chmod(0o700)
    give_away(folder)
    return folder
