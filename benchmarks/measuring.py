"""Rounds of the applications in turn, so that whatever else the machine does weighs on all alike."""

import http.client
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import orjson
import uvloop

from benchmarks.load import Run, request_bytes, run
from benchmarks.serving import Server

_ANSWERS_COMPARED = 40
_SECONDS_FOR_AN_ANSWER = 900
"""The first one waits for the start of its application, on a machine that may be busy."""
_SECONDS_TO_WARM_UP = 0.3


class UnequalAnswersError(Exception):
    """The service and the floor do not answer the same: their speeds cannot be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What is measured: an operation of the contract, the paths asked in turn or the bodies sent, and who asks.

    ``beside``: the applications that answer it too. What is written is written once: each body is sent once.
    """

    name: str
    paths: tuple[str, ...]
    token: str | None = None
    bodies: tuple[bytes, ...] = ()
    beside: tuple[str, ...] = ()
    alone: bool = False
    """One request at a time: what is wanted is the time of one."""

    def requests(self, port: int) -> list[bytes]:
        """What is sent, in turn."""
        if not self.bodies:
            return [request_bytes(port, path, self.token) for path in self.paths]
        return [request_bytes(port, self.paths[0], self.token, body) for body in self.bodies]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long is measured."""

    rounds: int
    seconds: float
    connections: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One run of one side, and the CPU that its process took for a request, in seconds."""

    run: Run
    cpu_per_request: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The rounds of each side, those of one number run one after another."""

    operation: Operation
    rounds: Mapping[str, tuple[Round, ...]]

    def ratios(self, side: str) -> list[float]:
        """Our rate over that side's, round by round; empty where it does not answer."""
        if side not in self.rounds:
            return []
        return [
            ours.run.rate / other.run.rate for ours, other in zip(self.rounds["ours"], self.rounds[side], strict=True)
        ]

    def cpu_ratio(self, side: str) -> float:
        """The same by the CPU that each process took, which neighbours on the machine do not change."""
        theirs = self.rounds.get(side, ())
        return _typical(theirs, _cpu) / _typical(self.rounds["ours"], _cpu)

    def side(self, side: str) -> dict[str, float]:
        """The medians of one side: requests per second, milliseconds, milliseconds of CPU, a share of a core."""
        rounds = self.rounds.get(side, ())
        return {
            "requests_per_second": _typical(rounds, lambda each: each.run.rate),
            "p50_ms": _typical(rounds, lambda each: each.run.latency(0.50)),
            "p99_ms": _typical(rounds, lambda each: each.run.latency(0.99)),
            "cpu_ms": _typical(rounds, _cpu) * 1000,
            "load_cpu_share": _typical(rounds, lambda each: each.run.own_cpu),
        }


def measure(operation: Operation, servers: Mapping[str, Server], pace: Pace) -> Result:
    """The rounds of all sides that answer it. Raises UnequalAnswersError, UnexpectedAnswerError."""
    sides = ("ours", *operation.beside)
    if "bare" in sides:
        _compare(operation, servers["ours"], servers["bare"])
    connections = 1 if operation.alone else pace.connections
    asked = {side: _Requests(operation.requests(servers[side].port), once=bool(operation.bodies)) for side in sides}
    for side in sides:
        uvloop.run(
            run(
                servers[side].port,
                asked[side].next(),
                connections=connections,
                seconds=min(_SECONDS_TO_WARM_UP, pace.seconds),
            )
        )
    rounds: dict[str, list[Round]] = {side: [] for side in sides}
    for number in range(pace.rounds):
        turned = sides[number % len(sides) :] + sides[: number % len(sides)]
        for side in turned:
            rounds[side].append(_round(servers[side], asked[side].next(), connections, pace.seconds))
    return Result(operation=operation, rounds={side: tuple(each) for side, each in rounds.items()})


_WRITTEN_AT_ONCE = 800


@dataclass(slots=True)
class _Requests:
    """What is sent in the next round: all there is, or what was not sent yet."""

    all_of_them: Sequence[bytes]
    once: bool
    sent: int = 0

    def next(self) -> Sequence[bytes]:
        """Its requests."""
        if not self.once:
            return self.all_of_them
        self.sent += _WRITTEN_AT_ONCE
        return self.all_of_them[self.sent - _WRITTEN_AT_ONCE : self.sent]


def _round(server: Server, requests: Sequence[bytes], connections: int, seconds: float) -> Round:
    before = server.cpu_seconds()
    done = uvloop.run(run(server.port, requests, connections=connections, seconds=seconds))
    return Round(run=done, cpu_per_request=(server.cpu_seconds() - before) / len(done.latencies))


def _compare(operation: Operation, ours: Server, bare: Server) -> None:
    """Raises UnequalAnswersError when they are not equal as JSON."""
    paths = operation.paths[:: max(1, len(operation.paths) // _ANSWERS_COMPARED)]
    answers = zip(_answers(ours, operation, paths), _answers(bare, operation, paths), strict=True)
    for path, (first, second) in zip(paths, answers, strict=True):
        if orjson.loads(first) != orjson.loads(second):
            raise UnequalAnswersError(f"{path}\nours: {first.decode()}\nbare: {second.decode()}")


def _answers(server: Server, operation: Operation, paths: Sequence[str]) -> Iterator[bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_SECONDS_FOR_AN_ANSWER)
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


def _cpu(each: Round) -> float:
    return each.cpu_per_request


def _typical(rounds: Sequence[Round], of: Callable[[Round], float]) -> float:
    return median(of(each) for each in rounds) if rounds else math.nan
