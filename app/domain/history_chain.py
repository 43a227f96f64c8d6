"""A dossier's history as a chain: whether each line is the one that was written, and none lacks (ADR 0023).

Each line's hash is made of the hash before it, of its codes and days, and of a salted digest of its words (who acted,
by name; what was said). An erasure takes the words and the salt; the digest stays, and with it the chain.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

ERASURE = "erasePersonalData"
"""The operation of the line that an erasure leaves behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainedLine:
    """One line as it stands, with what its hash should be made of.

    ``number``, ``words_digest`` and ``hash`` are those written down, None where nothing was; ``codes_digest`` and
    ``words_now`` (None without a salt) are made from the line as it is now; ``says_words``: it says more than an
    erasure leaves.
    """

    id: UUID
    operation: str
    number: int | None
    codes_digest: bytes
    words_digest: bytes | None
    words_now: bytes | None
    hash: bytes | None
    says_words: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainEnd:
    """Where a history ended: how many lines, and the hash of the last; none: zero and nothing."""

    lines: int
    hash: bytes


class ChainFault(StrEnum):
    """What is wrong with a line, or with the end."""

    CHANGED = "changed"
    WORDS_CHANGED = "words_changed"
    ERASED_BY_NOBODY = "erased_by_nobody"
    FORGED = "forged"
    MISSING = "missing"
    CUT_OFF = "cut_off"
    NOT_AS_BEFORE = "not_as_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFinding:
    """A fault, at the line of that number, and its id where the line is there."""

    fault: ChainFault
    number: int
    line_id: UUID | None = None
    operation: str | None = None


def chain_faults(
    lines: Iterable[ChainedLine], end: ChainEnd | None, anchor: ChainEnd | None = None
) -> Iterator[ChainFinding]:
    """What is wrong with one dossier's history, in its order.

    ``end``: the one written beside it, None where the dossier was never chained: its lines are then to be chained, and
    nothing is known of them. ``anchor``: an end that was noted elsewhere at an earlier time.
    """
    every = list(lines)
    numbered = sorted((line for line in every if line.number is not None), key=_place)
    if end is None and not numbered:
        return
    last_erasure = max((_number(line) for line in numbered if line.operation == ERASURE), default=0)
    before, expected = b"", 1
    for line in numbered:
        if _number(line) < expected:
            yield _at(line, ChainFault.FORGED)
            continue
        for number in range(expected, _number(line)):
            yield ChainFinding(fault=ChainFault.MISSING, number=number)
        if _number(line) == expected and line.hash != _hash(before, line):
            yield _at(line, ChainFault.CHANGED)
        yield from _faults_of_words(line, last_erasure)
        before, expected = line.hash or b"", _number(line) + 1
    for line in every:
        if line.number is None:
            yield ChainFinding(fault=ChainFault.FORGED, number=0, line_id=line.id, operation=line.operation)
    yield from _faults_of_end(numbered, expected - 1, before, end or ChainEnd(lines=0, hash=b""))
    if anchor is not None:
        yield from _faults_of_anchor(numbered, anchor)


def _faults_of_words(line: ChainedLine, last_erasure: int) -> Iterator[ChainFinding]:
    if line.words_now is not None:
        if line.words_now != line.words_digest:
            yield _at(line, ChainFault.WORDS_CHANGED)
    elif line.says_words:
        yield _at(line, ChainFault.WORDS_CHANGED)
    elif _number(line) >= last_erasure:
        yield _at(line, ChainFault.ERASED_BY_NOBODY)


def _faults_of_end(numbered: Sequence[ChainedLine], last: int, hash_: bytes, end: ChainEnd) -> Iterator[ChainFinding]:
    if last < end.lines:
        yield ChainFinding(fault=ChainFault.CUT_OFF, number=last + 1)
    elif last > end.lines:
        yield _at(next(line for line in numbered if _number(line) > end.lines), ChainFault.FORGED)
    elif hash_ != end.hash:
        yield ChainFinding(fault=ChainFault.NOT_AS_BEFORE, number=last)


def _faults_of_anchor(numbered: Sequence[ChainedLine], anchor: ChainEnd) -> Iterator[ChainFinding]:
    """The line that was the last when the end was noted must still be the one that it was."""
    if anchor.lines == 0:
        return
    there = next((line for line in numbered if line.number == anchor.lines), None)
    if there is None or there.hash != anchor.hash:
        yield ChainFinding(fault=ChainFault.NOT_AS_BEFORE, number=anchor.lines)


def _hash(before: bytes, line: ChainedLine) -> bytes:
    return sha256(before + line.codes_digest + (line.words_digest or b"")).digest()


def _at(line: ChainedLine, fault: ChainFault) -> ChainFinding:
    return ChainFinding(fault=fault, number=_number(line), line_id=line.id, operation=line.operation)


def _number(line: ChainedLine) -> int:
    return line.number or 0


def _place(line: ChainedLine) -> tuple[int, UUID]:
    return _number(line), line.id
