"""Accounts taken over: there, and nobody is told; their owners come in by asking for a password."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.law import Violation
from app.domain.takeovers import KnownRecord
from app.usecases.access import Role
from app.usecases.ports.accounts import HeldRole, User
from app.usecases.takeovers.companies import approved_companies
from app.usecases.takeovers.judging import Judged, TakeoverContext, WritingRemarks, fault, subject_id
from app.usecases.takeovers.rows import IntakeRow, UserRow


class UserImporter:
    """Accounts, by their addresses."""

    async def judge(
        self, context: TakeoverContext, rows: Sequence[IntakeRow], known: Mapping[str, KnownRecord]
    ) -> list[Judged]:
        """An employer's company, and an evaluator's place on the list, are there already."""
        values = [(row, row.value) for row in rows if isinstance(row.value, UserRow)]
        companies = await approved_companies(context, {v.company_siret for _, v in values if v.company_siret})
        first: dict[str, str] = {}
        judged = []
        for row, value in values:
            company = companies.get(value.company_siret or "")
            evaluator_id = (
                await context.uow.evaluators.with_email(value.email) if value.role == Role.EVALUATOR else None
            )
            faults = []
            if (value.role == Role.EMPLOYER) is not (company is not None):
                faults.append(_COMPANY)
            if value.role == Role.EVALUATOR and evaluator_id is None:
                faults.append(_EVALUATOR)
            if (twin := first.setdefault(value.email, row.source_id)) != row.source_id:
                faults.append(_twice(twin))
            held = HeldRole(
                role=Role(value.role),
                company_id=company.id if company is not None and value.role == Role.EMPLOYER else None,
                evaluator_id=evaluator_id,
                granted_at=context.now.at,
            )
            user = User(
                id=subject_id(context, row, known),
                email=value.email,
                name=value.name,
                language=value.language,
                created_at=context.now.at,
                roles=(held,),
            )
            other = await context.uow.users.by_email(value.email)
            judged.append(
                Judged(
                    row=row,
                    subject=user,
                    faults=tuple(faults),
                    conflict=_KNOWN if other is not None and other.id != user.id else None,
                )
            )
        return judged

    async def create(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Insert them, without a password: no invitation leaves."""
        for each in judged:
            await context.uow.users.add(each.subject)
        return WritingRemarks()

    async def update(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Over the version that was left: nobody has come in by it."""
        for each in judged:
            before = await context.uow.users.get_locked(each.subject.id)
            if before is not None:
                told = each.subject
                changed = replace(before, name=told.name, email=told.email, language=told.language, roles=told.roles)
                await context.uow.users.save(changed)
        return WritingRemarks()


def _twice(twin: str) -> Violation:
    return fault(
        "account_twice",
        "/email",
        f"Cette adresse est déjà celle de « {twin} » dans ce fichier.",
        f"This address is that of “{twin}” in this file already.",
    )


_COMPANY = fault(
    "unknown_company",
    "/company_siret",
    "Un employeur, et lui seul, nomme une entreprise approuvée ici.",
    "An employer, and nobody else, names a company that is approved here.",
)
_EVALUATOR = fault(
    "unknown_evaluator",
    "/email",
    "Personne n'a cette adresse sur la liste des évaluateurs.",
    "Nobody on the list of evaluators has this address.",
)
_KNOWN = fault(
    "account_known",
    "/email",
    "Cette adresse a déjà un compte : rien n'en est changé.",
    "This address has an account already: nothing of it is changed.",
)
