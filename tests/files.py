"""Files for tests: the smallest that are what they say."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

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
