"""How an address says that the way to the database is kept secret."""

import ssl
from pathlib import Path

import pytest

from app.db.engine import create_engine
from app.db.tls import TlsError, tls_arguments


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_a_mode_alone_is_left_to_the_driver(mode: str) -> None:
    assert tls_arguments({"sslmode": mode}) == {"ssl": mode}
    assert tls_arguments({}) == {}


@pytest.mark.parametrize(
    ("query", "verifies", "by_name"),
    [
        pytest.param({"sslmode": "verify-full"}, True, True, id="by the machine's authorities"),
        pytest.param({"sslmode": "verify-full", "sslrootcert": "system"}, True, True, id="said so"),
        pytest.param({"sslmode": "verify-ca", "sslrootcert": "system"}, True, False, id="any name"),
        pytest.param({"sslmode": "require", "sslrootcert": "system"}, True, False, id="as libpq reads it"),
    ],
)
def test_a_server_is_verified_as_the_address_says(query: dict[str, str], *, verifies: bool, by_name: bool) -> None:
    context = tls_arguments(query)["ssl"]

    assert (context.verify_mode is ssl.CERT_REQUIRED, context.check_hostname) == (verifies, by_name)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"sslmode": "verify"}, id="no such mode"),
        pytest.param({"sslmode": "prefer", "sslrootcert": "system"}, id="an authority that nothing asks for"),
        pytest.param({"sslmode": "verify-full", "sslrootcert": "/absent.pem"}, id="an authority that is not there"),
        pytest.param({"sslmode": "require", "sslcert": "/absent.pem"}, id="a certificate that is not there"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(query: dict[str, str]) -> None:
    with pytest.raises(TlsError, match="ssl"):
        tls_arguments(query)


def test_an_authority_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")

    with pytest.raises(TlsError):
        create_engine(f"postgresql://h/db?sslmode=verify-full&sslrootcert={tmp_path / 'ca.pem'}")


async def test_the_driver_is_given_none_of_what_was_read_here() -> None:
    engine = create_engine("postgresql://user@db.example/cqp?sslmode=verify-full&sslrootcert=system&sslkey=/x")

    assert dict(engine.url.query) == {}
    await engine.dispose()
