"""Which factor a proved account still owes for its session, and when a critical act asks for one again."""

from datetime import UTC, datetime, timedelta

import pytest

from app.usecases.access import Role
from app.usecases.accounts.due_factor import DueFactor, Proof, due_factor
from app.usecases.accounts.step_up import SessionFactors, methods_to_step_up
from app.usecases.ports.accounts import Factor
from app.usecases.ports.factors import FactorMethod

NOTHING, SECOND, ENROLMENT = DueFactor.NOTHING, DueFactor.SECOND_FACTOR, DueFactor.ENROLMENT
NONE, CODES = (), (FactorMethod.TOTP, FactorMethod.RECOVERY_CODE)
MUST = frozenset({Role.SECRETARIAT, Role.JURY})
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("factor", "is_several", "methods", "role", "due"),
    [
        pytest.param(Factor.PASSWORD, False, NONE, Role.EMPLOYER, NOTHING, id="a password where no more is asked"),
        pytest.param(Factor.PASSWORD, False, CODES, Role.EMPLOYER, SECOND, id="a password of who has a factor"),
        pytest.param(Factor.PASSWORD, False, CODES, Role.JURY, SECOND, id="and must have one"),
        pytest.param(Factor.PASSWORD, False, NONE, Role.JURY, ENROLMENT, id="a password of who must have one"),
        pytest.param(Factor.PASSKEY, True, CODES, Role.SECRETARIAT, NOTHING, id="a passkey is several"),
        pytest.param(Factor.TOTP, True, CODES, Role.SECRETARIAT, NOTHING, id="a code follows a password"),
        pytest.param(Factor.IDENTITY_PROVIDER, True, NONE, Role.JURY, NOTHING, id="a provider that asked for several"),
        pytest.param(Factor.IDENTITY_PROVIDER, False, CODES, Role.JURY, SECOND, id="a provider that did not"),
        pytest.param(Factor.IDENTITY_PROVIDER, False, NONE, Role.JURY, ENROLMENT, id="of who must have one"),
        pytest.param(Factor.IDENTITY_PROVIDER, False, NONE, Role.EVALUATOR, NOTHING, id="of who need not"),
    ],
)
def test_what_a_proof_leaves_due(
    factor: Factor, is_several: bool, methods: tuple[FactorMethod, ...], role: Role, due: DueFactor
) -> None:
    proof = Proof(factor=factor, is_several=is_several)

    assert due_factor(proof, methods, role, roles_with_second_factor=MUST) is due


@pytest.mark.parametrize(
    ("proved_ago", "methods", "role", "asked"),
    [
        pytest.param(None, NONE, Role.EMPLOYER, (), id="who has none and need not"),
        pytest.param(None, NONE, Role.JURY, ("password",), id="who has none and must"),
        pytest.param(None, CODES, Role.EMPLOYER, CODES, id="who has one and showed none here"),
        pytest.param(timedelta(minutes=15), CODES, Role.JURY, CODES, id="a quarter of an hour ago"),
        pytest.param(timedelta(minutes=15, microseconds=-1), CODES, Role.JURY, (), id="a moment less"),
        pytest.param(timedelta(0), NONE, Role.JURY, (), id="just now, by a password"),
    ],
)
def test_what_a_critical_act_asks_for(
    proved_ago: timedelta | None, methods: tuple[str, ...], role: Role, asked: tuple[str, ...]
) -> None:
    known = SessionFactors(proved_at=NOW - proved_ago if proved_ago is not None else None, methods=methods)

    assert methods_to_step_up(known, role, roles_with_second_factor=MUST, at=NOW) == asked
