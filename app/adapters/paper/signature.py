"""The signature itself, by pyhanko, which takes so long to load that only the first signature waits for it."""

from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

_FIELD = "Certificateur"
_MEANING = PdfSignatureMetadata(
    field_name=_FIELD,
    reason="Document délivré par la CPNE des Industries Chimiques",
    subfilter=SigSeedSubFilter.PADES,
    md_algorithm="sha256",
)


def sign_pdf(pdf: bytes, archive: bytes) -> bytes:
    """The PDF with a PAdES B-B signature by the key of the PKCS#12 ``archive``. Not to be called in an event loop."""
    signer = PdfSigner(
        _MEANING,
        signer=SimpleSigner.load_pkcs12_data(archive, []),
        new_field_spec=SigFieldSpec(_FIELD, readable_field_name="Signature électronique du certificateur"),
    )
    output = BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=output)
    return output.getvalue()
