"""PgBouncer in transaction mode in front of the tests' server, where it is installed."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

_SETTINGS = """
[databases]
* = host={server} user=postgres
[pgbouncer]
pool_mode = transaction
default_pool_size = {size}
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
logfile = {folder}/log
pidfile = {folder}/pid
"""


def pgbouncer() -> str | None:
    """The program, where it is installed."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def pooled(url: str, folder: Path, *, size: int = 1) -> Iterator[str]:
    """The address of the same database through a PgBouncer that lends ``size`` connections."""
    port = _free_port()
    server = str(make_url(url).query["host"])
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "pgbouncer.ini"
    settings.write_text(_SETTINGS.format(server=server, port=port, folder=folder, size=size))
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    if account is not None:
        for each in (folder, settings):
            os.chown(each, account.pw_uid, account.pw_gid)
        for parent in folder.parents:
            if parent.owner() == "root" and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)
    running = subprocess.Popen(
        [pgbouncer() or "pgbouncer", str(settings)],
        user=account.pw_uid if account else None, group=account.pw_gid if account else None,
        extra_groups=[] if account else None, stderr=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    try:
        _wait_for(port)
        yield f"postgresql://postgres@127.0.0.1:{port}/{make_url(url).database}"
    finally:
        running.terminate()
        running.wait(10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
