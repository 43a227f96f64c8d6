"""What a request says reaches the domain, member by member: one that is added and not carried over is seen here."""

import inspect
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from enum import Enum
from itertools import count
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import pytest
from pydantic import BaseModel

from app.api.bodies import RequestBody
from app.api.v1 import ROUTERS
from app.api.v1.deliberation_models import BulkDeliberationIn, DeliberationIn, RedeliberationIn
from app.api.v1.dossier_models import CandidateIn, CandidatePatch, DossierIn, DossierPatch
from app.api.v1.preparation import SkillsIdentificationIn, TrainingPlanIn
from app.api.v1.survey_models import SurveyAnswerMembers
from app.api.v1.takeover_rows import HolderFields
from app.domain.candidate import Candidate
from app.domain.dossier import Dossier
from app.usecases.dossiers.create_dossier import NewDossier

assert ROUTERS  # every body is loaded with it

GIVEN_APART: dict[type[RequestBody], set[str]] = {
    DeliberationIn: {"dossier_id"},
    BulkDeliberationIn: {"dossier_ids"},
    RedeliberationIn: {"kind", "reason", "session_id"},
    SkillsIdentificationIn: {"reason"},
    TrainingPlanIn: {"reason"},
    SurveyAnswerMembers: {"wave"},
    HolderFields: {"sex", "first_names_apart", "birth_commune_insee", "birth_postal_code", "birth_country"},
}
"""What the route hands to the use case beside the domain's value."""


def every_body(kind: type[RequestBody] = RequestBody) -> Iterator[type[RequestBody]]:
    for each in kind.__subclasses__():
        if "to_domain" in vars(each):
            yield each
        yield from every_body(each)


def ways_into(kind: type[BaseModel], way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to each member, through those bodies that are taken apart where they stand; one value is no choice."""
    for name, member in kind.model_fields.items():
        inner = [each for each in parts_of(member.annotation) if issubclass(each, BaseModel)]
        taken_apart = [each for each in inner if not hasattr(each, "to_domain")]
        if taken_apart:
            yield from ways_into(taken_apart[0], (*way, name))
        elif not (get_origin(member.annotation) is Literal and len(get_args(member.annotation)) == 1):
            yield (*way, name)


def parts_of(kind: Any) -> Iterator[type]:
    if isinstance(kind, type):
        yield kind
    for each in get_args(kind):
        yield from parts_of(each)


WAYS = [
    pytest.param(kind, way, id=f"{kind.__name__}.{'.'.join(way)}") for kind in every_body() for way in ways_into(kind)
]


@pytest.mark.parametrize(("kind", "way"), WAYS)
def test_another_word_in_the_body_is_another_value_in_the_domain(kind: type[RequestBody], way: tuple[str, ...]) -> None:
    one = said(kind, 1)
    changed = with_other(one, said(kind, 2), way)

    is_apart = way[0] in GIVEN_APART.get(kind, set())
    assert one != changed
    assert (in_domain(one) == in_domain(changed)) is is_apart


def test_a_member_that_is_not_carried_over_is_seen() -> None:
    class Forgetful(CandidateIn):
        nickname: str | None = None

    one = said(Forgetful, 1)
    assert in_domain(one) == in_domain(one.model_copy(update={"nickname": "Cam"}))


def test_what_is_written_of_a_candidate_is_all_that_the_domain_knows_of_one() -> None:
    assert set(CandidateIn.model_fields) == {each.name for each in fields(Candidate)}
    assert set(CandidatePatch.model_fields) == set(CandidateIn.model_fields)


def test_what_is_written_of_a_dossier_reaches_it_and_is_corrected_by_the_same_names() -> None:
    declared = {each.name for each in fields(NewDossier)}

    assert set(DossierIn.model_fields) == declared
    assert declared - {"fundings"} <= {each.name for each in fields(Dossier)}
    assert set(DossierPatch.model_fields) - {"reason"} <= declared


def with_other(one: Any, other: Any, way: tuple[str, ...]) -> Any:
    """The one body with a single member, at the end of the way, as it is in the other."""
    if not way:
        return other
    if isinstance(one, list):
        return [with_other(here, there, way) for here, there in zip(one, other, strict=True)]
    name, *further = way
    return one.model_copy(update={name: with_other(getattr(one, name), getattr(other, name), tuple(further))})


def said(kind: Any, variant: int) -> Any:
    """A body in which everything is said, nothing of it as in another variant; its bounds are not looked at."""
    values = count(variant * 1000)
    names = kind.model_fields
    return kind.model_construct(**{name: _said(names[name].annotation, variant, values) for name in names})


def _said(kind: Any, variant: int, values: "count[int]") -> Any:
    origin, arguments = get_origin(kind), [each for each in get_args(kind) if each is not NoneType]
    if origin in {Annotated, Union, UnionType}:
        is_absent = variant > 1 and isinstance(arguments[0], type) and len(list(_choices(arguments[0]))) == 1
        return None if is_absent else _said(arguments[0], variant, values)
    if origin is list:
        return [_said(arguments[0], variant, values)]
    if origin is Literal:
        return arguments[variant % len(arguments)]
    return _plain(kind, variant, next(values))


def _choices(kind: type) -> Iterator[Any]:
    yield from kind if issubclass(kind, Enum) else ()


def _plain(kind: Any, variant: int, value: int) -> Any:
    if issubclass(kind, BaseModel):
        return said(kind, variant)
    if issubclass(kind, Enum):
        choices = list(_choices(kind))
        return choices[variant % len(choices)]
    if issubclass(kind, bool):
        return bool(variant % 2)
    if issubclass(kind, date):
        return date(2026, 1, 1) + timedelta(days=value)
    return UUID(int=value) if issubclass(kind, UUID) else kind(value) if kind in {int, float} else f"word {value}"


def in_domain(body: Any) -> Any:
    """The domain's value; what else it takes is an id."""
    further = [UUID(int=1) for _ in inspect.signature(body.to_domain).parameters]
    return body.to_domain(*further)
