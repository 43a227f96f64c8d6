"""Whoever finds a flaw finds whom to tell (RFC 9116)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from httpx import AsyncClient

from app.api.security_contact import security_txt
from app.settings import SettingsError, read_settings
from tests.api.edge import edge, fake_container


async def test_the_file_names_who_answers_in_their_order() -> None:
    contacts = ("mailto:securite@branche.example", "https://branche.example/faille")
    async with edge(replace(fake_container(), security_contacts=contacts)) as client:
        answer = await client.get("/.well-known/security.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[:2] == [f"Contact: {each}" for each in contacts]
    assert lines[-1].startswith("Canonical: http")


def test_it_ends_half_a_year_after_the_day_it_is_read() -> None:
    written = security_txt(("mailto:a@b.example",), "https://x", at=datetime(2026, 11, 29, 15, 20, 7, 5, tzinfo=UTC))

    assert "Expires: 2027-05-28T00:00:00Z\n" in written


async def test_where_nobody_answers_there_is_no_file(sandbox: AsyncClient) -> None:
    async with edge() as client:
        assert (await client.get("/.well-known/security.txt")).status_code == 404


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("mailto:a@b.example https://x.example/y", ("mailto:a@b.example", "https://x.example/y")),
        ("a@b.example", None),
        ("http://x.example", None),
        ("tel:+33100000000", ("tel:+33100000000",)),
    ],
)
def test_a_contact_is_an_address_that_rfc_9116_admits(
    written: str, read: tuple[str, ...] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CQP_SECURITY_CONTACT", written)
    given = {"environment": "sandbox", "database_url": "postgresql://localhost/x", "signing_key": "x"}
    if read is None:
        with pytest.raises(SettingsError, match="CQP_SECURITY_CONTACT"):
            read_settings(**given)
        return
    assert read_settings(**given).security_contact == read
