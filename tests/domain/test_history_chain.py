"""A history is whole where each line is the one that was written, and none lacks."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import pytest

from app.domain.history_chain import ERASURE, ChainedLine, ChainEnd, ChainFault, ChainFinding, chain_faults
from tests import builders as b

Fault = ChainFault


def a_chain(*operations: str) -> list[ChainedLine]:
    """Lines as the database writes them."""
    lines: list[ChainedLine] = []
    before = b""
    for number, operation in enumerate(operations, 1):
        codes, words = sha256(f"codes {number}".encode()).digest(), sha256(f"words {number}".encode()).digest()
        before = sha256(before + codes + words).digest()
        lines.append(
            ChainedLine(
                id=b.an_id(number),
                operation=operation,
                number=number,
                codes_digest=codes,
                words_digest=words,
                words_now=words,
                hash=before,
                says_words=True,
            )
        )
    return lines


def end_of(lines: Sequence[ChainedLine]) -> ChainEnd:
    return ChainEnd(lines=len(lines), hash=lines[-1].hash or b"")


def erased(line: ChainedLine) -> ChainedLine:
    return replace(line, words_now=None, says_words=False)


def found(lines: Sequence[ChainedLine], end: ChainEnd | None, anchor: ChainEnd | None = None) -> list[tuple[str, int]]:
    return [(finding.fault, finding.number) for finding in chain_faults(lines, end, anchor)]


THREE = a_chain("createDossier", "updateDossier", "withdrawDossier")
ELSE = b"\x01" * 32


def test_what_was_written_is_whole_in_whatever_order_it_is_read() -> None:
    assert found(THREE, end_of(THREE)) == []
    assert found(THREE[::-1], end_of(THREE)) == []


def test_what_was_never_chained_is_not_judged() -> None:
    former = [replace(line, number=None, words_digest=None, words_now=None, hash=None) for line in THREE]

    assert found(former, None) == []
    assert found([], None) == []
    assert found([], ChainEnd(lines=0, hash=b"")) == []


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        pytest.param({"codes_digest": ELSE}, Fault.CHANGED, id="its codes"),
        pytest.param({"words_now": ELSE}, Fault.WORDS_CHANGED, id="its words"),
        pytest.param({"words_now": None}, Fault.WORDS_CHANGED, id="its salt, the words staying"),
        pytest.param({"words_now": None, "says_words": False}, Fault.ERASED_BY_NOBODY, id="its words and its salt"),
    ],
)
def test_a_line_that_was_changed_is_named(place: int, changed: dict[str, object], fault: ChainFault) -> None:
    lines = [*THREE]
    lines[place] = replace(lines[place], **changed)  # type: ignore[arg-type]

    (finding,) = chain_faults(lines, end_of(THREE))
    line = THREE[place]
    assert finding == ChainFinding(fault=fault, number=place + 1, line_id=line.id, operation=line.operation)


def test_a_line_that_was_changed_and_hashed_again_shows_in_the_one_after_it() -> None:
    forged = replace(THREE[1], codes_digest=ELSE)
    forged = replace(forged, hash=sha256((THREE[0].hash or b"") + ELSE + (forged.words_digest or b"")).digest())

    assert found([THREE[0], forged, THREE[2]], end_of(THREE)) == [(Fault.CHANGED, 3)]
    assert found([THREE[0], forged], end_of(THREE[:2])) == [(Fault.NOT_AS_BEFORE, 2)]


def test_lines_that_lack_are_named_one_by_one_and_an_end_that_was_cut_off_as_such() -> None:
    five = a_chain("a", "b", "c", "d", "e")

    assert found([five[0], five[3], five[4]], end_of(five)) == [(Fault.MISSING, 2), (Fault.MISSING, 3)]
    assert found(five[1:], end_of(five)) == [(Fault.MISSING, 1)]
    assert found(five[:3], end_of(five)) == [(Fault.CUT_OFF, 4)]
    assert found([], end_of(five)) == [(Fault.CUT_OFF, 1)]


def test_lines_that_were_slipped_in_are_named() -> None:
    beside = replace(THREE[1], id=b.an_id(9))
    unnumbered = replace(THREE[1], id=b.an_id(10), number=None)
    zero = replace(THREE[0], id=b.an_id(11), number=0)

    assert found([*THREE, beside], end_of(THREE)) == [(Fault.FORGED, 2)]
    assert found([*THREE, unnumbered], end_of(THREE)) == [(Fault.FORGED, 0)]
    assert found([*THREE, zero], end_of(THREE)) == [(Fault.FORGED, 0)]
    (finding,) = chain_faults([*THREE, unnumbered], end_of(THREE))
    assert (finding.line_id, finding.operation) == (b.an_id(10), "updateDossier")


def test_lines_after_the_end_that_was_written_are_forged() -> None:
    assert found(THREE, end_of(THREE[:2])) == [(Fault.FORGED, 3)]
    assert found(THREE, end_of(THREE[:1])) == [(Fault.FORGED, 2)]
    assert found(THREE, None) == [(Fault.FORGED, 1)]


def test_an_erasure_leaves_the_chain_whole_where_its_own_line_comes_after() -> None:
    lines = a_chain("createDossier", "updateDossier", ERASURE, "reopenDossier")

    assert found([erased(lines[0]), erased(lines[1]), *lines[2:]], end_of(lines)) == []
    assert found([*lines[:2], erased(lines[2]), lines[3]], end_of(lines)) == [(Fault.ERASED_BY_NOBODY, 3)]
    assert found([*lines[:3], erased(lines[3])], end_of(lines)) == [(Fault.ERASED_BY_NOBODY, 4)]


def test_of_two_erasures_the_second_takes_the_words_of_the_first() -> None:
    lines = a_chain("createDossier", ERASURE, ERASURE)

    assert found([erased(lines[0]), erased(lines[1]), lines[2]], end_of(lines)) == []


def test_words_that_were_written_after_an_erasure_are_a_change() -> None:
    lines = a_chain("createDossier", ERASURE)

    assert found([replace(lines[0], words_now=None), lines[1]], end_of(lines)) == [(Fault.WORDS_CHANGED, 1)]


def test_an_end_that_was_noted_elsewhere_must_still_be_on_the_way() -> None:
    assert found(THREE, end_of(THREE), end_of(THREE[:2])) == []
    assert found(THREE, end_of(THREE), ChainEnd(lines=0, hash=b"")) == []
    assert found(THREE, end_of(THREE), ChainEnd(lines=2, hash=ELSE)) == [(Fault.NOT_AS_BEFORE, 2)]
    assert found(THREE[:2], end_of(THREE[:2]), end_of(THREE)) == [(Fault.NOT_AS_BEFORE, 3)]


def test_a_line_that_lost_its_hash_or_its_digest_is_named() -> None:
    no_hash, no_digest = replace(THREE[1], hash=None), replace(erased(THREE[1]), words_digest=None)

    assert found([THREE[0], no_hash, THREE[2]], end_of(THREE)) == [(Fault.CHANGED, 2), (Fault.CHANGED, 3)]
    assert found([THREE[0], no_digest, THREE[2]], end_of(THREE)) == [(Fault.CHANGED, 2), (Fault.ERASED_BY_NOBODY, 2)]


def test_faults_are_told_by_codes_that_stay_and_an_erasure_by_its_operation() -> None:
    assert ERASURE == "erasePersonalData"
    assert [fault.value for fault in ChainFault] == [
        "changed",
        "words_changed",
        "erased_by_nobody",
        "forged",
        "missing",
        "cut_off",
        "not_as_before",
    ]


def test_nothing_stands_where_a_hash_or_a_digest_was_lost() -> None:
    without = replace(erased(THREE[0]), words_digest=None, hash=sha256(THREE[0].codes_digest).digest())

    assert found([without], end_of([without])) == [(Fault.ERASED_BY_NOBODY, 1)]
    assert found([replace(THREE[0], hash=None)], ChainEnd(lines=1, hash=b"")) == [(Fault.CHANGED, 1)]


def test_a_line_before_the_first_of_a_history_that_was_never_chained_is_forged_alone() -> None:
    (line,) = a_chain("createDossier")

    assert found([replace(line, number=0)], None) == [(Fault.FORGED, 0)]
