"""Codes of an application, by the terms that all of them keep: SHA-1, six figures, thirty seconds (RFC 6238)."""

from datetime import datetime
from hmac import compare_digest

import pyotp

_ISSUER = "CQP chimie"
_DRIFT = (0, -1, 1)
"""A telephone may be half a minute off, and its owner slow: the code before and the one after count too."""


class AnySecret(pyotp.TOTP):
    """Takes the secret that the sandbox publishes, shorter than those that we make and than pyotp would have."""

    min_secret_length_bits = 80


class PyOtp:
    """As pyotp makes them; that a code serves once is for whoever keeps what was used."""

    def new_secret(self) -> str:
        """160 bits, as RFC 4226 (4) recommends."""
        return pyotp.random_base32()

    def uri(self, secret: str, account: str) -> str:
        """The address that a square code holds, with our name and the account's."""
        return AnySecret(secret).provisioning_uri(name=account, issuer_name=_ISSUER)

    def counter_of(self, code: str, secret: str, at: datetime) -> int | None:
        """Of which thirty seconds the code is; all are tried, so that time tells nothing."""
        totp = AnySecret(secret)
        now, shown = totp.timecode(at), code.encode()
        found = [now + drift for drift in _DRIFT if compare_digest(totp.generate_otp(now + drift).encode(), shown)]
        return found[0] if found else None
