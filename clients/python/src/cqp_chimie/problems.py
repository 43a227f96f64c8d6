"""The API's "no", raised."""

from typing import TypeVar

from cqp_chimie.rest.models.problem import Problem

Answer = TypeVar("Answer")


class ProblemError(Exception):
    """A refusal (RFC 9457): ``problem.code`` for programs, ``problem.errors`` with each reason and its place."""

    def __init__(self, problem: Problem) -> None:
        reasons = "; ".join(error.detail for error in problem.errors)
        super().__init__(f"{problem.code}: {problem.detail}" + (f" ({reasons})" if reasons else ""))
        self.problem = problem


def answered(answer: Answer | Problem | None) -> Answer:
    """What was answered. Raises ProblemError for a refusal, ValueError for what the document does not know."""
    if isinstance(answer, Problem):
        raise ProblemError(answer)
    if answer is None:
        raise ValueError("an answer that this version of the client does not know")
    return answer
