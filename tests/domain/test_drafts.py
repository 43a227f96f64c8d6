"""A draft is kept for ninety days since it was last saved."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.drafts import KEPT_FOR, Draft

SAVED_AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
DRAFT = Draft(key="opening", content="{}", version=1, saved_at=SAVED_AT)


@pytest.mark.parametrize(
    ("at", "is_kept"),
    [
        pytest.param(SAVED_AT, True, id="at once"),
        pytest.param(SAVED_AT + timedelta(days=90, microseconds=-1), True, id="to its last moment"),
        pytest.param(SAVED_AT + timedelta(days=90), False, id="ninety days later"),
    ],
)
def test_a_draft_is_kept_until_its_time_is_over(at: datetime, is_kept: bool) -> None:
    assert DRAFT.is_kept(at) is is_kept
    assert timedelta(days=90) == KEPT_FOR
