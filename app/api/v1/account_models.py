"""What the operations on accounts share on the wire."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.usecases.access import Role
from app.usecases.accounts.labels import ROLE_LABELS

HeldRole = Literal["employer", "evaluator", "secretariat", "jury"]
SessionRole = Literal[HeldRole, "trade_evaluator"]
ProgramScope = Literal[
    "funding:read", "funding:write", "bridges:read", "bridges:report", "events:read", "webhooks:manage"
]

Password = Annotated[str, Field(min_length=1, max_length=256, description="12 characters or more.")]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
    Field(description="One line."),
]


def role_labels(roles: Iterable[Role]) -> list[str]:
    """What the roles are called in French, in the same order."""
    return [ROLE_LABELS[role].fr for role in roles]
