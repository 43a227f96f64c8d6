"""Rounds of the two applications in turn, so that whatever else the machine does weighs on both alike."""

import http.client
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import orjson
import uvloop

from benchmarks.load import Run, request_bytes, run
from benchmarks.serving import Server

_ANSWERS_COMPARED = 40
_SECONDS_TO_WARM_UP = 0.3


class UnequalAnswersError(Exception):
    """The two applications do not answer the same: their speeds cannot be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What is measured: an operation of the contract, the paths asked in turn, and who asks."""

    name: str
    paths: tuple[str, ...]
    token: str | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One run of one side, and the CPU that its process took for a request, in seconds."""

    run: Run
    cpu_per_request: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The rounds of both sides, in pairs; and whether the answers compared were equal to the byte, or as JSON only."""

    operation: Operation
    ours: tuple[Round, ...]
    bare: tuple[Round, ...]
    equal_bytes: bool

    @property
    def ratios(self) -> list[float]:
        """Our rate over the bare one's, pair by pair."""
        return [ours.run.rate / bare.run.rate for ours, bare in zip(self.ours, self.bare, strict=True)]

    @property
    def cpu_ratio(self) -> float:
        """The same by the CPU that each process took, which neighbours on the machine do not change."""
        return _typical(self.bare, lambda each: each.cpu_per_request) / _typical(
            self.ours, lambda each: each.cpu_per_request
        )

    def side(self, rounds: Sequence[Round]) -> dict[str, float]:
        """The medians of one side: requests per second, milliseconds, microseconds of CPU."""
        return {
            "requests_per_second": _typical(rounds, lambda each: each.run.rate),
            "p50_ms": _typical(rounds, lambda each: each.run.latency(0.50)),
            "p99_ms": _typical(rounds, lambda each: each.run.latency(0.99)),
            "cpu_us_per_request": _typical(rounds, lambda each: each.cpu_per_request) * 1e6,
            "load_cpu_share": _typical(rounds, lambda each: each.run.own_cpu),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long and how hard: rounds per operation, seconds per round, connections kept busy."""

    rounds: int
    seconds: float
    connections: int


def measure(operation: Operation, ours: Server, bare: Server, pace: Pace) -> Result:
    """Compare the answers, warm both up, then take rounds in turn. Raises UnequalAnswersError."""
    equal_bytes = _compare(operation, ours, bare)
    for side in (ours, bare):
        _round(
            operation,
            side,
            Pace(rounds=1, seconds=min(pace.seconds, _SECONDS_TO_WARM_UP), connections=pace.connections),
        )
    pairs = [_pair(operation, ours, bare, pace, number) for number in range(pace.rounds)]
    return Result(
        operation=operation,
        ours=tuple(first for first, _ in pairs),
        bare=tuple(second for _, second in pairs),
        equal_bytes=equal_bytes,
    )


def _pair(operation: Operation, ours: Server, bare: Server, pace: Pace, number: int) -> tuple[Round, Round]:
    """One round of each; who goes first changes from pair to pair."""
    if number % 2:
        second = _round(operation, bare, pace)
        return _round(operation, ours, pace), second
    return _round(operation, ours, pace), _round(operation, bare, pace)


def _round(operation: Operation, server: Server, pace: Pace) -> Round:
    requests = [request_bytes(server.port, path, operation.token) for path in operation.paths]
    before = server.cpu_seconds()
    done = uvloop.run(run(server.port, requests, connections=pace.connections, seconds=pace.seconds))
    return Round(run=done, cpu_per_request=(server.cpu_seconds() - before) / len(done.latencies))


def _compare(operation: Operation, ours: Server, bare: Server) -> bool:
    """Whether the answers are equal to the byte; raises UnequalAnswersError when they are not even equal as JSON."""
    equal = True
    paths = operation.paths[:: max(1, len(operation.paths) // _ANSWERS_COMPARED)]
    answers = zip(_answers(ours, operation, paths), _answers(bare, operation, paths), strict=True)
    for path, (first, second) in zip(paths, answers, strict=True):
        if orjson.loads(first) != orjson.loads(second):
            raise UnequalAnswersError(f"{path}\nours: {first.decode()}\nbare: {second.decode()}")
        equal = equal and first == second
    return equal


def _answers(server: Server, operation: Operation, paths: Sequence[str]) -> Iterator[bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": f"Bearer {operation.token}"} if operation.token else {}
    try:
        for path in paths:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise UnequalAnswersError(f"{server.side} {path}: {answer.status} {body.decode()}")
            yield body
    finally:
        connection.close()


def _typical(rounds: Sequence[Round], of: Callable[[Round], float]) -> float:
    return median(of(each) for each in rounds) if rounds else math.nan
