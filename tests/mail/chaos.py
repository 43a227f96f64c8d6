"""Workers are killed (-9) at random while they send mails. What did the server take?

`python -m tests.mail.chaos` kills fifty over five hundred mails, as `make mail-chaos`; the suite kills a few.
SMTP cannot tell a worker that died just after the server's word from one that died just before it: such a mail leaves
again, under the same Message-ID. The report counts them.
"""

import asyncio
import contextlib
import random
import sys
from collections import Counter
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import emails
from app.settings import Settings
from tests.database import migrated, server
from tests.mail import killed
from tests.mail.conftest import production, write_mail
from tests.mail.relay import Relay, listening

_AT_ONCE = 2
_SECONDS_AT_MOST = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was asked for, and what the server saw."""

    mails: int
    kills: int
    seed: int
    message_ids: tuple[str, ...]

    @property
    def distinct(self) -> int:
        """How many mails arrived, once or more."""
        return len(set(self.message_ids))

    @property
    def repeated(self) -> int:
        """How many more times than once the server took a mail."""
        return sum(times - 1 for times in Counter(self.message_ids).values())

    def __str__(self) -> str:
        return (
            f"{self.kills} ouvriers tués sur {self.mails} courriels (graine {self.seed}) : "
            f"{len(self.message_ids)} reçus du serveur, {self.distinct} distincts, "
            f"{self.mails - self.distinct} manquants, {self.repeated} en double sous le même Message-ID"
        )


async def unleash(
    settings: Settings, engine: AsyncEngine, relay: Relay, *, mails: int, kills: int, seed: int
) -> Report:
    """Write ``mails``, and kill ``kills`` workers at random while they are sent; then let the last ones finish.

    Kills are spread over the whole of the work, and fall wherever each worker then is.
    """
    chance, progress = random.Random(seed), asyncio.Condition()

    async def think(_: SMTP) -> str:
        await asyncio.sleep(chance.uniform(0.01, 0.04))
        async with progress:
            progress.notify_all()
        return "250 OK"

    relay.to_data = think
    for number in range(mails):
        await write_mail(engine, to=f"person{number}@example.org")
    workers = [killed.start(settings) for _ in range(_AT_ONCE)]
    try:
        async with asyncio.timeout(_SECONDS_AT_MOST):
            for turn in range(1, kills + 1):
                share = turn * mails / (kills + 1)
                async with progress:
                    await progress.wait_for(lambda share=share: len(relay.taken) >= share)  # type: ignore[misc]
                await asyncio.sleep(chance.uniform(0, 0.06))
                victim = workers.pop(chance.randrange(len(workers)))
                victim.kill()
                workers.append(killed.start(settings))
            while await _waiting(engine):  # noqa: ASYNC110 - other processes empty it
                await asyncio.sleep(0.05)
    finally:
        for worker in workers:
            worker.kill()
    return Report(mails=mails, kills=kills, seed=seed, message_ids=tuple(relay.message_ids))


async def _waiting(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        query = select(func.count()).select_from(emails).where(emails.c.state == "waiting")
        return await connection.scalar(query) or 0


async def _main(mails: int, kills: int, seed: int) -> Report:
    with contextlib.ExitStack() as stack:
        postgres = await asyncio.to_thread(stack.enter_context, server())
        template = await asyncio.to_thread(postgres.template, migrated)
        async with postgres.clone(template) as engine, listening() as relay:
            settings = production(relay.port, database_url=engine.url.render_as_string(hide_password=False))
            return await unleash(settings, engine, relay, mails=mails, kills=kills, seed=seed)


if __name__ == "__main__":
    mails, kills, seed = (int(given) for given in (*sys.argv[1:], *("500", "50", "1")[len(sys.argv) - 1 :]))
    report = asyncio.run(_main(mails, kills, seed))
    print(report)
    sys.exit(report.distinct != report.mails or report.repeated > report.kills)
