"""Papers over HTTP: the minutes, what the closing of a session brings to print, and the answer to a request."""

from dataclasses import replace
from datetime import date

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.day_words import in_words
from app.domain.dossier import AdmissibilityVerdict, Closure, ClosureReason, Ground
from tests import builders as a
from tests.api.dossier_requests import EMPLOYER, OTHER_EMPLOYER, SECRETARIAT, codes_of
from tests.api.jury_room import CHAIR, OPENING, a_deliberation, awaiting_jury, sitting, today
from tests.api.signing_in import sign_in
from tests.papers import text_of

AS_PDF = {"Accept": "application/pdf"}


async def test_a_closed_session_prints_its_minutes_its_parchemins_and_its_attestations(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    secretariat, chair = await sign_in(sandbox, SECRETARIAT), await sign_in(sandbox, CHAIR)
    employer = await sign_in(sandbox, EMPLOYER)
    full = await awaiting_jury(sandbox_database)
    part = await awaiting_jury(sandbox_database, not_acquired=1)
    assert part.assessment is not None
    met_today = f"réuni le {' '.join(in_words(today()).fr.split())}"
    session = await sitting(sandbox, secretariat, full, part)
    reason = "Vu sur pièces, contre l'avis des évaluateurs."
    departing = {"code": part.assessment.results[0].competence_code, "validated": False, "reason": reason}
    for body in (a_deliberation(full), a_deliberation(part, competences=[departing])):
        assert (await sandbox.post(f"{session}/deliberations", json=body, headers=secretariat)).status_code == 201

    early = [
        await sandbox.get(f"{session}/minutes", headers={**chair, **AS_PDF}),
        await sandbox.get(f"/v1/dossiers/{part.id}/attestation", headers=employer),
    ]
    for headers in (secretariat, chair):
        closed = await sandbox.post(f"{session}/closure", json=OPENING, headers=headers)
        assert closed.status_code == 200, closed.text

    draft, none_yet = early
    assert (draft.status_code, "PROJET, non signé" in text_of(draft.content)) == (200, True)
    assert "Signatures" not in text_of(draft.content)
    assert (none_yet.status_code, codes_of(none_yet.json())) == (409, ["no_attestation"])
    minutes = await sandbox.get(f"{session}/minutes", headers={**chair, **AS_PDF})
    said = text_of(minutes.content)
    for words in (full.number, part.number, "Résultat : Validé.", "Résultat : Partiel.", "contre l’avis", "1 pour"):
        assert words in said
    assert (await sandbox.get(f"{session}/minutes", headers=chair)).json()["final"]

    attestation = await sandbox.get(f"/v1/dossiers/{part.id}/attestation", headers=employer)
    said = text_of(attestation.content)
    assert said.count("inclus") == len(part.assessment.results) - 2
    assert "Attestation de compétences acquises" in said
    assert met_today in said
    none = await sandbox.get(f"/v1/dossiers/{full.id}/attestation", headers=employer)
    assert (none.status_code, codes_of(none.json())) == (409, ["no_attestation"])

    shown = (await sandbox.get(f"/v1/dossiers/{full.id}", headers=employer)).json()
    number = shown["certificates"][0]["number"]
    parchemin = text_of((await sandbox.get(f"/v1/certificates/{number}/pdf", headers=employer)).content)
    assert met_today in parchemin
    await _is_served_as_a_file(sandbox, employer, f"/v1/certificates/{number}/pdf", f"parchemin-{number}.pdf")
    stranger = await sign_in(sandbox, OTHER_EMPLOYER)
    for path in (f"/v1/certificates/{number}/pdf", f"/v1/dossiers/{part.id}/attestation"):
        assert (await sandbox.get(path, headers=stranger)).status_code == 404


async def _is_served_as_a_file(client: AsyncClient, headers: dict[str, str], path: str, name: str) -> None:
    whole = await client.get(path, headers=headers)
    assert (whole.status_code, whole.headers["Content-Type"]) == (200, "application/pdf")
    assert f'filename="{name}"' in whole.headers["Content-Disposition"]
    again = await client.get(path, headers=headers)
    held = await client.get(path, headers={**headers, "If-None-Match": whole.headers["ETag"]})
    part = await client.get(path, headers={**headers, "Range": "bytes=1-3"})
    assert (again.content, held.status_code) == (whole.content, 304)
    assert (part.status_code, part.content) == (206, b"PDF")
    assert "Camille" in text_of(whole.content)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (None, None),
        (AdmissibilityVerdict.INCOMPLETE, None),
        (AdmissibilityVerdict.ADMISSIBLE, ("Attestation de recevabilité", "18 mois")),
        (AdmissibilityVerdict.INADMISSIBLE, ("Décision de non-recevabilité", "Moins d’un an dans les trois années.")),
    ],
)
async def test_the_answer_to_a_request_is_printed_once_it_is_given(
    verdict: AdmissibilityVerdict | None,
    words: tuple[str, ...] | None,
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
) -> None:
    request = a.a_request(date(2026, 10, 1), verdict=verdict)
    grounds = (Ground(text="Moins d'un an dans les trois années.", rule="R31"),)
    request = replace(request, decisions=tuple(replace(each, grounds=grounds) for each in request.decisions))
    refused = verdict is AdmissibilityVerdict.INADMISSIBLE
    closure = Closure(reason=ClosureReason.INADMISSIBLE, on=a.TODAY, detail="R31") if refused else None
    dossier = await awaiting_jury(sandbox_database, pathway=a.P2, admissibility=request, closure=closure)

    employer = await sign_in(sandbox, EMPLOYER)
    answer = await sandbox.get(f"/v1/dossiers/{dossier.id}/admissibility/letter", headers=employer)

    if words is None:
        assert (answer.status_code, codes_of(answer.json())) == (409, ["request_not_decided"])
    else:
        assert [each for each in words if each not in text_of(answer.content)] == []
