"""The same examples from every run: what chance or the day made is replaced, the same thing by the same thing."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

SHOWN_TODAY = date(2026, 11, 23)
"""The day on which the examples seem to have been recorded."""

_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_JWT = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*\d)[\w-]{40,48}(?![\w-])")
_SIX_FIGURES = re.compile(r"\d{6}")
_RECOVERY_CODE = re.compile(r"\b[a-z2-7]{4}(?:-[a-z2-7]{4}){5}\b")
_NUMBER = re.compile(r"\b([A-Z]{2,5}-)(\d{4})(-\d{6})\b")
_INSTANT = re.compile(r"\b(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?![\d-])")
_FRENCH_DAY = re.compile(r"(?<!\d)(\d\d)/(\d\d)/(\d{4})(?!\d)")
_PORT = re.compile(r"http://127\.0\.0\.1:\d+")
_ISSUER = re.compile(r"did:web:127\.0\.0\.1%3A\d+")
_BEFORE, _AFTER = timedelta(days=120), timedelta(days=500)

_MEASURED = frozenset({"milliseconds"})
_SECRETS = frozenset({"password", "secret", "client_secret", "verification_code", "challenge", "uri"})
_SIGNED = frozenset({"clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"})
"""What an authenticator answers: bytes that another one would not."""


@dataclass(slots=True)
class Stabiliser:
    """Replaces, in what was recorded on ``today``, each value that the next run would not give again."""

    today: date
    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    def stable(self, value: Any) -> Any:
        """The same value, as every run would give it."""
        if isinstance(value, dict):
            return {name: self._member(name, member) for name, member in value.items()}
        if isinstance(value, list):
            return [self.stable(item) for item in value]
        return self._text(value) if isinstance(value, str) else value

    def _member(self, name: str, value: Any) -> Any:
        if name in _MEASURED:
            return 12
        if name == "code" and isinstance(value, str) and _SIX_FIGURES.fullmatch(value):
            return "287082"  # that of RFC 6238
        return self._secret(name, value) if name in _SECRETS | _SIGNED else self.stable(value)

    def _secret(self, name: str, value: Any) -> Any:
        return self._named(name, value, lambda rank: f"{name}-{rank:04}") if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        text = _PORT.sub("http://127.0.0.1:8000", text)
        text = _ISSUER.sub("did:web:127.0.0.1%3A8000", text)
        text = _JWT.sub("eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl", text)
        text = _UUID.sub(lambda m: self._named("id", m[0], "0192f0c1-7a2b-7c3d-8e4f-{:012}".format), text)
        text = _DIGEST.sub(lambda m: self._named("digest", m[0], "{:064x}".format), text)
        text = _RECOVERY_CODE.sub(
            lambda m: self._named("recovery code", m[0], "abcd-efgh-ijkl-mnop-qrst-{:04}".format), text
        )
        text = _TOKEN.sub(lambda m: self._named("token", m[0], "jeton-{:037}".format), text)
        text = _NUMBER.sub(lambda m: f"{m[1]}{SHOWN_TODAY.year}{m[3]}", text)
        text = _INSTANT.sub(lambda m: f"{self._day(m[1])}T09:00:00Z", text)
        text = _DAY.sub(lambda m: self._day(m[0]), text)
        return _FRENCH_DAY.sub(lambda m: f"{date.fromisoformat(self._day(f'{m[3]}-{m[2]}-{m[1]}')):%d/%m/%Y}", text)

    def _named(self, kind: str, value: str, made: Callable[[int], str]) -> str:
        rank = 1 + sum(1 for other, _ in self._names if other == kind)
        return self._names.setdefault((kind, value), made(rank))

    def _day(self, written: str) -> str:
        """A day near the run moves with it; those of the law stay."""
        try:
            day = date.fromisoformat(written)
        except ValueError:
            return written
        near = self.today - _BEFORE <= day <= self.today + _AFTER
        return (day + (SHOWN_TODAY - self.today)).isoformat() if near else written
