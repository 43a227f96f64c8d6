"""Files for tests: the smallest that are what they say."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\x00" * 32 + b"\xff\xd9"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489") + bytes.fromhex(
    "0000000d49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 504 + bytes.fromhex("eca5c100")


def archive(*names: str) -> bytes:
    """A zip archive of files with these names."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as opened:
        for name in names:
            opened.writestr(name, f"<{name}/>" * 20)
    return written.getvalue()


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml", "docProps/core.xml")
DOCX_OF_LIBREOFFICE = archive("_rels/.rels", "docProps/app.xml", "docProps/core.xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
ZIP = archive("notes.txt", "word.txt")


def pdf(*, pages: int = 1, catalogue: bytes = b"", page: bytes = b"") -> bytes:
    """A PDF of blank pages with its table of places; ``catalogue``, ``page``: further members of its root, of each."""
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>" % page] * pages,
    ]
    body, places = b"%PDF-1.4\n", b""
    for number, written in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(body)
        body += b"%d 0 obj%sendobj\n" % (number, written)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, places)
    return body + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))


def locked_pdf(*, to_read: str) -> bytes:
    """A PDF that asks for the password ``to_read``, and in any case for another to change it."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf())))
    writer.encrypt(owner_pass="owner", user_pass=to_read)  # type: ignore[no-untyped-call]
    written = BytesIO()
    writer.write(written)  # type: ignore[no-untyped-call]
    return written.getvalue()
