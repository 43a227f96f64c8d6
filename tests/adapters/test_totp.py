"""Codes of an application, as RFC 6238 makes them."""

from base64 import b32encode
from datetime import UTC, datetime

import pytest

from app.adapters.totp import PyOtp

SECRET = b32encode(b"12345678901234567890").decode()
"""That of the RFC's own examples (appendix B), whose codes here are the last six figures of theirs."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (20_000_000_000, "353130")],
)
def test_the_codes_are_the_rfcs(seconds: int, code: str) -> None:
    assert PyOtp().counter_of(code, SECRET, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(
    ("later", "found"), [(-31, False), (-30, True), (-1, True), (0, True), (29, True), (59, True), (60, False)]
)
def test_the_step_before_and_the_one_after_are_known(later: int, found: bool) -> None:
    step = 1_111_111_110
    counter = PyOtp().counter_of("050471", SECRET, datetime.fromtimestamp(step + later, UTC))

    assert counter == (step // 30 if found else None)


@pytest.mark.parametrize("code", ["", "05047", "0504711", "١٢٣٤٥٦", "050 471"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert PyOtp().counter_of(code, SECRET, datetime.fromtimestamp(1_111_111_111, UTC)) is None


def test_a_secret_has_160_bits_and_is_never_the_same() -> None:
    first, second = PyOtp().new_secret(), PyOtp().new_secret()

    assert (len(first), len(second)) == (32, 32)
    assert first != second


def test_applications_read_the_account_and_who_we_are() -> None:
    uri = PyOtp().uri(SECRET, "jury@exemple.fr")

    assert uri == f"otpauth://totp/CQP%20chimie:jury%40exemple.fr?secret={SECRET}&issuer=CQP%20chimie"
