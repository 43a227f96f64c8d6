"""Sessions of the jury to come; those of the past are no more than the day of what they decided."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain import jury_sessions
from app.domain.jury import JurySession, Member
from app.domain.law import Violation
from app.domain.refusal import Refusal
from app.domain.takeovers import KnownRecord
from app.usecases.access import Role
from app.usecases.takeovers.judging import Judged, TakeoverContext, WritingRemarks, fault, subject_id
from app.usecases.takeovers.rows import IntakeRow, SessionRow


class JurySessionImporter:
    """Sessions, each with its members."""

    async def judge(
        self, context: TakeoverContext, rows: Sequence[IntakeRow], known: Mapping[str, KnownRecord]
    ) -> list[Judged]:
        """Planned as `createJurySession` plans them: on a day to come, of accounts that hold the jury's role."""
        judged = []
        for row in rows:
            value = row.value
            if not isinstance(value, SessionRow):
                continue
            members, faults = await _members(context, value)
            session = JurySession(
                id=subject_id(context, row, known),
                held_on=value.held_on,
                held_until=value.held_until,
                registration_closes_on=value.registration_closes_on,
                place=value.place,
                capacity=value.capacity,
                remote=value.remote,
                members=members,
            )
            planned = jury_sessions.plan_session(session, context.now.on)
            if isinstance(planned, Refusal):
                faults = (*faults, *planned.violations)
            judged.append(Judged(row=row, subject=session, faults=faults))
        return judged

    async def create(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Insert them."""
        for each in judged:
            await context.uow.jury_sessions.add(each.subject, context.now.at)
        return WritingRemarks()

    async def update(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Over the version that was left."""
        for each in judged:
            before = await context.uow.jury_sessions.get_locked(each.subject.id)
            if before is not None:
                await context.uow.jury_sessions.save(replace(each.subject, version=before.version), context.now.at)
        return WritingRemarks()


async def _members(context: TakeoverContext, value: SessionRow) -> tuple[tuple[Member, ...], tuple[Violation, ...]]:
    members, faults = [], []
    for place, each in enumerate(value.members):
        account = await context.uow.users.by_email(each.email)
        if account is None or account.held(Role.JURY) is None:
            faults.append(
                fault(
                    "unknown_member",
                    f"/members/{place}/email",
                    "Cette adresse n'est pas celle d'un membre de jury.",
                    "This address is not that of a member of the jury.",
                )
            )
            continue
        members.append(
            Member(
                user_id=account.id,
                name=each.name or account.name,
                college=each.college,
                chair=each.chair,
                employer_siren=each.employer_siren,
                organisation=each.organisation,
            )
        )
    return tuple(members), tuple(faults)
