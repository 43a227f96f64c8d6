"""What the operations on accounts share on the wire."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.api.language import spoken
from app.api.text_fields import IN_A_LINE, IN_ONE_ALPHABET, WITH_A_LETTER, WITH_A_LETTER_OR_DIGIT, WITHOUT_WEB_ADDRESS
from app.usecases.access import Role
from app.usecases.accounts.labels import ROLE_LABELS

HeldRole = Literal["employer", "evaluator", "secretariat", "jury"]
SessionRole = Literal[HeldRole, "trade_evaluator"]

Password = Annotated[str, Field(min_length=1, max_length=256, description="12 characters or more.")]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    IN_A_LINE,
    Field(description="One line.", json_schema_extra={"pattern": r"^[^\x00-\x1f\x7f]*$"}),
]
PersonalName = Annotated[Name, WITH_A_LETTER, IN_ONE_ALPHABET, WITHOUT_WEB_ADDRESS]
"""The name of who holds an account: a letter at least, each word in one alphabet."""
OrganisationName = Annotated[Name, WITH_A_LETTER_OR_DIGIT, WITHOUT_WEB_ADDRESS]
"""The name of a company or a program, which may be a number (``1664``)."""


def role_labels(roles: Iterable[Role]) -> list[str]:
    """What the roles are called in French, in the same order."""
    return [spoken(ROLE_LABELS[role]) for role in roles]
