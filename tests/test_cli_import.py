"""`cqp import`, as those who run the service type it: all of a file or nothing, tried first, told line by line."""

import asyncio
import csv
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from app.cli import cli
from app.cli.importing.files import LARGEST_UNZIPPED
from app.cli.importing.rncp import Fiche, entries_of_export
from app.db.engine import create_engine
from app.db.tables import bridges, cqpi_equivalences, evaluators, frameworks
from app.domain.catalogue import CERTIFICATIONS
from tests.database import Postgres

FRAMEWORK: list[dict[str, Any]] = [
    {
        "certification_code": "cqp-operateur-fabrication",
        "version": "2027",
        "in_force_from": "2027-01-01",
        "source": "essai",
        "confirmed": False,
        "competences": [
            {"code": "C1", "label": "Conduire", "criteria": ["Un critère", "Un autre"]},
            {"code": "C2", "label": "Nettoyer", "criteria": ["Propre"]},
        ],
    }
]
AS_TABLE = [
    [
        "certification_code",
        "version",
        "in_force_from",
        "source",
        "competences.1.code",
        "competences.1.label",
        "competences.1.criteria.1",
        "competences.1.criteria.2",
    ],
    ["cqp-operateur-fabrication", "2027", "01/01/2027", "essai", "C1", "Conduire", "Un critère", "Un autre"],
    ["cqp-operateur-fabrication", "2027", "", "", "C2", "Nettoyer", "Propre", ""],
]
OTHERS: dict[str, list[dict[str, Any]]] = {
    "equivalences": [
        {
            "cqp": "cqp-agent-logistique",
            "cqpi": "cqpi-agent-logistique",
            "source": "essai",
            "confirmed": False,
            "in_force_from": "2027-01-01",
        }
    ],
    "evaluators": [
        {
            "name": "Ida Morin",
            "email": "Ida@x.example",
            "authorisations": [
                {"certification_code": "cqp-operateur-fabrication", "region": "84", "from": "2026-01-01"},
                {"certification_code": "cqp-agent-logistique", "region": "11", "from": "2026-01-01"},
            ],
        }
    ],
    "bridges": [
        {
            "kind": "total",
            "chemical_certification": "cqp-agent-logistique",
            "partner_certification": "PH07",
            "in_force_from": "2027-01-01",
            "source": "essai",
            "confirmed": False,
        }
    ],
}
TABLES = {"frameworks": frameworks, "equivalences": cqpi_equivalences, "evaluators": evaluators, "bridges": bridges}


@pytest.fixture
def url(postgres: Postgres, empty_template: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated database of this test's own, in the environment of the command."""
    address = postgres.at(postgres.template(of=empty_template))
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("COLUMNS", "200")
    return address


def run(kind: str, file: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["import", kind, str(file), *options])


def as_json(folder: Path, rows: object) -> Path:
    file = folder / "rows.json"
    file.write_text(json.dumps(rows))
    return file


def as_csv(folder: Path, rows: list[list[str]], encoding: str = "utf-8-sig", delimiter: str = ";") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    file = folder / "rows.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def as_workbook(folder: Path, rows: list[list[str]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = folder / "rows.xlsx"
    book.save(file)
    return file


def kept(url: str, kind: str) -> int:
    async def count() -> int:
        engine = create_engine(url)
        async with engine.connect() as connection:
            found = await connection.scalar(select(func.count()).select_from(TABLES[kind]))
        await engine.dispose()
        return int(found or 0)

    return asyncio.run(count())


def test_a_framework_is_tried_added_left_as_it_is_and_changed(url: str, tmp_path: Path) -> None:
    file = as_json(tmp_path, FRAMEWORK)
    tried = run("frameworks", file, "--dry-run")
    after = kept(url, "frameworks")
    added, again = run("frameworks", file), run("frameworks", file)
    told = json.loads(file.read_text())
    told[0]["competences"][1]["label"] = "Nettoyer\u00a0à fond"
    changed = run("frameworks", as_json(tmp_path, told))

    assert [result.exit_code for result in (tried, added, again, changed)] == [0, 0, 0, 0], tried.output
    assert "+ cqp-operateur-fabrication 2027" in tried.output
    assert "rien n'a été écrit" in tried.output
    assert after == 0
    assert "1 ajouté(s)" in added.output
    assert "1 inchangé(s)" in again.output
    assert "competences.2.label : « Nettoyer » → « Nettoyer�à fond »" in changed.output
    assert kept(url, "frameworks") == 1


@pytest.mark.usefixtures("url")
def test_a_label_that_would_wipe_the_screen_is_refused_by_its_code(tmp_path: Path) -> None:
    told = json.loads(as_json(tmp_path, FRAMEWORK).read_text())
    told[0]["competences"][1]["label"] = "Nettoyer\x1b[2J à fond"

    refused = run("frameworks", as_json(tmp_path, told))

    assert refused.exit_code == 1
    assert "U+001B" in refused.output
    assert "\x1b[2J" not in refused.output


@pytest.mark.usefixtures("url")
def test_a_table_in_any_file_tells_the_same_as_json(tmp_path: Path) -> None:
    assert run("frameworks", as_json(tmp_path, FRAMEWORK)).exit_code == 0

    for file in (
        as_csv(tmp_path, AS_TABLE, delimiter=","),
        as_csv(tmp_path, AS_TABLE, encoding="cp1252"),
        as_workbook(tmp_path, AS_TABLE),
    ):
        assert "1 inchangé(s)" in run("frameworks", file).output


@pytest.mark.parametrize("kind", OTHERS)
def test_what_else_is_imported_is_not_doubled(url: str, tmp_path: Path, kind: str) -> None:
    file = as_json(tmp_path, OTHERS[kind])
    first, again = run(kind, file), run(kind, file)
    changed = [{**OTHERS[kind][0], **({"siren": "123456782"} if kind == "evaluators" else {"source": "une autre"})}]
    last = run(kind, as_json(tmp_path, changed))

    assert "1 ajouté(s)" in first.output, first.output
    assert "1 inchangé(s)" in again.output
    assert "1 modifié(s)" in last.output
    assert kept(url, kind) == 1


def test_one_refused_row_keeps_all_others_out_and_says_why(url: str, tmp_path: Path) -> None:
    wrong = {**OTHERS["evaluators"][0], "name": "a\x00b", "email": "other@x.example", "siren": "1"}
    nowhere = {**OTHERS["evaluators"][0], "email": "third@x.example"}
    nowhere["authorisations"] = [{"certification_code": "inconnue", "region": "84", "from": "2026-01-01"}]

    result = run("evaluators", as_json(tmp_path, [*OTHERS["evaluators"], wrong, nowhere, "x"]))

    assert result.exit_code == 1
    assert "siren : Un SIREN a 9 chiffres" in result.output
    assert "name : Le caractère U+0000 n'est pas admis." in result.output
    assert "authorisations.1.certification_code : Ce code n'est celui d'aucune certification" in result.output
    assert "1 ajouté(s), 0 modifié(s), 0 inchangé(s), 3 refusé(s) : rien n'a été écrit." in result.output
    assert kept(url, "evaluators") == 0


def test_rows_that_contradict_each_other_are_refused(url: str, tmp_path: Path) -> None:
    rows = [*AS_TABLE[:2], [*AS_TABLE[2][:3], "une autre", *AS_TABLE[2][4:]]]

    result = run("frameworks", as_csv(tmp_path, rows))

    assert result.exit_code == 1
    assert "source : ces lignes se contredisent." in result.output
    assert kept(url, "frameworks") == 0


def _bomb(folder: Path) -> Path:
    file = folder / "bomb.xlsx"
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w", force_zip64=True) as member:
        for _ in range(LARGEST_UNZIPPED // (1 << 20) + 1):
            member.write(bytes(1 << 20))
    return file


def _written(name: str, content: bytes) -> Any:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        pytest.param(_bomb, "trop grand une fois décompressé", id="a zip bomb"),
        pytest.param(_written("a.xlsx", b"x"), "pas un classeur", id="no workbook"),
        pytest.param(lambda to: as_workbook(to, [AS_TABLE[0], ["=1+1"]]), "une formule", id="a formula"),
        pytest.param(_written("a.json", b"[" * 100_000), "pas du JSON", id="deeper than anybody means"),
        pytest.param(_written("a.json", b"{}"), "Une liste", id="no list"),
        pytest.param(_written("a.csv", b""), "en-tête", id="nothing"),
        pytest.param(_written("a.csv", b"surnom;version;version\n"), "inconnues : surnom ; ", id="unknown columns"),
        pytest.param(_written("a.csv", b'version;source\n"a'), "ligne 2", id="a quote that never closes"),
        pytest.param(_written("a.csv", b"version;source\na;b;c"), "plus de cellules", id="a cell too many"),
        pytest.param(_written("a.csv", b" " * ((10 << 20) + 1)), "10 Mio", id="too large"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path: Path, file: Any, sentence: str) -> None:
    result = run("frameworks", file(tmp_path))

    assert result.exit_code == 2
    assert sentence in result.output


def _workbook_of(**parts: str) -> Any:
    """A workbook that openpyxl opens, but for the parts given, named with `__` for `/`."""

    def write(folder: Path) -> Path:
        whole = as_workbook(folder, [AS_TABLE[0], AS_TABLE[1]])
        with ZipFile(whole) as archive:
            kept = {each: archive.read(each) for each in archive.namelist()}
        kept |= {name.replace("__", "/"): text.encode() for name, text in parts.items()}
        with ZipFile(folder / "hostile.xlsx", "w", ZIP_DEFLATED) as archive:
            for name, content in kept.items():
                archive.writestr(name, content)
        return folder / "hostile.xlsx"

    return write


_LAUGHS = "<!DOCTYPE a [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{number} '{f'&a{number - 1};' * 10}'>" for number in range(1, 10)
)
_OUTSIDE = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>"
HOSTILE = [
    pytest.param(_workbook_of(**{"xl__workbook.xml": f"{_LAUGHS}]><a>&a9;</a>"}), id="laughs in the workbook"),
    pytest.param(_workbook_of(**{"xl__worksheets__sheet1.xml": f"{_LAUGHS}]><a>&a9;</a>"}), id="laughs in the sheet"),
    pytest.param(_workbook_of(**{"xl__worksheets__sheet1.xml": f"{_OUTSIDE}]><a>&x;</a>"}), id="a file of the machine"),
    pytest.param(_workbook_of(**{"xl__styles.xml": "<a"}), id="half a part"),
    pytest.param(_workbook_of(**{"[Content_Types].xml": "no XML"}), id="no list of parts"),
    pytest.param(_written("a.xlsx", b"PK\x03\x04" + b"\xff" * 400), id="a beginning"),
    pytest.param(_written("a.csv", b"version;source\n\x00;\x00"), id="a character U+0000"),
    pytest.param(_written("a.json", b'[{"version": "\\ud800", "x": 1e999}]'), id="half a character"),
    pytest.param(_written("a.json", b"[NaN, Infinity, 1e999]"), id="numbers that are none"),
]


@pytest.mark.parametrize("kind", ["frameworks", "bridges", "equivalences", "evaluators", "rncp"])
@pytest.mark.parametrize("file", HOSTILE)
def test_no_file_however_hostile_makes_a_command_fall(url: str, tmp_path: Path, kind: str, file: Any) -> None:
    result = run(kind, file(tmp_path))

    assert result.exit_code in {1, 2}
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in result.output


STANDARD = "Id_Fiche;Numero_Fiche;Intitule;Actif;Date_Decision;Date_Effet\n"
BLOCKS = "Numero_Fiche;Bloc_Competences_Code;Bloc_Competences_Libelle;Autre\n"
FICHES = (
    "1;RNCP99901;Opérateur de fabrication des industries chimiques (CQP);ACTIVE;01/02/2026;\n"
    "2;RNCP99902;Agent logistique des industries chimiques;INACTIVE;01/02/2020;\n"
    "3;RNCP99903;Autre chose;ACTIVE;;\n"
)
OF_FICHES = (
    'RNCP99901;RNCP99901BC02;"Nettoyer ; ranger";x\nRNCP99901;RNCP99901BC01;Préparer l’équipement;x\n'
    "RNCP99903;RNCP99903BC01;Autre;x\n"
)


def an_export(folder: Path, encoding: str = "utf-8", blocks: str = BLOCKS + OF_FICHES) -> Path:
    file = folder / "export-fiches-csv-2026-11-20.zip"
    with ZipFile(file, "w") as archive:
        archive.writestr("export_fiches_CSV_Standard_2026_11_19.csv", (STANDARD + FICHES).encode(encoding))
        archive.writestr("export_fiches_CSV_Blocs_De_Compétences_2026_11_19.csv", blocks.encode(encoding))
        archive.writestr("export_fiches_CSV_Rome_2026_11_19.csv", b"Numero_Fiche;Codes_Rome_Code\n")
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_the_export_of_the_rncp_becomes_frameworks(url: str, tmp_path: Path, encoding: str) -> None:
    mapping = _written("m.csv", b"certification_code;rncp\ncqp-operateur-fabrication;RNCP99901\n")(tmp_path)
    export = an_export(tmp_path, encoding)
    tried = run("rncp", export, "--mapping", str(mapping), "--dry-run")
    added, again = (run("rncp", export, "--mapping", str(mapping)) for _ in range(2))
    relabelled = an_export(tmp_path, encoding, BLOCKS + OF_FICHES.replace("Nettoyer ;", "Laver ;"))
    changed = run("rncp", relabelled, "--mapping", str(mapping))

    assert tried.exit_code == 0, tried.output
    assert "+ cqp-operateur-fabrication RNCP99901" in tried.output
    assert "1 ajouté(s)" in added.output
    assert "1 inchangé(s)" in again.output
    assert "competences.2.label : « Nettoyer ; ranger » → « Laver ; ranger »" in changed.output
    assert kept(url, "frameworks") == 1


@pytest.mark.parametrize(
    ("mapping", "code", "sentence"),
    [
        pytest.param(
            b"certification_code;rncp\ncqp-agent-logistique;RNCP99999\n", 1, "absente de l'export", id="absent"
        ),
        pytest.param(b"certification_code;rncp\ninconnue;RNCP99901\n", 2, "inconnue", id="no such certification"),
        pytest.param(b"certification_code;rncp\ncqp-agent-logistique;RNCP99903\n", 1, "in_force_from", id="no day"),
    ],
)
@pytest.mark.usefixtures("url")
def test_a_mapping_that_leads_nowhere_is_told(tmp_path: Path, mapping: bytes, code: int, sentence: str) -> None:
    result = run("rncp", an_export(tmp_path), "--mapping", str(_written("m.csv", mapping)(tmp_path)))

    assert result.exit_code == code
    assert sentence in result.output


def test_a_certification_is_found_by_the_title_of_the_one_active_fiche_that_has_it() -> None:
    certification = CERTIFICATIONS["cqp-agent-logistique"]
    fiches = {
        f"RNCP{number}": Fiche(code=f"RNCP{number}", title=title, active=active, since=None, blocks=())
        for number, (title, active) in enumerate(
            (
                (f"CQP {certification.title.upper()} (H/F)", True),
                (certification.title, False),
                *((CERTIFICATIONS["cqp-operateur-fabrication"].title, True),) * 2,
            )
        )
    }

    found = entries_of_export(fiches, {}, source="essai", since=None, confirmed=False)

    assert [(each.document["certification_code"], each.document["version"]) for each in found] == [
        ("cqp-agent-logistique", "RNCP0")
    ]


def test_an_export_without_its_columns_is_refused(tmp_path: Path) -> None:
    result = run("rncp", an_export(tmp_path, blocks="Numero_Fiche;Libelle\n"))

    assert result.exit_code == 2
    assert "colonnes manquantes : Bloc_Competences_Code, Bloc_Competences_Libelle." in result.output
