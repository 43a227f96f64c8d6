"""How stored facts change their shape: pure steps, a strict reader, and a writer that loses nothing."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest

from app.db.mapping import dossier_of, one_object
from app.db.shapes.dossier import DOSSIERS
from app.db.shapes.shaped import Shaped
from app.db.shapes.steps import CannotBeSaid, Members, said_since
from app.db.shapes.unreadable import readable
from app.domain.dossier import Dossier
from app.domain.text import Text
from app.usecases.errors import FactsNotWritable, FactsOfALaterRelease, FactsUnreadable
from tests import builders as b
from tests.db.golden_samples import as_shape_1_could_say
from tests.domain.full_dossier import full

STEP = said_since(
    Members(
        silent={"colour": "red", "parts": []},
        added={"weight": None},
        inside={"parts": Members(silent={"size": 1}, added={"glue": None})},
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A thing, as some release knew it."""

    name: str
    colour: str = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The same, whose default was changed in the code since."""

    name: str
    colour: str = "blue"


def shaped(kind: type[Any], *steps: Any) -> Shaped[Any]:
    return Shaped(name="thing", record=Text("la chose", "the thing"), kind=kind, beside=frozenset(), steps=steps)


def test_a_step_says_what_went_without_saying_and_touches_nothing_that_was_said() -> None:
    facts = {"name": "a", "parts": [{"size": 3}, {}], "unknown": {"colour": 1}}
    before = orjson.dumps(facts)

    assert STEP.up(facts) == {
        "name": "a",
        "colour": "red",
        "weight": None,
        "parts": [{"size": 3, "glue": None}, {"size": 1, "glue": None}],
        "unknown": {"colour": 1},
    }
    assert orjson.dumps(facts) == before


def test_a_step_back_leaves_out_what_goes_without_saying_and_what_is_new_and_empty() -> None:
    facts = {"name": "a", "colour": "red", "weight": None, "parts": [{"size": 1, "glue": None}]}

    assert STEP.down(facts) == {"name": "a", "parts": [{}]}
    assert STEP.up(STEP.down(facts)) == facts


@pytest.mark.parametrize(
    ("facts", "member"), [({"weight": 0}, "weight"), ({"parts": [{"glue": None}, {"glue": "wet"}]}, "parts.glue")]
)
def test_a_step_back_refuses_to_lose_a_fact(facts: dict[str, Any], member: str) -> None:
    with pytest.raises(CannotBeSaid) as refused:
        STEP.down(facts)

    assert refused.value.member == member


def test_no_two_rows_share_what_a_step_filled_in() -> None:
    one, other = STEP.up({}), STEP.up({})
    one["parts"].append({})

    assert other["parts"] == []


def test_a_default_that_changes_in_the_code_rewrites_no_past() -> None:
    step = said_since(Members(silent={"colour": "red"}))
    written = shaped(Before).facts(Before(name="a"), 1)

    assert shaped(Before, step).value({"name": "a"}, 1, 1, {}) == Before(name="a", colour="red")
    assert shaped(After, step).value({"name": "a"}, 1, 1, {}) == After(name="a", colour="red")
    assert shaped(After).value(written, 1, 1, {}) == After(name="a", colour="red")


def test_a_member_left_out_of_the_newest_shape_is_missed_whatever_default_the_code_has() -> None:
    with pytest.raises(FactsUnreadable) as refused:
        shaped(After).value({"name": "a"}, 1, 1, {})

    assert refused.value.why == "colour: missing member"


def test_what_the_written_shape_has_no_words_for_is_refused_and_named() -> None:
    step = said_since(Members(added={"colour": "blue"}))

    assert shaped(After, step).facts(After(name="a"), 1) == {"name": "a"}
    with pytest.raises(FactsNotWritable) as refused:
        shaped(After, step).facts(After(name="a", colour="green"), 1)
    assert "“colour”" in refused.value.detail.en


def test_a_program_writes_no_shape_that_it_does_not_know() -> None:
    with pytest.raises(FactsNotWritable) as refused:
        DOSSIERS.facts(full(), DOSSIERS.newest + 1)

    assert f"shape {DOSSIERS.newest + 1}" in refused.value.detail.en


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def spoil(facts: dict[str, Any]) -> None:
        for name in path[:-1]:
            facts = facts[name]
        del facts[path[-1]]

    return spoil


def having(value: Any, *path: str) -> Callable[[dict[str, Any]], None]:
    def spoil(facts: dict[str, Any]) -> None:
        for name in path[:-1]:
            facts = facts[name]
        facts[path[-1]] = value

    return spoil


SPOILT = [
    pytest.param(having("06", "phone"), "phone: unknown member", id="an unknown key"),
    pytest.param(having("06", "candidate", "nickname"), "candidate.nickname: unknown member", id="one deep inside"),
    pytest.param(without("candidate", "birth_name"), "candidate.birth_name: missing member", id="a missing field"),
    pytest.param(
        without("jury_registration", "by_branch"), "jury_registration.by_branch: missing member", id="default"
    ),
    pytest.param(having("fax", "variant"), "pathway: unknown value", id="a retired special case"),
    pytest.param(having("fax", "jury_registration", "state"), "jury_registration.state: enum", id="a retired value"),
    pytest.param(having("then", "requested_on"), "requested_on: date_from_datetime_parsing", id="no day"),
    pytest.param(having("Durand", "candidate"), "candidate: dataclass_type", id="no object"),
]


@pytest.mark.parametrize(("spoil", "why"), SPOILT)
def test_spoilt_facts_are_refused_in_one_line_without_a_word_of_theirs(
    spoil: Callable[[dict[str, Any]], None], why: str
) -> None:
    facts = DOSSIERS.facts(full(), DOSSIERS.newest)
    spoil(facts)

    with pytest.raises(FactsUnreadable) as by_text:
        dossier_of(a_row(facts=facts))
    with pytest.raises(FactsUnreadable) as by_value:
        DOSSIERS.value(facts, DOSSIERS.newest, 1, {"version": 1, "documents": ()})
    assert by_text.value.why == by_value.value.why == why
    assert "\n" not in by_text.value.detail.fr


@pytest.mark.parametrize("facts", [[], "text", None, {"candidate": []}])
@pytest.mark.parametrize("shape", [1, 2])
def test_facts_of_no_shape_at_all_are_refused_as_well(facts: Any, shape: int) -> None:
    with pytest.raises(FactsUnreadable):
        dossier_of(a_row(facts=facts, facts_version=shape))


@pytest.mark.parametrize("shape", [0, -1])
def test_there_is_no_shape_before_the_first(shape: int) -> None:
    with pytest.raises(FactsUnreadable) as refused:
        dossier_of(a_row(facts_version=shape))

    assert not isinstance(refused.value, FactsOfALaterRelease)


def test_a_shape_from_the_future_is_refused_in_one_sentence_that_names_both() -> None:
    later = DOSSIERS.newest + 1

    with pytest.raises(FactsOfALaterRelease) as refused:
        dossier_of(a_row(facts_version=later))
    assert f"reads shapes 1–{DOSSIERS.newest}" in refused.value.detail.en
    assert f"has shape {later}" in refused.value.detail.en


@pytest.mark.parametrize("dossier", [as_shape_1_could_say(full()), b.a_dossier(), b.a_dossier(b.BRIDGE)])
@pytest.mark.parametrize("shape", range(1, DOSSIERS.newest + 1))
def test_a_dossier_is_read_the_same_from_every_shape(dossier: Dossier, shape: int) -> None:
    documents = orjson.dumps([a_document(each) for each in dossier.documents]).decode() if dossier.documents else None
    row = a_row(facts=DOSSIERS.facts(dossier, shape), facts_version=shape, version=dossier.version, documents=documents)

    assert dossier_of(row) == dossier


def test_two_objects_are_one_with_the_members_of_both() -> None:
    assert orjson.loads(one_object('{"a": {"b": "}"}}', '{"c": [1, {}], "d": ""}')) == {
        "a": {"b": "}"},
        "c": [1, {}],
        "d": "",
    }


def test_what_is_set_apart_is_one_line_of_the_log_with_its_key_and_why(caplog: pytest.LogCaptureFixture) -> None:
    good = a_row()
    bad = a_row(id=b.an_id(9), facts={**orjson.loads(good["facts"]), "phone": "0601020304"})

    with caplog.at_level(logging.ERROR, "cqp.facts"):
        found = tuple(readable((good, bad, good), dossier_of))

    assert found == (b.a_dossier(), b.a_dossier())
    assert [record.getMessage() for record in caplog.records] == [
        f"facts of dossier {b.an_id(9)} set apart: phone: unknown member"
    ]
    assert caplog.records[0].levelno == logging.ERROR


def a_row(**changes: Any) -> dict[str, Any]:
    row = {
        "id": b.an_id(2),
        "facts": DOSSIERS.facts(b.a_dossier(), DOSSIERS.newest),
        "facts_version": DOSSIERS.newest,
        "version": 1,
        "documents": None,
        **changes,
    }
    return {**row, "facts": orjson.dumps(row["facts"]).decode()}


def a_document(document: Any) -> dict[str, Any]:
    return {name: getattr(document, name) for name in document.__slots__} | {"signed_by": sorted(document.signed_by)}


def test_a_row_keeps_its_version_and_documents_beside_its_facts() -> None:
    assert dossier_of(a_row(version=9)) == replace(b.a_dossier(), version=9)
