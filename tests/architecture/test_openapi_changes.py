"""The comparator sees every change that would break a client, and lets pass what a client does not notice."""

from datetime import date

import pytest

from tools.openapi_changes.acceptance import Accepted, judge
from tools.openapi_changes.changes import Change
from tools.openapi_changes.matrix import MUTATIONS, Mutation, a_document, seen
from tools.openapi_changes.operations import compare
from tools.openapi_changes.release import NEXT, section_of, with_section

BREAKING = Change(place="createThing", code="scope_added", sentence="une portée de plus", breaking=True)
KEEPING = Change(place="listThings", code="operation_added", sentence="GET /things", breaking=False)
ACCEPTED = Accepted(place="createThing", code="scope_added", reason="La portée protège les écritures.")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_mutation_is_seen_for_what_it_is(mutation: Mutation) -> None:
    found = seen(mutation)

    assert mutation.said in {change.code for change in found}
    assert any(change.breaking for change in found) is mutation.breaking


def test_a_document_that_does_not_change_has_no_change() -> None:
    assert compare(a_document(), a_document()) == []


def test_words_about_how_one_signs_in_are_no_change() -> None:
    reworded = a_document()
    words = {"description": "Signed in.", "x-fr": {"description": "Connecté."}}
    reworded["components"]["securitySchemes"]["session"] |= words

    assert compare(a_document(), reworded) == []


def test_what_breaks_unsaid_is_refused_and_what_was_accepted_is_not() -> None:
    assert judge([BREAKING, KEEPING], []).refused == (BREAKING,)
    assert judge([BREAKING, KEEPING], [ACCEPTED]).is_clear


def test_an_acceptance_without_object_is_refused() -> None:
    assert judge([KEEPING], [ACCEPTED]).stale == (ACCEPTED,)


def test_a_release_says_what_breaks_with_its_reason_then_what_is_added() -> None:
    section = section_of("1.1.0", date(2026, 12, 1), [BREAKING, KEEPING], [ACCEPTED])

    assert section.startswith("## 1.1.0 — 01/12/2026\n\n### Ce qui casse\n\n- `createThing` : une portée de plus. La")
    assert section.endswith("### Ce qui s'ajoute\n\n- `listThings` : GET /things\n")


def test_the_latest_release_comes_first_in_the_changelog() -> None:
    assert with_section(f"# Titre\n\n{NEXT}\n## 1.0.0\n", "## 1.1.0\n") == f"# Titre\n\n{NEXT}\n## 1.1.0\n\n## 1.0.0\n"
    with pytest.raises(ValueError, match="changelog"):
        with_section("# Titre\n", "## 1.1.0\n")
