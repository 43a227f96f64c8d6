"""The rulebook, and the values of its parameters."""

from datetime import date
from typing import Annotated, Literal, Self

from fastapi import Path, Query
from pydantic import Field, StrictBool, StrictInt, StrictStr
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import IfMatch, LanguageDep, Now, Tag, Uow
from app.api.fields import Day
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.codes import PathwayCodeOut
from app.api.v1.reference_pages import ReferencePage
from app.domain.law import ParameterValue
from app.domain.pathways import pathways_concerned_by
from app.usecases.reference.list_rules import ParameterInForce, RuleInForce, list_rules
from app.usecases.reference.rule_parameters import get_rule_parameter, put_rule_parameter

router = router_of("rules", "/v1/rules", description="The rules of the branch, each with its sentence and its dates.")

On = Annotated[Day | None, Query(description="The day by whose rules to answer; today where not given.")]
Number = Annotated[str, Path(description="The rule's number, such as `R45`.")]
Name = Annotated[str, Path(description="The parameter's name, such as `months`.")]
Scalar = bool | int | str


class DatedValueOut(AnswerBody):
    """A value that the secretariat gave to a parameter, from a day on."""

    value: Scalar
    from_: Annotated[date, Field(serialization_alias="from")]
    source: str

    @classmethod
    def of(cls, value: ParameterValue) -> Self:
        """The value on the wire."""
        return cls(value=value.value, from_=value.since, source=value.source)


class RuleParameterOut(AnswerBody):
    """A parameter: its value on the day asked for, its default, and every value given to it, past and coming.

    `minimum` and `maximum` bound what counts something, both included; null for a switch or a choice.
    """

    name: str
    label: str
    unit: str
    choices: list[str]
    minimum: int | None
    maximum: int | None
    default: Scalar
    value: Scalar
    values: list[DatedValueOut]

    @classmethod
    def of(cls, found: ParameterInForce) -> Self:
        """The parameter on the wire."""
        return cls(
            name=found.parameter.name,
            label=spoken(found.parameter.label),
            unit=found.parameter.unit,
            choices=list(found.parameter.choices),
            minimum=found.parameter.minimum,
            maximum=found.parameter.maximum,
            default=found.parameter.default,
            value=found.value,
            values=[DatedValueOut.of(each) for each in found.values],
        )


class RuleOut(AnswerBody):
    """A rule as it stands on a day; `quote` is the sentence that it comes from."""

    number: str
    statement: str
    requires: str
    quote: str
    quotes: list[str]
    source: str
    in_force_from: date
    in_force_until: date | None
    parameters: list[RuleParameterOut]
    pathways: list[PathwayCodeOut]
    operations: list[str]
    note: str | None

    @classmethod
    def of(cls, found: RuleInForce, language: Literal["fr", "en"]) -> Self:
        """The rule on the wire."""
        rule, edition = found.rule, found.edition
        return cls(
            number=rule.number,
            statement=found.statement.in_language(language),
            requires=found.requires.in_language(language),
            quote=edition.source.quotes[0],
            quotes=list(edition.source.quotes),
            source=edition.source.document,
            in_force_from=edition.since,
            in_force_until=found.until,
            parameters=[RuleParameterOut.of(each) for each in found.parameters],
            pathways=list(pathways_concerned_by(rule)),
            operations=list(rule.operations),
            note=rule.note.in_language(language) if rule.note is not None else None,
        )


class RuleParameterIn(RequestBody):
    """A new value from a coming day on, with its source."""

    value: StrictBool | StrictInt | Annotated[StrictStr, Field(max_length=100)]
    from_: Annotated[Day, Field(alias="from")]
    source: Line


@router.get("", operation_id="listRules", summary="List the rules", responses=problems(422))
async def list_all(
    uow: Uow,
    page: ReferencePage,
    now: Now,
    language: LanguageDep,
    request: Request,
    response: Response,
    on: On = None,
) -> PageOut[RuleOut]:
    """The rules in force on a day, in the order of the rulebook: the guide's, then the decisions."""
    found = await list_rules(uow, on=on or now.on, page=page)
    return PageOut[RuleOut].of(found, lambda each: RuleOut.of(each, language), request, response)


@router.get(
    "/{number}/parameters/{name}",
    operation_id="getRuleParameter",
    summary="Read a parameter of a rule",
    responses=problems(404, 422),
)
async def get_parameter(number: Number, name: Name, uow: Uow, now: Now, tag: Tag, on: On = None) -> RuleParameterOut:
    """One parameter as it stands on a day, with the ETag that a change of it needs."""
    kept = await get_rule_parameter(uow, number=number, name=name, on=on or now.on)
    tag(kept.version)
    return RuleParameterOut.of(kept.value)


@router.put(
    "/{number}/parameters/{name}",
    operation_id="putRuleParameter",
    summary="Give a parameter a new value",
    responses=problems(404, 412, 422, 428),
)
async def put_parameter(
    number: Number,
    name: Name,
    body: RuleParameterIn,
    uow: Uow,
    if_match: IfMatch,
    now: Now,
    tag: Tag,
) -> RuleParameterOut:
    """From tomorrow or later. The first value needs no `If-Match`: only the default stood before it."""
    kept = await put_rule_parameter(
        uow,
        number=number,
        name=name,
        value=body.value,
        since=body.from_,
        source=body.source,
        precondition=if_match,
        now=now,
    )
    tag(kept.version)
    return RuleParameterOut.of(kept.value)
