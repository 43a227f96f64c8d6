"""Whether a closing brought whatever it should have: certificates, events, mails, messages to programs."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.db.tables import certificates, emails, events
from app.domain.event_types import EventType
from benchmarks.closing.bench import Bench
from benchmarks.closing.following import read_feed
from benchmarks.closing.measured import Measured
from benchmarks.closing.sitting import Sitting
from tests.api.jury_room import CERTIFICATION
from tests.webhooks.receiver import Receiver


async def check(bench: Bench, session: Sitting, *, since: datetime, cursor: str, program: Receiver) -> None:
    """Note whatever the closing should have brought, and did not."""
    measured, every, awarded = bench.measured, len(session.dossiers), len(session.awarded)
    async with bench.engine.connect() as connection:
        of_session = certificates.c.dossier_id.in_(session.ids)
        issued = list(await connection.execute(select(certificates).where(of_session)))
        kinds = select(events.c.type, func.count()).where(events.c.at >= since).group_by(events.c.type)
        happened = Counter({str(kind): int(number) for kind, number in await connection.execute(kinds)})
        about = select(events.c.id).where(events.c.at >= since, events.c.dossier_id.in_(session.ids))
        to_tell = {str(each) for each in await connection.scalars(about)}
        standing = select(emails.c.template, emails.c.state, func.count()).where(emails.c.created_at >= since)
        mails = list(await connection.execute(standing.group_by(emails.c.template, emails.c.state)))
    measured.certificates, measured.told = len(issued), len(to_tell)
    measured.mails = sum(number for *_, number in mails)
    measured.expect("certificats", awarded, sum(each.certification_code == CERTIFICATION for each in issued))
    for kind, expected in (
        (EventType.DECISION_RECORDED, every),
        (EventType.DOSSIER_STATUS_CHANGED, every),
        (EventType.CERTIFICATE_ISSUED, len(issued)),
        (EventType.JURY_SESSION_CLOSED, 1),
    ):
        measured.expect(kind, expected, happened[kind])
    _check_mails(session, measured, mails)
    read: list[str] = []
    await read_feed(bench.desk, cursor, read)
    measured.expect("événements lus au flux", len(to_tell), len(to_tell.intersection(read)))
    measured.expect("messages reçus par le programme", len(to_tell), len(to_tell.intersection(program.ids)))


def _check_mails(session: Sitting, measured: Measured, mails: Sequence[Any]) -> None:
    every, partial, refused = (len(each) for each in (session.dossiers, session.partial, session.refused))
    sent: Counter[str] = Counter()
    for template, state, number in mails:
        sent[template] += number if state == "sent" else 0
    for template, expected in (
        ("holder_certificate", measured.certificates),
        ("holder_attestation", partial),
        ("holder_decision", partial + refused),
        ("decision_recorded", every),
        ("candidate_decision_recorded", every),
        ("certificate_issued", measured.certificates),
    ):
        measured.expect(f"mails {template}", expected, sent[template])
    measured.expect("mails partis", measured.mails, sent.total())
