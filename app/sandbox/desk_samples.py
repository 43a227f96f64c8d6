"""What lies on the secretariat's desk in the sandbox beside its dossiers: a doubt, a mail that failed, an appeal."""

from sqlalchemy import text

from app.domain.appeals import AppealAgainst, Appellant
from app.sandbox.sample_acts import OTHER, SECRETARIAT, SampleActs, SampleCandidate, opening
from app.sandbox.vae_samples import lead_refused_request
from app.usecases.appeals.filing import IncomingAppeal, file_appeal

_NUMBER_OF_NADIA_ROUSSEL = 11
_FAILED = text(
    """
    WITH failed AS (
        UPDATE emails SET attempts = 12, last_error = '450 4.2.2 Mailbox full (exemple du bac à sable)'
        WHERE id = (
            SELECT id FROM emails WHERE template = 'trade_evaluator_invitation' AND state = 'waiting'
            ORDER BY id DESC LIMIT 1
        )
        RETURNING id
    )
    DELETE FROM jobs.pgqueuer USING failed
    WHERE entrypoint = 'send_mail' AND payload = uuid_send(failed.id)
    """
)


async def lay_on_the_desk(acts: SampleActs) -> None:
    """One of each."""
    await _doubt(acts)
    await _appeal(acts)
    async with acts.engine.begin() as connection:
        await connection.execute(_FAILED)


async def _doubt(acts: SampleActs) -> None:
    """The civil status of somebody else of the sandbox's, at another company: one person, or two (D49)."""
    same = SampleCandidate(names=("Nadia", "Roussel"), number=_NUMBER_OF_NADIA_ROUSSEL, employer=OTHER)
    declared = opening(same, pathway="common_law_vae", certification_code="cqp-technicien-maintenance")
    await acts.open(SECRETARIAT, declared, acts.days_ago(2))


async def _appeal(acts: SampleActs) -> None:
    """A candidate contests that their request was refused (D71)."""
    refused = await lead_refused_request(acts)
    when = acts.days_ago(3)
    incoming = IncomingAppeal(
        against=AppealAgainst.ADMISSIBILITY,
        grounds="Mes contrats d'intérim n'ont pas été comptés (exemple du bac à sable).",
        filed_on=when.on,
        appellant=Appellant.CANDIDATE,
    )
    await file_appeal(acts.uow(), acts.storage, acts.act(SECRETARIAT, "fileAppeal", refused, when), incoming)
