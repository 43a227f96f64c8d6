"""The open export of the RNCP by France compétences: a zip of CSV files, of which two are read.

`…Standard….csv` has a row for each fiche (`Numero_Fiche`, `Intitule`, `Actif`, `Date_Effet`, `Date_Decision`),
`…Blocs….csv` one for each block (`Numero_Fiche`, `Bloc_Competences_Code`, `Bloc_Competences_Libelle`); what else
there is in them and beside them is of no concern here.
"""

import csv
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from app.cli.importing.files import Entry, UnreadableFileError, content_of, decoded
from app.cli.importing.kinds import FrameworkRow, Json, Kind, write_framework
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Competence
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork

_LARGEST_MEMBER = 512 << 20
_CRITERION = "Selon le référentiel d'évaluation de la fiche, bloc {}"
"""The export tells no criteria: only where they stand."""
_FICHE = re.compile(r"RNCP[0-9]{1,6}")
_ASKED = {
    "standard": ("Numero_Fiche", "Intitule", "Actif"),
    "blocs": ("Numero_Fiche", "Bloc_Competences_Code", "Bloc_Competences_Libelle"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """A fiche of the RNCP; ``blocks`` are codes with their labels."""

    code: str
    title: str
    active: bool
    since: date | None
    blocks: tuple[tuple[str, str], ...]


def read_export(path: Path) -> Mapping[str, Fiche]:
    """The fiches by their numbers. Raises UnreadableFileError."""
    try:
        with ZipFile(path) as archive:
            blocks: dict[str, list[tuple[str, str]]] = defaultdict(list)
            for row in _rows(archive, "blocs"):
                blocks[row["Numero_Fiche"]].append((row["Bloc_Competences_Code"], row["Bloc_Competences_Libelle"]))
            rows = [row for row in _rows(archive, "standard") if _FICHE.fullmatch(row["Numero_Fiche"])]
    except (BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        raise UnreadableFileError("Cet export n'est pas une archive zip qui se lise.") from None
    return {row["Numero_Fiche"]: _fiche(row, blocks[row["Numero_Fiche"]]) for row in rows}


def read_mapping(path: Path) -> Mapping[str, str]:
    """By certification the number of its fiche: a CSV of ``certification_code`` and ``rncp``.

    Raises UnreadableFileError.
    """
    lines = csv.DictReader(StringIO(decoded(content_of(path))), delimiter=";")
    try:
        found = {row.get("certification_code") or "": (row.get("rncp") or "").strip() for row in lines}
    except csv.Error:
        raise UnreadableFileError(f"Le CSV ne se lit plus à partir de la ligne {lines.line_num}.") from None
    wrong = [code for code, fiche in found.items() if code not in CERTIFICATIONS or not _FICHE.fullmatch(fiche)]
    if wrong or not found:
        raise UnreadableFileError(f"Correspondances attendues : certification_code;rncp. Fautives : {wrong[:20]}")
    return found


def entries_of_export(
    fiches: Mapping[str, Fiche], mapping: Mapping[str, str], *, source: str, since: date | None, confirmed: bool
) -> list[Entry]:
    """A framework for each certification that ``mapping`` names or whose title is a fiche's, active, alone."""
    named = {**_by_title(fiches), **{code: fiches[n] for code, n in mapping.items() if n in fiches}}
    absent = [Entry({"certification_code": code, "version": n}, []) for code, n in mapping.items() if n not in fiches]
    for entry in absent:
        entry.faults.append(f"fiche {entry.document['version']} absente de l'export")
    entries = [
        Entry(_framework(code, named[code], source=source, since=since, confirmed=confirmed), [])
        for code in CERTIFICATIONS
        if code in named
    ]
    return [*entries, *absent]


async def _write(uow: UnitOfWork, row: FrameworkRow, now: Moment) -> tuple[Json | None, Json]:
    """Keep what the export does not tell of a competence that is known: its criteria, and all else."""
    async with uow:
        kept = await uow.reference.framework(row.certification_code, row.version)
    known = {each.code: each for each in kept.value.competences} if kept is not None else {}
    competences = [
        each.model_copy(update=_untold(known[each.code])) if each.code in known else each for each in row.competences
    ]
    return await write_framework(uow, row.model_copy(update={"competences": competences}), now)


FICHES = Kind(model=FrameworkRow, key=("certification_code", "version"), write=_write)


def _untold(competence: Competence) -> dict[str, Any]:
    return {
        "criteria": list(competence.criteria),
        "shared_key": competence.shared_key,
        "chemistry_specific": competence.chemistry_specific,
        "lineage": competence.lineage,
        "options": list(competence.options),
    }


def _rows(archive: ZipFile, word: str) -> Iterator[dict[str, str]]:
    members = [each for each in archive.infolist() if word in each.filename.lower() and each.filename.endswith(".csv")]
    if len(members) != 1 or members[0].file_size > _LARGEST_MEMBER:
        raise UnreadableFileError(f"L'archive doit contenir un seul fichier « …{word}….csv ».")
    lines = csv.DictReader(StringIO(decoded(archive.read(members[0])), newline=""), delimiter=";")
    missing = [name for name in _ASKED[word] if name not in (lines.fieldnames or ())]
    if missing:
        raise UnreadableFileError(f"{members[0].filename} : colonnes manquantes : {', '.join(missing)}.")
    try:
        for row in lines:
            yield {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
    except csv.Error:
        raise UnreadableFileError(f"{members[0].filename} ne se lit plus à la ligne {lines.line_num}.") from None


def _fiche(row: Mapping[str, str], blocks: Sequence[tuple[str, str]]) -> Fiche:
    return Fiche(
        code=row["Numero_Fiche"],
        title=row["Intitule"],
        active=row["Actif"].upper() in {"ACTIVE", "ACTIF", "OUI", "TRUE", "1"},
        since=_day(row.get("Date_Effet", "")) or _day(row.get("Date_Decision", "")),
        blocks=tuple(dict.fromkeys(sorted(blocks))),
    )


def _day(written: str) -> date | None:
    french = re.match(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", written)
    try:
        return date.fromisoformat(f"{french[3]}-{french[2]}-{french[1]}" if french else written[:10])
    except ValueError:
        return None


def _by_title(fiches: Mapping[str, Fiche]) -> dict[str, Fiche]:
    """A fiche for each certification of that title; none where several could be meant."""
    titled: dict[str, list[Fiche]] = defaultdict(list)
    for fiche in fiches.values():
        if fiche.active:
            titled[_words(fiche.title)].append(fiche)
    found = {code: titled.get(_words(each.title), []) for code, each in CERTIFICATIONS.items()}
    return {code: meant[0] for code, meant in found.items() if len(meant) == 1}


def _words(title: str) -> str:
    """A title without accents, capitals, signs and what is in brackets, by which two are compared."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)", "", title)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(word for word in words if word not in {"cqp", "cqpi"})


def _framework(code: str, fiche: Fiche, *, source: str, since: date | None, confirmed: bool) -> dict[str, Any]:
    begins = since or fiche.since
    return {
        "certification_code": code,
        "version": fiche.code,
        "in_force_from": begins.isoformat() if begins else None,
        "source": f"{source}, fiche {fiche.code}",
        "confirmed": confirmed,
        "competences": [
            {
                "code": block,
                "label": label,
                "criteria": [f"Selon le référentiel d'évaluation de la fiche, bloc {block}"],
            }
            for block, label in fiche.blocks
        ],
    }
