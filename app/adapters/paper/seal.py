"""The certifier's electronic signature on what it prints: PAdES B-B, by a key and its certificates."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import NoEncryption, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates


class Seal:
    """A private key with the certificate that vouches for it and those above it, as a PKCS#12 archive."""

    def __init__(self, archive: bytes) -> None:
        self._archive = archive

    @classmethod
    def from_pem(cls, pem: str) -> "Seal":
        """The key and the certificates, in any order.

        Raises ValueError where one of the two is missing or they do not belong together, TypeError where the key is
        encrypted or of a kind that signs nothing.
        """
        given = pem.encode()
        key = load_pem_private_key(given, None)
        if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
            raise TypeError("neither an elliptic curve nor an RSA key")
        certificates = x509.load_pem_x509_certificates(given)
        own = [each for each in certificates if each.public_key() == key.public_key()]
        if not own:
            raise ValueError("no certificate of this key")
        above = [each for each in certificates if each not in own]
        return cls(serialize_key_and_certificates(None, key, own[0], above, NoEncryption()))

    def put_on(self, pdf: bytes) -> bytes:
        """The PDF with an invisible signature after it: what was there stays as it was, byte by byte."""
        from app.adapters.paper.signature import sign_pdf  # noqa: PLC0415 - a second to load, for the first paper alone

        return sign_pdf(pdf, self._archive)
