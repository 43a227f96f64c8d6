"""The certifier's electronic signature on what it prints: PAdES B-B, by a key and its certificates."""

from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import NoEncryption, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

_FIELD = "Certificateur"
_MEANING = "Document délivré par la CPNE des Industries Chimiques"


class Seal:
    """A private key with the certificate that vouches for it."""

    def __init__(self, signer: SimpleSigner) -> None:
        self._signer = signer

    @classmethod
    def from_pem(cls, pem: str) -> "Seal":
        """The key, its certificate and those above it, in any order.

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
        archive = serialize_key_and_certificates(None, key, own[0], above, NoEncryption())
        return cls(SimpleSigner.load_pkcs12_data(archive, []))

    async def put_on(self, pdf: bytes) -> bytes:
        """The PDF with an invisible signature after it: what was there stays as it was, byte by byte."""
        meaning = PdfSignatureMetadata(
            field_name=_FIELD, reason=_MEANING, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
        )
        signer = PdfSigner(meaning, signer=self._signer, new_field_spec=SigFieldSpec(_FIELD))
        signed = BytesIO()
        await signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=signed)
        return signed.getvalue()
