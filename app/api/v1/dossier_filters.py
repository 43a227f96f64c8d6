"""What lists and counts of dossiers are narrowed by."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AfterValidator

from app.api.faults import invalid_value
from app.api.fields import Instant
from app.api.identifier_fields import DossierNumber
from app.api.v1.code_filters import OurCertification
from app.domain.dossier import Status
from app.domain.finding import FEWEST_CHARACTERS, MOST_WORDS, wanted_by, words_wanted
from app.domain.pathway import Actor
from app.domain.pathways import PathwayCode, StepCode
from app.domain.text import Text
from app.usecases.ports.dossiers import DossierFilter

_LONGEST_QUESTION = 200


def _asks_for_something(question: str) -> str:
    words = words_wanted(question)
    if sum(map(len, words)) < FEWEST_CHARACTERS:
        fr = "Donnez au moins deux lettres ou chiffres."
        raise invalid_value("search_too_short", Text(fr, "Give at least two letters or digits."))
    if len(words) > MOST_WORDS:
        fr = f"Donnez au plus {MOST_WORDS} mots."
        raise invalid_value("search_too_long", Text(fr, f"Give at most {MOST_WORDS} words."))
    return question


Question = Annotated[
    str,
    AfterValidator(_asks_for_something),
    Query(
        max_length=_LONGEST_QUESTION,
        description=(
            "Words that each have to be found, in any order, accents and case aside: the beginnings of names, of first "
            "names, of an e-mail address, of a dossier's number, of a SIRET."
        ),
        examples=["benali 2026"],
    ),
]


@dataclass(frozen=True, kw_only=True)
class DossierQuery:
    """The filters, each of them narrowing; of a repeated one, any value will do."""

    q: Question | None = None
    status: Annotated[list[Status], Query(default_factory=list, description="Only those in one of these statuses.")]
    pathway: Annotated[list[PathwayCode], Query(default_factory=list, description="Only those of these pathways.")]
    current_step: Annotated[StepCode | None, Query(description="Only those that wait in this step.")] = None
    waiting_for: Annotated[Actor | None, Query(description="Only those that wait for an act of theirs.")] = None
    certification_code: Annotated[OurCertification | None, Query(description="Only those for this certification.")] = (
        None
    )
    certification: Annotated[OurCertification | None, Query(description="The same as `certification_code`.")] = None
    number: Annotated[
        DossierNumber | None, Query(description="The one of this number, whatever its case, spaces and dashes.")
    ] = None
    company_id: Annotated[UUID | None, Query(description="Only those of this company.")] = None
    evaluator_id: Annotated[UUID | None, Query(description="Only those entrusted to this evaluator.")] = None
    jury_session_id: Annotated[
        UUID | None, Query(description="Only those on the agenda of this session, or decided in it.")
    ] = None
    updated_since: Annotated[
        Instant | None, Query(description="Only those that changed at this instant, or after it.")
    ] = None
    created_since: Annotated[Instant | None, Query(description="Only those opened at this instant, or after it.")] = (
        None
    )

    def narrowed(self, **more: Any) -> DossierFilter:
        """The filter, with what lists alone are asked."""
        return DossierFilter(
            wanted=wanted_by(self.q) if self.q is not None else (),
            statuses=tuple(self.status),
            pathways=tuple(self.pathway),
            current_step=self.current_step,
            waiting_for=self.waiting_for,
            certification_codes=frozenset(
                code for code in (self.certification_code, self.certification) if code is not None
            ),
            number=self.number,
            company_id=self.company_id,
            evaluator_id=self.evaluator_id,
            jury_session_id=self.jury_session_id,
            updated_since=self.updated_since,
            created_since=self.created_since,
            **more,
        )


DossierQueryDep = Annotated[DossierQuery, Depends()]
