"""The keys of the sandbox: made once, so that a restart does not sign everybody out, nor seal by another hand."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.adapters.credentials.keys import new_credential_key

_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CPNE des Industries Chimiques (bac à sable)")])
_VALID_FROM, _VALID_UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
_SIGNS_PAPERS = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def new_key() -> str:
    """A private key of the kind that the service signs with, PEM."""
    return _in_pem(generate_private_key(SECP256R1()))


def new_paper_key() -> str:
    """A private key that seals papers, and the certificate by which it vouches for itself alone, PEM."""
    key = generate_private_key(SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_NAME)
        .issuer_name(_NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_VALID_FROM)
        .not_valid_after(_VALID_UNTIL)
        .add_extension(_SIGNS_PAPERS, critical=True)
        .sign(key, SHA256())
    )
    return _in_pem(key) + certificate.public_bytes(Encoding.PEM).decode()


def signing_key(file: Path) -> str:
    """The key of that file that signs tokens, made there when there is none."""
    return _kept(file, new_key)


def paper_signing_key(file: Path) -> str:
    """The key and the certificate of that file that seal papers, made there when there is none."""
    return _kept(file, new_paper_key)


def credential_key(file: Path) -> str:
    """The key of that file that signs credentials, made there when there is none."""
    return _kept(file, new_credential_key)


def _in_pem(key: EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _kept(file: Path, make: Callable[[], str]) -> str:
    if not file.exists():
        beside = file.with_suffix(".partial")
        beside.touch(mode=0o600)
        beside.write_text(make())
        beside.replace(file)
    return file.read_text()
