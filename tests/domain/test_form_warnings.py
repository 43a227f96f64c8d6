"""What is pointed out of the forms that documents are written on (R57)."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.branch_forms import BranchForm, FormKind
from app.domain.day_words import in_words
from app.domain.documents import DocumentKind
from app.domain.form_warnings import form_warning, form_warnings
from tests import builders as b

SINCE = date(2026, 11, 23)
OLD = b.a_form(number=1, in_force_from=date(2017, 11, 1))
NEW = b.a_form(number=2, in_force_from=SINCE)
OTHER = b.a_form(kind=FormKind.OUTIL_4, number=3, in_force_from=date(2017, 11, 1))


def codes(*forms: BranchForm, **changes: Any) -> list[str]:
    document = b.a_document(changes.pop("kind", DocumentKind.OUTIL_6), **changes)
    return [warning.code for warning in form_warning(document, forms)]


@pytest.mark.parametrize(
    ("version", "received_on", "expected"),
    [
        (1, SINCE, ["form_outdated"]),
        (1, SINCE - timedelta(days=1), []),
        (2, SINCE, []),
        (2, SINCE - timedelta(days=1), ["form_outdated"]),
        (3, SINCE, ["form_version_unknown"]),
        (None, SINCE, []),
    ],
)
def test_the_version_to_use_is_that_of_the_day_of_receipt(
    version: int | None, received_on: date, expected: list[str]
) -> None:
    assert codes(OTHER, OLD, NEW, form_version=version, received_on=received_on) == expected


def test_nothing_is_said_of_what_is_no_form_of_the_branch_and_nothing_is_outdated_before_the_first_version() -> None:
    assert codes(OLD, NEW, kind=DocumentKind.DIPLOMA, form_version=1) == []
    assert codes(NEW, form_version=2, received_on=SINCE - timedelta(days=1)) == []
    assert codes(form_version=1) == ["form_version_unknown"]


def test_the_warning_names_both_versions_the_document_the_day_and_the_rule() -> None:
    (warning,) = form_warning(b.a_document(DocumentKind.OUTIL_6, form_version=1), (OLD, NEW))
    (unknown,) = form_warning(b.a_document(DocumentKind.OUTIL_6, form_version=7), (OLD, NEW))

    assert [(each.rule.number, each.pointer) for each in (warning, unknown)] == [("R57", "/form_version")] * 2
    day = in_words(date(2026, 11, 23))
    for told, on in ((warning.detail.fr, day.fr), (warning.detail.en, day.en)):
        assert all(said in told for said in ("version 1", "version 2", on))
    assert "7" in unknown.detail.fr
    assert "7" in unknown.detail.en


def test_of_a_dossier_only_the_newest_document_of_each_kind_counts() -> None:
    def case(*versions: int) -> Any:
        documents = tuple(
            b.a_document(DocumentKind.OUTIL_6, id=b.an_id(100 + place), version_number=place, form_version=version)
            for place, version in enumerate(versions, 1)
        )
        return b.a_case(b.a_dossier(documents=documents), forms=(OLD, NEW))

    assert [warning.code for warning in form_warnings(case(2, 1))] == ["form_outdated"]
    assert form_warnings(case(1, 2)) == ()
    assert form_warnings(b.a_case()) == ()
