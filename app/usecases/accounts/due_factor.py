"""A proved account asks for a session: which factor is still due?"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from app.usecases.access import Role
from app.usecases.ports.accounts import Factor
from app.usecases.ports.factors import FactorMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What somebody has shown of who they are.

    ``factor`` is what their session will say that it was opened with. ``is_several``: whether that stands for several
    factors, as a passkey behind a PIN does, a code that follows a password, or the word of a provider that asked for
    several itself.
    """

    factor: Factor
    is_several: bool = False


class DueFactor(StrEnum):
    """What is still due before the session opens, or before it serves for more than that."""

    NOTHING = "nothing"
    SECOND_FACTOR = "second_factor"
    ENROLMENT = "enrolment"


def due_factor(
    proof: Proof, methods: Collection[FactorMethod], role: Role, *, roles_with_second_factor: Collection[Role]
) -> DueFactor:
    """What ``proof`` leaves due, of an account that can show ``methods``, for a session under ``role``.

    Who has a second factor is asked for it under every role; who has none must enrol one where the role needs it.
    """
    if proof.is_several:
        return DueFactor.NOTHING
    if methods:
        return DueFactor.SECOND_FACTOR
    return DueFactor.ENROLMENT if role in roles_with_second_factor else DueFactor.NOTHING
