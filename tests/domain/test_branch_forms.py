"""Which version of a blank form must be used (R57)."""

from datetime import date

import pytest

from app.domain.branch_forms import FORM_LABELS, BranchForm, FormKind, form_in_force
from tests import builders as b

OLD = b.a_form(number=1, in_force_from=date(2017, 11, 1))
NEW = b.a_form(number=2, in_force_from=date(2026, 1, 1))
CORRECTED = b.a_form(number=3, in_force_from=date(2026, 1, 1))
EXAMPLE = b.a_form(number=4, in_force_from=date(2026, 6, 1), confirmed=False)


@pytest.mark.parametrize(
    ("versions", "on", "used"),
    [
        ((OLD, NEW), date(2025, 12, 31), OLD),
        ((OLD, NEW), date(2026, 1, 1), NEW),
        ((NEW, OLD), date(2026, 1, 1), NEW),
        ((OLD, NEW, CORRECTED), date(2026, 1, 1), CORRECTED),
        ((OLD, EXAMPLE), date(2026, 7, 1), OLD),
        ((EXAMPLE,), date(2026, 7, 1), EXAMPLE),
        ((NEW,), date(2025, 12, 31), None),
        ((), date(2026, 1, 1), None),
    ],
)
def test_the_latest_version_in_force_is_used_and_an_example_only_for_want_of_better(
    versions: tuple[BranchForm, ...], on: date, used: BranchForm | None
) -> None:
    assert form_in_force(versions, on) is used


def test_every_tool_of_the_branch_has_a_label() -> None:
    assert [FORM_LABELS[kind].fr.startswith(f"Outil n° {kind[-1]} :") for kind in FormKind] == [True] * 8
