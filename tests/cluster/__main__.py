"""`make cluster`: the cluster, until Ctrl-C."""

import asyncio
import tempfile
from pathlib import Path

from tests.cluster.mail_sink import MailSink
from tests.cluster.programs import MissingProgramsError, find_programs
from tests.cluster.topology import cluster


async def _main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="cqp-cluster-"))
    async with cluster(find_programs(), folder, print) as running, MailSink.listening(running.ports["mail"]):
        print(f"\nLe service : {running.address} (employer@sandbox.example, mot de passe sandbox)")
        print(f"PostgreSQL : {running.url('postgres', running.ports['primary'])}")
        for name in ("serve-1", "serve-2", "worker-1", "worker-2", "pooler"):
            print(f"{name} : 127.0.0.1:{running.ports[name]}")
        print(f"Patroni : {running.programs.patroni.with_name('patronictl')} -c {folder}/one/patroni.yml list")
        print(f"Journaux : {folder}/logs\n\nCtrl-C arrête tout.")
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(_main())
    except MissingProgramsError as missing:
        print(f"Il manque ici : {missing}.")
    except KeyboardInterrupt:
        print("Arrêté.")
