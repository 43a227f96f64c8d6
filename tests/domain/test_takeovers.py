"""D77: what becomes of a row that is read again, and how what is found is told against what was counted."""

from uuid import UUID

import pytest

from app.domain.takeovers import GivenTotal, KnownRecord, Reconciled, TakeoverKind, TakeoverResult, reconcile, result_of

KNOWN = KnownRecord(digest=b"as before", subject_id=UUID(int=1), version=3)
CERTIFICATES, DOSSIERS = TakeoverKind.CERTIFICATES, TakeoverKind.DOSSIERS
FOUND = {(DOSSIERS, None, None): 4, (CERTIFICATES, "valid", 2019): 5, (CERTIFICATES, "revoked", 2019): 2}


@pytest.mark.parametrize(
    ("digest", "known", "version", "result"),
    [
        pytest.param(b"x", None, None, TakeoverResult.CREATED, id="never read before"),
        pytest.param(b"as before", KNOWN, 3, TakeoverResult.UNCHANGED, id="the same"),
        pytest.param(b"as before", KNOWN, 4, TakeoverResult.UNCHANGED, id="the same, touched since"),
        pytest.param(b"otherwise", KNOWN, 3, TakeoverResult.UPDATED, id="other content, untouched"),
        pytest.param(b"otherwise", KNOWN, 4, TakeoverResult.CONFLICT, id="other content, touched since"),
        pytest.param(b"otherwise", KNOWN, None, TakeoverResult.CONFLICT, id="other content, gone since"),
    ],
)
def test_a_row_read_again_is_known_by_its_id_and_content(
    digest: bytes, known: KnownRecord | None, version: int | None, result: TakeoverResult
) -> None:
    assert result_of(digest, known, version) is result


def a_total(count: int, state: str | None = None, year: int | None = None) -> GivenTotal:
    return GivenTotal(kind=CERTIFICATES, state=state, year=year, count=count)


@pytest.mark.parametrize(
    ("total", "found", "agrees"),
    [
        pytest.param(a_total(7), 7, True, id="of the kind"),
        pytest.param(a_total(6, "valid"), 5, False, id="of a state"),
        pytest.param(a_total(7, None, 2019), 7, True, id="of a year"),
        pytest.param(a_total(0, "valid", 2020), 0, True, id="of a year with none"),
        pytest.param(a_total(1, "lost"), 0, False, id="of a state that is not found"),
    ],
)
def test_a_total_is_told_against_all_that_it_counts(total: GivenTotal, found: int, agrees: bool) -> None:
    first, *_ = reconcile(FOUND, (total,))

    assert (first.found, first.given, first.agrees) == (found, total.count, agrees)


def test_what_was_not_counted_is_told_after_it_by_kind_state_and_year() -> None:
    found = {
        (DOSSIERS, None, None): 4,
        (CERTIFICATES, "valid", 2020): 6,
        (CERTIFICATES, "valid", 1): 8,
        (CERTIFICATES, "valid", None): 1,
        (CERTIFICATES, "valid", 2019): 5,
        (CERTIFICATES, "revoked", 2021): 2,
        (CERTIFICATES, "lost", 2022): 3,
    }
    told = reconcile(found, (a_total(5, "valid", 2019), a_total(6, "valid", 2020)))

    assert told == (
        Reconciled(kind=CERTIFICATES, state="valid", year=2019, found=5, given=5),
        Reconciled(kind=CERTIFICATES, state="valid", year=2020, found=6, given=6),
        Reconciled(kind=CERTIFICATES, state="lost", year=2022, found=3),
        Reconciled(kind=CERTIFICATES, state="revoked", year=2021, found=2),
        Reconciled(kind=CERTIFICATES, state="valid", year=None, found=1),
        Reconciled(kind=CERTIFICATES, state="valid", year=1, found=8),
        Reconciled(kind=DOSSIERS, state=None, year=None, found=4),
    )
    assert [each.agrees for each in told] == [True, True, None, None, None, None, None]
