"""The pathways as data, and the schemes that may pay for them."""

from datetime import date
from typing import Annotated, Self

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody
from app.api.dependencies import Now
from app.api.fields import Day
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.v1.codes import ActorCode, DocumentKindCode, PathwayCodeOut, StepCodeOut, TrainingSchemeCode, VariantCode
from app.api.v1.document_models import UploadableOut
from app.api.v1.reference_pages import ReferencePage
from app.domain.law import Rule
from app.domain.pathway import Pathway, Step
from app.domain.training_schemes import TrainingScheme
from app.usecases.reference.pathways import get_pathway, list_pathways, list_training_schemes

router = router_of("pathways", "/v1", description="The ways to a certification: steps, actors, documents, rules.")

On = Annotated[Day | None, Query(description="The day by whose rules to answer; today where not given.")]


class PathwayStepOut(AnswerBody):
    """A step: who acts, what it asks for, under which rules."""

    code: StepCodeOut
    label: str
    actor: ActorCode
    required_documents: list[DocumentKindCode]
    mandatory: bool
    rules: list[str]

    @classmethod
    def of(cls, step: Step, on: date) -> Self:
        """The step on the wire, with those of its rules that are in force."""
        return cls(
            code=step.code,
            label=spoken(step.label),
            actor=step.actor,
            required_documents=[str(kind) for kind in step.required_documents],
            mandatory=step.mandatory,
            rules=_in_force(step.rules, on),
        )


class PathwayVariantOut(AnswerBody):
    """A special case of a pathway, with the steps that it has instead."""

    code: VariantCode
    label: str
    conditions: list[str]
    steps: list[PathwayStepOut]

    @classmethod
    def of(cls, pathway: Pathway, on: date) -> Self:
        """The variant on the wire."""
        return cls(
            code=str(pathway.variant),
            label=spoken(pathway.label),
            conditions=_in_force(pathway.condition_rules, on),
            steps=[PathwayStepOut.of(step, on) for step in pathway.steps],
        )


class PathwayOut(AnswerBody):
    """A way to a certification; `conditions` and `rules` are numbers of `listRules`.

    `documents`: what may be uploaded at some step, and who signs it.
    """

    code: PathwayCodeOut
    label: str
    conditions: list[str]
    steps: list[PathwayStepOut]
    documents: list[UploadableOut]
    rules: list[str]
    variants: list[PathwayVariantOut]

    @classmethod
    def of(cls, found: tuple[Pathway, tuple[Pathway, ...]], on: date) -> Self:
        """The pathway on the wire, with its special cases."""
        pathway, variants = found
        return cls(
            code=pathway.code,
            label=spoken(pathway.label),
            conditions=_in_force(pathway.condition_rules, on),
            steps=[PathwayStepOut.of(step, on) for step in pathway.steps],
            documents=[UploadableOut.of(upload.kind, pathway) for upload in pathway.uploads],
            rules=_in_force(pathway.rules, on),
            variants=[PathwayVariantOut.of(each, on) for each in variants],
        )


class TrainingSchemeOut(AnswerBody):
    """A scheme that a dossier may name; both days included, null where there is no limit."""

    code: TrainingSchemeCode
    label: str
    open_from: date | None
    open_until: date | None
    source: str

    @classmethod
    def of(cls, scheme: TrainingScheme) -> Self:
        """The scheme on the wire."""
        return cls(
            code=scheme.code,
            label=spoken(scheme.label),
            open_from=scheme.open_from,
            open_until=scheme.open_until,
            source=scheme.source,
        )


def _in_force(rules: tuple[Rule, ...], on: date) -> list[str]:
    return [rule.number for rule in rules if rule.on(on) is not None]


@router.get("/pathways", operation_id="listPathways", summary="List the pathways", responses=problems(422))
async def list_all(
    page: ReferencePage, now: Now, request: Request, response: Response, on: On = None
) -> PageOut[PathwayOut]:
    """Every pathway in the guide's order, under the rules of a day."""
    day = on or now.on
    return PageOut[PathwayOut].of(list_pathways(page), lambda found: PathwayOut.of(found, day), request, response)


@router.get("/pathways/{code}", operation_id="getPathway", summary="Read a pathway", responses=problems(404, 422))
async def get_one(code: Annotated[str, Path(description="The pathway's code.")], now: Now, on: On = None) -> PathwayOut:
    """One pathway with its special cases, under the rules of a day."""
    return PathwayOut.of(get_pathway(code), on or now.on)


@router.get(
    "/training-schemes",
    operation_id="listTrainingSchemes",
    summary="List the training schemes",
    responses=problems(422),
)
async def list_schemes(
    page: ReferencePage, request: Request, response: Response, on: On = None
) -> PageOut[TrainingSchemeOut]:
    """The schemes that a dossier created on a day may name; every scheme, past ones included, without `on`."""
    return PageOut[TrainingSchemeOut].of(list_training_schemes(on, page), TrainingSchemeOut.of, request, response)
