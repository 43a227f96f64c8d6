"""Workers die at any moment: no mail is lost, and none leaves twice but the one that its worker was handing over."""

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.mail.chaos import unleash
from tests.mail.conftest import production
from tests.mail.relay import Relay


async def test_workers_killed_at_random_lose_no_mail_and_repeat_at_most_the_one_in_their_hands(
    database: AsyncEngine, relay: Relay, record_property: Callable[[str, object], None]
) -> None:
    settings = production(relay.port, database_url=database.url.render_as_string(hide_password=False))
    report = await unleash(settings, database, relay, mails=30, kills=3, seed=5)
    record_property("told", str(report))

    assert report.distinct == report.mails
    assert report.repeated <= report.kills
