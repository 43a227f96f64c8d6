"""Companies taken over: approved as they are, verified where the secretariat had looked (D43)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from app.domain.calendar import start_of_paris_day
from app.domain.company import Company, CompanyState, CompanyVerification
from app.domain.law import RuleWarning, Violation
from app.domain.rules.decisions import D43
from app.domain.takeovers import KnownRecord
from app.domain.text import Text
from app.usecases.takeovers.judging import Judged, TakeoverContext, WritingRemarks, fault, subject_id
from app.usecases.takeovers.rows import CompanyRow, IntakeRow
from app.usecases.tasks.writing import write_awaited_acts

_NOBODY = UUID(int=0)
_EVIDENCE = "Repris de {source}."


class CompanyImporter:
    """Companies, by their SIRET."""

    async def judge(
        self, context: TakeoverContext, rows: Sequence[IntakeRow], known: Mapping[str, KnownRecord]
    ) -> list[Judged]:
        """One approved company a SIRET: one that is there already, and was not taken over, is left as it is."""
        values = [(row, row.value) for row in rows if isinstance(row.value, CompanyRow)]
        approved = await approved_companies(context, {value.siret for _, value in values})
        before = await context.uow.companies.by_ids([each.subject_id for each in known.values()])
        first: dict[str, str] = {}
        judged = []
        for row, value in values:
            company = _company(context, row, value, known)
            other, twin = approved.get(value.siret), first.setdefault(value.siret, row.source_id)
            judged.append(
                Judged(
                    row=row,
                    subject=company,
                    faults=(
                        *((_twice(twin),) if twin != row.source_id else ()),
                        *_of_another_establishment(company, before.get(company.id)),
                    ),
                    conflict=_known(other) if other is not None and other.id != company.id else None,
                    remarks=(_NOT_VERIFIED,) if value.ccnic is None else (),
                )
            )
        return judged

    async def create(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Insert them at once."""
        await context.uow.companies.add_all([each.subject for each in judged])
        return WritingRemarks()

    async def update(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """One by one, over the version that was left; what its dossiers wait for may follow from what was verified."""
        before = await context.uow.companies.by_ids([each.subject.id for each in judged])
        for each in judged:
            was = before[each.subject.id]
            await context.uow.companies.save(
                replace(each.subject, version=was.version, created_at=was.created_at, succession=was.succession)
            )
            of_it = await context.uow.dossiers.lock_of_company(was.id)
            await write_awaited_acts(context.uow, of_it, context.now.on)
        return WritingRemarks()


async def approved_companies(context: TakeoverContext, sirets: set[str]) -> Mapping[str, Company]:
    """The approved companies among these establishments."""
    found = await context.uow.companies.approved_of_units({siret[:9] for siret in sirets}) if sirets else ()
    return {company.siret: company for company in found}


def _company(context: TakeoverContext, row: IntakeRow, value: CompanyRow, known: Mapping[str, KnownRecord]) -> Company:
    at = context.now.at
    verified_at = start_of_paris_day(value.verified_on) if value.verified_on is not None else at
    verification = CompanyVerification(
        ccnic=bool(value.ccnic),
        evidence=_EVIDENCE.format(source=context.source),
        verified_at=verified_at,
        verified_by=context.caller.user_id or _NOBODY,
    )
    return Company(
        id=subject_id(context, row, known),
        siret=value.siret,
        name=value.name,
        idcc=value.idcc,
        address=value.address,
        contact=value.contact,
        state=CompanyState.APPROVED,
        verification=None if value.ccnic is None else verification,
        created_at=at,
        updated_at=at,
    )


def _of_another_establishment(company: Company, before: Company | None) -> tuple[Violation, ...]:
    """A SIRET is the company: dossiers, accounts and persons are known by it."""
    return () if before is None or before.siret == company.siret else (_ANOTHER,)


def _twice(twin: str) -> Violation:
    return fault(
        "company_twice",
        "/siret",
        f"Ce SIRET est déjà celui de « {twin} » dans ce fichier.",
        f"This SIRET is that of “{twin}” in this file already.",
    )


def _known(other: Company) -> Violation:
    return fault(
        "company_known",
        "/siret",
        f"La plateforme a déjà cette entreprise ({other.id}) : rien n'en est changé.",
        f"The platform has this company already ({other.id}): nothing of it is changed.",
    )


_ANOTHER = fault(
    "siret_changed",
    "/siret",
    "Cette ligne a été reprise sous un autre SIRET : une autre entreprise a son propre « source_id ».",
    "This row was taken over under another SIRET: another company has a “source_id” of its own.",
)
_NOT_VERIFIED = RuleWarning(
    code="company_not_verified",
    rule=D43,
    detail=Text(
        "La convention collective de cette entreprise reste à vérifier.",
        "The collective agreement of this company is still to be verified.",
    ),
)
