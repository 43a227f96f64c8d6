"""The secretariat taking over: files made of rows, sent, and what the report says."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response

Row = Mapping[str, Any]
JURY_ON = "2019-06-04"


def ndjson(rows: Sequence[Row]) -> bytes:
    """The rows, one a line."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def table(*rows: Sequence[str]) -> bytes:
    """A CSV file as a spreadsheet writes it."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows(rows)
    return written.getvalue().encode()


@dataclass(frozen=True, slots=True)
class TakeoverDesk:
    """Whoever takes over, from ``source``."""

    client: AsyncClient
    headers: Mapping[str, str]
    source: str = "e-certif"

    async def send(
        self, files: Mapping[str, bytes | Sequence[Row]], *, dry_run: bool = False, partial: bool = False
    ) -> Response:
        """The answer of `createTakeover`."""
        parts = {
            kind: (f"{kind}.ndjson", content if isinstance(content, bytes) else ndjson(content))
            for kind, content in files.items()
        }
        return await self.client.post(
            "/v1/takeovers",
            params={"dry_run": dry_run, "partial": partial},
            data={"source": self.source},
            files=parts,
            headers=self.headers,
        )

    async def apply(self, files: Mapping[str, bytes | Sequence[Row]], *, partial: bool = False) -> dict[str, Any]:
        """The report of what was applied."""
        answer = await self.send(files, partial=partial)
        assert answer.status_code == 201, answer.text
        report: dict[str, Any] = answer.json()
        return report

    async def check(self, files: Mapping[str, bytes | Sequence[Row]]) -> dict[str, Any]:
        """The report of what would become of it."""
        answer = await self.send(files, dry_run=True)
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.json()
        return report

    async def undo(self, batch_id: str) -> Response:
        """The answer of `undoTakeover`."""
        return await self.client.post(f"/v1/takeovers/{batch_id}/undoing", headers=self.headers)


def a_certificate(**changes: Any) -> dict[str, Any]:
    """A row of the former register."""
    return {
        "source_id": "PAR-1",
        "number": "CQP 2019/00042",
        "certification_code": "cqp-operateur-fabrication",
        "holder": a_holder(),
        "awarded_on": JURY_ON,
        "issued_on": "2019-06-20",
        "outcome": "awarded",
        **changes,
    }


def a_holder(**changes: Any) -> dict[str, Any]:
    """Whom the register names."""
    return {
        "birth_name": "Lefèvre",
        "first_names": "Élodie",
        "birth_date": "1984-03-09",
        "birth_place": "Saint-Fons (69)",
        "sex": "F",
        **changes,
    }


def a_partial_result(**changes: Any) -> dict[str, Any]:
    """What a former jury left acquired."""
    return {
        "source_id": "ACQ-1",
        "holder": a_holder(),
        "certification_code": "cqp-operateur-fabrication",
        "competences": ["C1", "C2"],
        "jury_on": "2025-02-04",
        "pathway": "individualised_training",
        **changes,
    }


def a_company(**changes: Any) -> dict[str, Any]:
    """A row of the former system's companies."""
    return {
        "source_id": "ENT-1",
        "siret": "73282932000074",
        "name": "Chimie du Rhône",
        "idcc": "0044",
        "address": {"street": "1 rue de l'Industrie", "postal_code": "01000", "city": "Bourg-en-Bresse"},
        "contact": {"name": "Anne Roux", "email": "rh@chimie-du-rhone.example"},
        "ccnic": True,
        "verified_on": "2020-01-15",
        **changes,
    }


def an_evaluator(**changes: Any) -> dict[str, Any]:
    """A row of the former system's evaluators."""
    return {
        "source_id": "EVA-1",
        "name": "Claire Marchand",
        "email": "claire.marchand@habilitee.example",
        "authorisations": [{"certification_code": "cqp-operateur-fabrication", "region": "84", "from": "2014-01-01"}],
        **changes,
    }
