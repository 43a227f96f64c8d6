"""The roles of the contract are those of the house: each is held, opened for a while, a program's or nobody's."""

from typing import get_args

from app.api.v1.account_models import HeldRole, SessionRole
from app.usecases.access import Role
from app.usecases.accounts.labels import ROLE_LABELS

OF_NO_SESSION = {Role.CLIENT, Role.ANONYMOUS, Role.SYSTEM}


def test_every_role_opens_sessions_or_is_known_to_open_none() -> None:
    assert {*get_args(SessionRole)} == {*Role} - OF_NO_SESSION
    assert {*get_args(SessionRole)} - {*get_args(HeldRole)} == {Role.TRADE_EVALUATOR}


def test_whoever_opens_sessions_has_a_name_for_people() -> None:
    assert ROLE_LABELS.keys() == {*get_args(SessionRole)}
