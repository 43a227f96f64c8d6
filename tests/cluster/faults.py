"""The table of faults: what is done to the cluster, and for how long.

Each fault is what it does, then waits for, then undoes; the cluster is made whole again by who drives the table.
"""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import asyncpg
from sqlalchemy import text

from tests.cluster.configuration import Member
from tests.cluster.recorder import Recorder
from tests.cluster.topology import Cluster, ClusterError

_HOG = "hog"
_CUT_THE_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'cqp_service' AND application_name <> :hog"
)


class CannotBeTriedError(Exception):
    """The fault cannot be made here; why."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What faults are made on."""

    cluster: Cluster
    recorder: Recorder


Fault = Callable[[Stage], Awaitable[None]]


def killed(*names: str, back_after: float = 2) -> Fault:
    """Programs killed (-9), all at once; started again some seconds later."""

    async def do(stage: Stage) -> None:
        for name in names:
            await asyncio.to_thread(stage.cluster.daemons[name].kill)
        await asyncio.sleep(back_after)
        for name in names:
            stage.cluster.daemons[name].start()

    return do


def restarted(*names: str) -> Fault:
    """Programs told to stop, and started again, one after the other."""

    async def do(stage: Stage) -> None:
        for name in names:
            await asyncio.to_thread(stage.cluster.daemons[name].stop)
            stage.cluster.daemons[name].start()
            await stage.cluster.become_whole()

    return do


def frozen(*names: str, seconds: float) -> Fault:
    """Programs stopped where they are (SIGSTOP), then let go on."""

    async def do(stage: Stage) -> None:
        daemons = [stage.cluster.daemons[name] for name in names]
        for daemon in daemons:
            daemon.freeze()
        await asyncio.sleep(seconds)
        for daemon in daemons:
            daemon.thaw()

    return do


async def nothing(stage: Stage) -> None:
    """What the record looks like where nothing happens."""
    await asyncio.sleep(10)


async def connections_cut(stage: Stage) -> None:
    """Every connection of the service and of the workers ended by the server, three times."""
    for _ in range(3):
        async with stage.cluster.owner() as engine, engine.connect() as connection:
            await connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'cqp_service'")
            )
        await asyncio.sleep(2)


async def server_killed(stage: Stage) -> None:
    """PostgreSQL alone: its Patroni starts it again, or lets the other take over."""
    os.kill(stage.cluster.postmaster(await stage.cluster.primary()), signal.SIGKILL)
    await asyncio.sleep(2)


async def primary_lost(stage: Stage) -> None:
    """The machine of the primary: PostgreSQL and Patroni, for half a minute."""
    lost = await stage.cluster.primary()
    _lose(stage.cluster, lost)
    await _until_primary(stage.cluster, other_than=lost)
    await asyncio.sleep(5)
    stage.cluster.daemons[lost.name].start()


async def standby_lost(stage: Stage) -> None:
    lost = await stage.cluster.standby()
    _lose(stage.cluster, lost)
    await asyncio.sleep(25)
    stage.cluster.daemons[lost.name].start()


async def guardian_killed(stage: Stage) -> None:
    """Patroni of the primary, whose PostgreSQL goes on by itself, deposed without being told."""
    lost = await stage.cluster.primary()
    os.kill(_pid(stage.cluster, lost), signal.SIGKILL)
    await _until_primary(stage.cluster, other_than=lost)
    await asyncio.sleep(5)
    stage.cluster.daemons[lost.name].start()


async def primary_frozen(stage: Stage) -> None:
    """The machine of the primary stands still until another one is primary, then goes on where it was."""
    still = await stage.cluster.primary()
    guardian = stage.cluster.daemons[still.name]
    guardian.freeze()
    stage.cluster.signal_server(still, signal.SIGSTOP)
    try:
        await _until_primary(stage.cluster, other_than=still)
        await asyncio.sleep(5)
    finally:
        stage.cluster.signal_server(still, signal.SIGCONT)
        guardian.thaw()


async def standby_frozen(stage: Stage) -> None:
    """The standby that each write waits for stands still for twelve seconds."""
    still = await stage.cluster.standby()
    stage.cluster.signal_server(still, signal.SIGSTOP)
    try:
        await asyncio.sleep(12)
    finally:
        stage.cluster.signal_server(still, signal.SIGCONT)


async def switched_over(stage: Stage) -> None:
    """A switchover, as for a planned stop of the primary."""
    leader, candidate = await stage.cluster.primary(), await stage.cluster.standby()
    await stage.cluster.patronictl(
        "switchover", "cqp", "--leader", leader.name, "--candidate", candidate.name, "--force"
    )


async def server_restarted(stage: Stage) -> None:
    await stage.cluster.patronictl("restart", "cqp", (await stage.cluster.primary()).name, "--force")


async def connections_exhausted(stage: Stage) -> None:
    """Somebody else has every connection of the server, those that the service loses too, for ten seconds."""
    port = (await stage.cluster.primary()).port
    until = asyncio.get_running_loop().time() + 10
    taken: list[asyncpg.Connection] = []
    try:
        async with stage.cluster.owner(port) as owner, owner.connect() as connection:
            while asyncio.get_running_loop().time() < until:
                try:
                    address = stage.cluster.url("cqp_service", port)
                    taken.append(await asyncpg.connect(address, server_settings={"application_name": _HOG}))
                except (asyncpg.TooManyConnectionsError, asyncpg.CannotConnectNowError):
                    await connection.execute(_CUT_THE_OTHERS, {"hog": _HOG})
                    await asyncio.sleep(0.05)
    finally:
        for each in taken:
            await each.close()


async def table_locked(stage: Stage) -> None:
    """The table of dossiers, locked by somebody who keeps it for ten seconds."""
    async with stage.cluster.owner() as engine, engine.connect() as connection:
        await connection.execute(text("BEGIN"))
        await connection.execute(text("LOCK TABLE dossiers IN ACCESS EXCLUSIVE MODE"))
        await asyncio.sleep(10)
        await connection.execute(text("ROLLBACK"))


async def plans_invalidated(stage: Stage) -> None:
    """Columns that kept statements read change their type, and back: each plan that knew them is void."""
    async with stage.cluster.owner() as engine, engine.connect() as connection:
        for kind in ("varchar", "text") * 3:
            await connection.execute(text(f"ALTER TABLE companies ALTER COLUMN name TYPE {kind}"))
            await connection.execute(text(f"ALTER TABLE documents ALTER COLUMN file_name TYPE {kind}"))
            await asyncio.sleep(1)


async def hung_up_on(stage: Stage) -> None:
    """Clients that close the connection while they are being answered, for ten seconds."""
    stage.recorder.careless = True
    await asyncio.sleep(10)
    stage.recorder.careless = False


async def disk_full(stage: Stage) -> None:
    """The volume of the primary is filled by somebody else, for twenty seconds."""
    folder = (await stage.cluster.primary()).folder
    if not folder.is_mount():
        raise CannotBeTriedError("il faut être root, pour un volume à part")
    ballast = folder / "ballast"
    try:
        with ballast.open("wb") as file, contextlib.suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(folder).free)
        await asyncio.sleep(20)
    finally:
        ballast.unlink()


FAULTS: Mapping[str, Fault] = {
    "rien (témoin)": nothing,
    "un `serve` tué": killed("serve-1"),
    "les deux `serve` tués": killed("serve-1", "serve-2"),
    "les deux `serve` relancés l'un après l'autre": restarted("serve-1", "serve-2"),
    "un `serve` figé 15 s": frozen("serve-1", seconds=15),
    "un ouvrier tué": killed("worker-1"),
    "les deux ouvriers tués": killed("worker-1", "worker-2"),
    "un ouvrier figé 20 s": frozen("worker-1", seconds=20),
    "clients qui raccrochent avant la réponse, 10 s": hung_up_on,
    "le mandataire HTTP tué": killed("proxy"),
    "PgBouncer tué, 3 s": killed("pgbouncer", back_after=3),
    "PgBouncer figé 12 s": frozen("pgbouncer", seconds=12),
    "PgBouncer relancé": restarted("pgbouncer"),
    "le mandataire de PostgreSQL tué": killed("database_proxy"),
    "toutes les connexions coupées, trois fois": connections_cut,
    "toutes les connexions prises par un autre, 10 s": connections_exhausted,
    "la table `dossiers` verrouillée 10 s": table_locked,
    "plans d'exécution périmés, six fois": plans_invalidated,
    "PostgreSQL primaire tué": server_killed,
    "machine du primaire perdue (bascule)": primary_lost,
    "bascule demandée": switched_over,
    "PostgreSQL primaire relancé": server_restarted,
    "Patroni du primaire tué, PostgreSQL vivant": guardian_killed,
    "machine du primaire figée jusqu'à la bascule": primary_frozen,
    "machine de la réplique perdue 25 s": standby_lost,
    "réplique figée 12 s": standby_frozen,
    "volume du primaire plein 20 s": disk_full,
    "etcd tué, 20 s": killed("etcd", back_after=20),
    "dépôt des documents loin 8 s": killed("store_relay", back_after=8),
    "dépôt des documents figé 15 s": frozen("store", seconds=15),
    "serveur de courrier loin 10 s": killed("mail_relay", back_after=10),
    "serveur de courrier figé 10 s": frozen("mail_relay", seconds=10),
}
"""In the order in which they are made, by what the table calls them."""


def _lose(cluster: Cluster, member: Member) -> None:
    server = cluster.server_processes(member)
    with contextlib.suppress(ProcessLookupError):
        os.kill(_pid(cluster, member), signal.SIGKILL)
    for pid in server:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _pid(cluster: Cluster, member: Member) -> int:
    running = cluster.daemons[member.name].running
    if running is None:
        raise ClusterError(f"the Patroni of {member.name} does not run")
    return running.pid


async def _until_primary(cluster: Cluster, *, other_than: Member) -> None:
    async with asyncio.timeout(120):
        while True:
            with contextlib.suppress(ClusterError):
                if await cluster.primary() is not other_than:
                    return
            await asyncio.sleep(0.3)
