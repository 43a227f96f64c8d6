"""Rows that releases have written, read for ever: each file is what lay in a database once."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from app.domain.deliberation import DecisionKind, Outcome
from app.domain.dossier import ClosureReason, Dossier, JuryRegistrationState
from app.domain.pathways import PATHWAY_CODES
from app.domain.progress import status_of
from app.usecases.errors import FactsNotWritable
from tests.db.golden_samples import SHAPED, Golden, golden_files

FILES = tuple(golden_files())
NEWEST = {(each.aggregate, each.name): each for each in FILES if each.shape == SHAPED[each.aggregate].newest}
NAMES = {
    (name, shape): {each.name.removesuffix("-older") for each in FILES if (each.aggregate, each.shape) == (name, shape)}
    for name in SHAPED
    for shape in range(1, SHAPED[name].newest + 1)
}
OLDER = "-older"
"""At the end of the names of rows that were written before some members of their own shape were."""


def lifted(golden: Golden) -> Mapping[str, Any]:
    return SHAPED[golden.aggregate].lifted(dict(golden.facts), golden.shape, golden.name)


def value_of(golden: Golden) -> Any:
    return SHAPED[golden.aggregate].value(dict(golden.facts), golden.shape, golden.name, golden.beside)


@pytest.mark.parametrize("golden", FILES, ids=str)
def test_what_any_release_wrote_says_today_what_it_said(golden: Golden) -> None:
    newest = NEWEST[golden.aggregate, golden.name.removesuffix(OLDER)]

    assert lifted(golden) == newest.facts
    assert value_of(golden) == value_of(newest)


@pytest.mark.parametrize("golden", NEWEST.values(), ids=str)
def test_the_newest_shape_is_the_one_that_this_program_writes(golden: Golden) -> None:
    """You changed the shape of an aggregate, or of something in it: add a step (app/db/shapes)."""
    assert SHAPED[golden.aggregate].facts(value_of(golden), golden.shape) == golden.facts


@pytest.mark.parametrize("golden", NEWEST.values(), ids=str)
def test_what_goes_down_to_a_former_shape_comes_up_the_same_or_is_refused(golden: Golden) -> None:
    shaped = SHAPED[golden.aggregate]

    for shape in range(1, shaped.newest):
        if golden.name in NAMES[golden.aggregate, shape]:
            assert shaped.lifted(shaped.lowered(dict(golden.facts), shape), shape, golden.name) == golden.facts
        else:
            with pytest.raises(FactsNotWritable):
                shaped.lowered(dict(golden.facts), shape)


@pytest.mark.parametrize(
    ("aggregate", "shape"), [(name, shape) for name in SHAPED for shape in range(1, SHAPED[name].newest + 1)]
)
def test_every_shape_has_its_golden_files_and_what_it_said_goes_on_in_the_next(aggregate: str, shape: int) -> None:
    assert NAMES[aggregate, shape], "a shape without golden files: python -m tests.db.golden_samples"
    assert NAMES[aggregate, shape] <= NAMES.get((aggregate, shape + 1), NAMES[aggregate, shape])


@pytest.mark.parametrize("shape", range(1, SHAPED["dossier"].newest + 1))
def test_every_pathway_has_a_golden_dossier_of_every_shape(shape: int) -> None:
    """A pathway that is newer than a shape has none of it: name it here."""
    of_it = {each.facts["pathway"] for each in FILES if (each.aggregate, each.shape) == ("dossier", shape)}

    assert of_it == {str(code) for code in PATHWAY_CODES}


@pytest.mark.parametrize("aggregate", SHAPED)
def test_a_full_sample_holds_every_member_there_is(aggregate: str) -> None:
    """A member that no sample holds may change, and no test of shapes would see it."""
    of_it = [each for (of, _), each in NEWEST.items() if of == aggregate]
    held = [{place for place, _ in places_of({**each.facts, **each.beside})} for each in of_it]

    assert set(members_of(SHAPED[aggregate].kind)) == max(held, key=len)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("individualised_training", {"status": "awarded", "outcome": Outcome.AWARDED, "waived": False, "trainers": 2}),
        ("individualised_training-direct", {"variant": "direct_assessment", "confirmed": True}),
        ("individualised_training-full", {"status": "closed", "by_branch": True, "waived": True}),
        ("individualised_training-opened", {"status": "registration_in_progress", "trainers": 0, "by_branch": False}),
        ("simplified_vae", {"status": "partially_awarded", "unmet": 1, "last": DecisionKind.MATERIAL_ERROR}),
        ("simplified_vae-withdrawn", {"status": "closed", "closed": ClosureReason.WITHDRAWN, "decisions": 0}),
        ("common_law_vae", {"waived": True, "jury": JuryRegistrationState.POSTPONED, "by_branch": True}),
        ("bridge", {"status": "awarded", "jury": JuryRegistrationState.NONE, "verified": True, "held_until": None}),
    ],
)
@pytest.mark.parametrize("shape", range(1, SHAPED["dossier"].newest + 1))
def test_a_dossier_of_any_shape_says_what_became_of_its_candidate(
    name: str, shape: int, said: Mapping[str, Any]
) -> None:
    (golden,) = (each for each in FILES if (each.aggregate, each.shape, each.name) == ("dossier", shape, name))
    told = sayings(value_of(golden))

    assert {key: told[key] for key in said} == said


def sayings(dossier: Dossier) -> Mapping[str, Any]:
    observations, request, scope = dossier.trade_observations, dossier.admissibility, dossier.scope
    return {
        "status": status_of(dossier),
        "variant": dossier.variant,
        "outcome": dossier.decision.outcome if dossier.decision else None,
        "last": dossier.decision.kind if dossier.decision else None,
        "decisions": len(dossier.decisions),
        "closed": dossier.closure.reason if dossier.closure else None,
        "jury": dossier.jury_registration.state,
        "by_branch": dossier.jury_registration.by_branch,
        "waived": observations.waived if observations else None,
        "trainers": len(dossier.trainers),
        "confirmed": dossier.direct_assessment.confirmed if dossier.direct_assessment else None,
        "unmet": sum(len(decision.unmet) for decision in request.decisions) if request else None,
        "verified": any(held.is_verified for held in dossier.candidate.held_certifications),
        "held_until": scope.exemptions[0].until if scope and scope.exemptions else None,
    }


def members_of(kind: Any, path: str = "") -> Iterator[str]:
    """The places of all members of a dataclass, and of the dataclasses in them."""
    if get_origin(kind) in (tuple, UnionType):
        for part in get_args(kind):
            yield from members_of(part, path)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        for each in fields(kind):
            yield f"{path}{each.name}"
            yield from members_of(hints[each.name], f"{path}{each.name}.")


def places_of(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The places of all members of JSON objects that hold something."""
    if isinstance(value, list):
        for item in value:
            yield from places_of(item, path)
    if isinstance(value, dict):
        for name, item in value.items():
            if item not in (None, [], {}):
                yield f"{path}{name}", item
                yield from places_of(item, f"{path}{name}.")
