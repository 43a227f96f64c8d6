"""The key that signs the sandbox's tokens: made once, so that a restart does not sign everybody out."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def new_key() -> str:
    """A private key of the kind that the service signs with, PEM."""
    key = generate_private_key(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def signing_key(file: Path) -> str:
    """The private key of that file, made there when there is none."""
    if not file.exists():
        beside = file.with_suffix(".partial")
        beside.touch(mode=0o600)
        beside.write_text(new_key())
        beside.replace(file)
    return file.read_text()
