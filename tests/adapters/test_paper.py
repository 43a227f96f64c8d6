"""What is printed: archivable, accessible, always the same, whatever people are called; and sealed."""

import asyncio
from dataclasses import replace
from io import BytesIO

import pytest
import segno
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from app.adapters.paper.renderer import TypstRenderer
from app.adapters.paper.seal import Seal
from app.domain.certification import Registration
from app.domain.printed_words import printed_certification
from app.sandbox.signing_key import new_key, new_paper_key
from app.usecases.papers.words import words_of
from tests.builders import CERTIFICATION, TODAY
from tests.papers import HOLDER, MINUTES, SHEETS, a_certificate_paper, a_minuted_decision, darkness_of, text_of


@pytest.fixture(scope="module")
def paper_key() -> str:
    return new_paper_key()


@pytest.mark.parametrize("name", SHEETS)
async def test_a_paper_says_what_it_is_for_in_a_file_to_keep_and_to_read_aloud(name: str) -> None:
    sheet, expected = SHEETS[name]

    pdf = await TypstRenderer().render(words_of(sheet))

    assert [words for words in expected if words not in text_of(pdf)] == []
    for mark in (b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<", b"/Lang(fr-FR)"):
        assert mark in pdf
    assert pdf.count(b"/Type/FontDescriptor") == pdf.count(b"/FontFile3") > 0
    assert await TypstRenderer().render(words_of(sheet)) == pdf


async def test_what_stands_in_the_register_is_printed_where_it_is_known() -> None:
    entry = Registration(code="RNCP1", decided_on=TODAY, level=3, european_level=3, nsf=("311",))
    certification = replace(printed_certification(CERTIFICATION), registration=entry)

    with_it = text_of(await TypstRenderer().render(words_of(a_certificate_paper(certification=certification))))
    without = text_of(await TypstRenderer().render(words_of(a_certificate_paper())))

    assert "n° RNCP1 par décision du directeur général de France compétences en date du 23 novembre 2026" in with_it
    assert "RNCP" not in without


async def test_what_the_sandbox_prints_says_that_it_is_worth_nothing() -> None:
    sheet = a_certificate_paper()

    assert text_of(await TypstRenderer(specimen=True).render(words_of(sheet))).count("SANS VALEUR") == 2
    assert "SANS VALEUR" not in text_of(await TypstRenderer().render(words_of(sheet)))


@pytest.mark.parametrize("specimen", [False, True])
async def test_tables_go_on_overleaf_wherever_the_page_ends(specimen: bool) -> None:
    long = a_minuted_decision().words[1]
    decisions = tuple(
        a_minuted_decision(words=(replace(long, label="mot " * (7 * n), reason="mot " * (90 * n)),) * 3)
        for n in range(9)
    )
    sheet = replace(MINUTES, decisions=decisions, corrections=())

    assert text_of(await TypstRenderer(specimen=specimen).render(words_of(sheet))).count("S’écarte du résultat") == 27


async def test_the_code_on_the_parchemin_leads_to_its_verification() -> None:
    sheet = a_certificate_paper()
    is_dark = darkness_of(await TypstRenderer().render(words_of(sheet)))
    modules = segno.make(sheet.verification_url, error="m", micro=False).matrix
    step = 26 / (len(modules) + 4)  # 26 mm wide with a margin of two modules, 30 mm from the left, 22 from below

    def shown(row: int, column: int) -> bool:
        return is_dark(30 + (column + 2.5) * step, 210 - 22 - 26 + (row + 2.5) * step)

    assert [[shown(row, column) for column in range(len(line))] for row, line in enumerate(modules)] == [
        [bool(module) for module in line] for line in modules
    ]


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ('#import "x": * ] } */ // $x^2$ `c` <l> @r \\', '#import "x": * ] } */ // $x^2$ `c` <l> @r \\'),
        ('#panic("no") #sys.inputs', '#panic("no") #sys.inputs'),
        ("שלום مرحبا", None),
        ("王小明 😀👨\u200d👩 Łódź", "□□□ □□□ Łódź"),
        ("a\u202eb\x07c\u0000d\ud800", "abcd"),
        ("E\u0301loi\u0308se d'Arc", "Éloïse d’Arc"),
        ("Wolfeschlegelsteinhausenbergerdorff " * 20, None),
        ("W" * 300, None),
        ("", None),
    ],
)
async def test_whatever_people_are_called_is_printed_and_never_obeyed(name: str, printed: str | None) -> None:
    holder = replace(HOLDER, first_names=name, birth_name="Lefèvre", usage_name=name, birth_place=name)

    said = text_of(await TypstRenderer().render(words_of(a_certificate_paper(holder=holder))))

    assert "Lefèvre" in said
    assert printed is None or printed in said


async def test_a_seal_is_a_signature_that_any_reader_can_check(paper_key: str) -> None:
    renderer = TypstRenderer(Seal.from_pem(paper_key))
    pdf = await renderer.render(words_of(a_certificate_paper()))

    signed = await renderer.sign(pdf)

    assert renderer.seals
    assert signed.startswith(pdf)
    assert b"/ETSI.CAdES.detached" in signed
    status = await _checked(signed, paper_key)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert not (await _checked(signed.replace(b"Typst", b"Tipst", 1), paper_key)).intact


async def test_without_a_key_nothing_is_signed() -> None:
    renderer = TypstRenderer()

    assert not renderer.seals
    with pytest.raises(RuntimeError):
        await renderer.sign(b"%PDF-")


@pytest.mark.parametrize("pem", ["", "a key", new_key(), new_key() + new_paper_key().partition("-----END PRIVATE")[2]])
def test_a_key_without_its_own_certificate_seals_nothing(pem: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        Seal.from_pem(pem)


async def _checked(pdf: bytes, pem: str) -> PdfSignatureStatus:
    own = load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)
    trust = ValidationContext(trust_roots=list(load_certs_from_pemder_data(own)), allow_fetching=False)
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    return await asyncio.to_thread(validate_pdf_signature, signature, trust)
