"""When a term is reminded of: at some distances before it is over, and after."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.pending_deadlines import DeadlineCode

USUAL_DISTANCES = (30, 7, 1, -1)
"""Days before the last day of a term; below zero, days after it."""

PAST_WHEN_TAKEN_OVER = -32_768
"""Stands for the distance of a term that was over when its dossier was taken over: nobody is reminded of it any more,
and nothing follows from it of itself (D77)."""

NOTHING_LEFT_TO_DO = frozenset({DeadlineCode.CANDIDACY, DeadlineCode.RETENTION})
"""Past these nobody can make good: a candidacy has lapsed, of which its closing tells; a retention is over."""


def distance_reached(
    code: DeadlineCode, due_on: date, *, since: date, on: date, distances: Iterable[int]
) -> int | None:
    """The nearest of the distances that was reached on ``on``, None while none was.

    Only the nearest is worth a word: whoever missed the others, by a clock that jumped or a worker that was down, is
    told once. A distance whose day came before ``since`` is none: the term did not run yet.
    """
    reached = [distance for distance in distances if since <= due_on - timedelta(days=distance) <= on]
    nearest = min(reached, default=None)
    return None if nearest is not None and nearest < 0 and code in NOTHING_LEFT_TO_DO else nearest
