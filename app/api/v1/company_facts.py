"""What a public directory says of a company, beside what the company declared."""

from datetime import date, datetime
from typing import Self

from starlette.requests import Request

from app.api.account_dependencies import TokenTime
from app.api.bodies import AnswerBody
from app.api.container import container_of
from app.api.dependencies import CallerDep, Uow
from app.api.language import spoken
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.v1.companies import CompanyId
from app.domain.company_directory import (
    AGREEMENT_LABELS,
    DIRECTORY_OUTCOME_LABELS,
    ESTABLISHMENT_STATE_LABELS,
    Agreement,
    Agreements,
    DirectoryOutcome,
    EstablishmentState,
)
from app.usecases.companies.directory_facts import CompanyAtDirectory, get_company_facts

router = router_of("companies", "/v1/companies")


class AgreementsOut(AnswerBody):
    """Whether the directory says what the company declared; `state` agrees where the establishment is open."""

    name: Agreement
    name_label: str
    state: Agreement
    state_label: str
    idcc: Agreement
    idcc_label: str

    @classmethod
    def of(cls, found: Agreements) -> Self:
        """All three on the wire."""
        return cls(
            name=found.name,
            name_label=spoken(AGREEMENT_LABELS[found.name]),
            state=found.state,
            state_label=spoken(AGREEMENT_LABELS[found.state]),
            idcc=found.idcc,
            idcc_label=spoken(AGREEMENT_LABELS[found.idcc]),
        )


class CompanyFactsOut(AnswerBody):
    """What the directory says, null where it says nothing; `asked_at` is that of the answer, some weeks old at most,
    or older where the directory does not answer today.
    """

    outcome: DirectoryOutcome
    outcome_label: str
    source: str | None
    asked_at: datetime | None
    name: str | None
    state: EstablishmentState | None
    state_label: str | None
    closed_on: date | None
    idcc: list[str]
    activity: str | None
    city: str | None
    agrees: AgreementsOut

    @classmethod
    def of(cls, found: CompanyAtDirectory) -> Self:
        """The facts on the wire."""
        answer = found.answer
        entry = answer.entry if answer is not None else None
        state = entry.state if entry is not None else None
        return cls(
            outcome=found.outcome,
            outcome_label=spoken(DIRECTORY_OUTCOME_LABELS[found.outcome]),
            source=answer.source if answer is not None else None,
            asked_at=answer.asked_at if answer is not None else None,
            name=entry.name if entry is not None else None,
            state=state,
            state_label=spoken(ESTABLISHMENT_STATE_LABELS[state]) if state is not None else None,
            closed_on=entry.closed_on if entry is not None else None,
            idcc=list(entry.idcc) if entry is not None else [],
            activity=entry.activity if entry is not None else None,
            city=entry.city if entry is not None else None,
            agrees=AgreementsOut.of(found.agreements),
        )


@router.get(
    "/{company_id}/facts",
    operation_id="getCompanyFacts",
    summary="Read what a public directory says of a company",
    responses=problems(401, 403, 404),
)
async def read(company_id: CompanyId, caller: CallerDep, uow: Uow, at: TokenTime, request: Request) -> CompanyFactsOut:
    """Beside `verifyCompany`, and never instead: the directory's name, state and conventions, compared with what was
    declared. Not found proves nothing, and an activity code (NAF) is no convention."""
    directory = container_of(request.scope).company_directory
    return CompanyFactsOut.of(await get_company_facts(uow, caller, directory, company_id=company_id, at=at))
