"""What is printed: archivable, accessible, always the same, whatever people are called; and sealed."""

import asyncio
from dataclasses import replace
from io import BytesIO
from typing import Any

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
from app.usecases.ports.paper import AttestationPaper, PrintedDecision, Sheet
from tests.builders import CERTIFICATION, TODAY
from tests.papers import (
    HOLDER,
    KEPT,
    MINUTES,
    SHEETS,
    a_certificate_paper,
    a_decision_paper,
    a_minuted_decision,
    darkness_of,
    outside_of_sheet,
    pages_of,
    text_of,
)


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


async def said_by(sheet: Sheet) -> str:
    return text_of(await TypstRenderer().render(words_of(sheet)))


@pytest.mark.parametrize(("sex", "born"), [("F", "née le"), ("M", "né le"), (None, "né(e) le")])
async def test_p2_a_certificate_is_worded_for_the_one_who_holds_it(sex: str | None, born: str) -> None:
    certification = printed_certification("cqp-responsable-secteur", "production", sex)

    said = await said_by(a_certificate_paper(certification=certification, sex=sex))

    assert f" {born} 1er mars 1990 à Saint-Étienne" in said
    assert ("H/F" in said, "ou logistique" in said) == (sex is None, sex is None)
    assert "Option production" in said
    assert "Référentiel de compétences, version exemple-1" in said


async def test_p2_a_cqpi_says_its_kind_once() -> None:
    certification = printed_certification("cqpi-technico-commercial", sex="F")

    said = await said_by(a_certificate_paper(certification=certification, beside="Agent", bridges=None))

    assert "le CQPI Technico-commerciale" in said
    assert said.count("CQPI") == 1


async def test_p2_the_register_is_quoted_with_the_exact_title() -> None:
    entry = Registration(code="RNCP1", decided_on=TODAY, level=3, european_level=3, nsf=("311",))
    certification = replace(printed_certification(CERTIFICATION, sex="F"), registration=entry)

    assert f"sous l’intitulé « {certification.title} »" in await said_by(
        a_certificate_paper(certification=certification)
    )


@pytest.mark.parametrize(
    ("bridges", "said", "unsaid"),
    [
        (("CQP A",), "Une passerelle existe entre ce CQP et", "aucune passerelle"),
        (("CQP A", "CQP B"), "« CQP A » et « CQP B »", "aucune passerelle"),
        ((), "aucune passerelle n’était établie", "Une passerelle existe"),
    ],
)
async def test_p3_the_second_sheet_says_which_bridge_there_is(bridges: tuple[str, ...], said: str, unsaid: str) -> None:
    sheet = await said_by(a_certificate_paper(bridges=bridges))

    assert said in sheet
    assert unsaid not in sheet


async def test_p3_who_came_through_a_bridge_and_who_holds_a_cqpi_are_told_of_none() -> None:
    assert "asserelle" not in await said_by(a_certificate_paper(bridges=None))


async def test_p6_an_attestation_names_what_its_right_hangs_on_and_its_signature_stands_with_text() -> None:
    sheet, _ = SHEETS["the attestation of acquired competences"]
    assert isinstance(sheet, AttestationPaper)
    open_ended = tuple(replace(KEPT[1], code=f"C{number}", label="Conduire " * 6) for number in range(1, 12))

    for count in range(1, 12):
        long = replace(sheet, kept=open_ended[:count])
        pages = pages_of(await TypstRenderer().render(words_of(long)))
        assert "version exemple-1" in pages[0]
        assert "C3 Tenir les stocks" in " ".join(pages)
        (signed,) = [page for page in pages if "JEANNE PRÉVOST" in page.upper()]
        assert "Un nouveau dossier pour la même certification" in signed


async def test_a_letter_says_each_term_once_and_lists_the_codes_that_it_holds_for() -> None:
    one_term = tuple(replace(KEPT[0], code=f"C{number}") for number in range(1, 7))

    said = await said_by(a_decision_paper(kept=(*one_term, replace(KEPT[1], code="C7"))))

    assert "C1, C2, C3, C4, C5, C6, jusqu’au 23 novembre 2031 inclus" in said
    assert "C7, sans limite de durée" in said
    assert said.count("23 novembre 2031") == 1


@pytest.mark.parametrize("kind", ["attestation", "refusal"])
async def test_a_paper_about_seven_competences_is_signed_on_its_only_sheet(kind: str) -> None:
    label = "Réceptionner des matières, des articles et des produits"
    sheet, _ = SHEETS["the attestation of acquired competences"]
    assert isinstance(sheet, AttestationPaper)
    kept = tuple(replace(KEPT[0], code=f"C{number}", label=label) for number in range(1, 7))
    refused = tuple(
        PrintedDecision(code=f"C{number}", label=label, validated=False, reason=None) for number in range(1, 8)
    )
    paper: Sheet = (
        replace(sheet, kept=kept)
        if kind == "attestation"
        else a_decision_paper(awarded_in_part=False, kept=(), competences=refused)
    )

    assert len(pages_of(await TypstRenderer().render(words_of(paper)))) == 1


@pytest.mark.parametrize("asked", range(1, 16))
async def test_decisions_and_signatures_stand_whole_wherever_the_page_ends(asked: int) -> None:
    words = tuple(replace(a_minuted_decision().words[0], code=f"C{number}") for number in range(1, asked + 1))
    decisions = tuple(a_minuted_decision(words=words, dossier_number=f"CQP-2026-{rank:06}") for rank in range(1, 4))
    names = ("Ada Byron", "Léon Blum", "Rosa Parks", "Jean Zay")
    seated = tuple(replace(MINUTES.members[0], name=name, presides=name == names[0]) for name in names)
    minutes = replace(MINUTES, members=seated, decisions=decisions, adjournments=(), corrections=(), rectifications=())

    pages = pages_of(await TypstRenderer().render(words_of(minutes)))

    assert [page.count("Résultat : Partiel") for page in pages] == [page.count("DATE DE NAISSANCE") for page in pages]
    (signed,) = [page for page in pages if "Signatures" in page]
    assert all(name in signed for name in names)


@pytest.mark.parametrize(("place", "said"), [("Le Havre", "au Havre"), ("Les Ulis", "aux Ulis"), ("Lens", "à Lens")])
async def test_p9_the_place_of_birth_follows_its_preposition(place: str, said: str) -> None:
    assert f"mars 1990 {said}" in await said_by(a_certificate_paper(holder=replace(HOLDER, birth_place=place)))


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("long", ["W" * 200, "Wolfeschlegel " * 14, "Maximilienne" * 16])
async def test_p10_no_name_runs_off_the_sheet(name: str, long: str) -> None:
    sheet: Any = SHEETS[name][0]
    person = replace(HOLDER, first_names=long.strip(), birth_name=long.strip(), birth_place=long.strip())
    changes = {part: person for part in ("holder", "candidate") if hasattr(sheet, part)}
    if hasattr(sheet, "recipient"):
        changes["recipient"] = replace(sheet.recipient, name=long.strip())

    pdf = await TypstRenderer().render(words_of(replace(sheet, **changes)))

    assert outside_of_sheet(pdf) == []


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

    printed = await TypstRenderer(specimen=specimen).render(words_of(sheet))

    assert text_of(printed).count("S’écarte du résultat") == 27
    assert outside_of_sheet(printed) == []


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
