"""Every sample of the portal's guides works as pasted, against a sandbox fresh from its first command."""

import asyncio
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from standardwebhooks.webhooks import Webhook

from app.api.portal.site import GUIDES, LANGUAGES
from app.api.portal.trial_accounts import TRIAL_ACCOUNTS
from app.main import create_app
from app.sandbox.welcome import ACCOUNTS, PROGRAMS
from app.settings import Settings
from app.usecases.accounts.mail_kinds import EMAIL_CONFIRMATION, INVITATION, PASSWORD_RESET
from app.usecases.dossiers import trade_invitation
from app.usecases.holders.mail_kinds import MAIL_KINDS as HOLDERS
from journey.serving import USUAL
from tests.journeys.test_readme import listening
from tests.sandbox.test_samples import NOW, load

FOLDER = Path(__file__).parents[2] / "app" / "api" / "portal" / "guides"
SLUGS = [page.slug for page in GUIDES]
FIRST_READ = ("first-call", "evaluator", "jury", "operator")
"""Guides whose samples run at each change; all of them, twice, by night."""
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TYPES = re.compile(r"(?<=\w): (?:string|number|Headers)(?=[,)])")
"""What TypeScript has and JavaScript has not, in our samples: node reads it by itself from version 22.18 on."""

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = '{"type": "dossier.status_changed"}'
SIGNED = {
    "webhook-id": "019aaf00",
    "webhook-timestamp": str(int(NOW.timestamp())),
    "webhook-signature": "v1,bm90aGluZw== " + Webhook(SECRET).sign("019aaf00", NOW, MESSAGE),
}
PROOFS = {
    ("funder", "python"): f"""
at = {NOW.timestamp()}
assert is_authentic({SECRET!r}, {SIGNED!r}, {MESSAGE!r}.encode(), at + 299)
assert not is_authentic({SECRET!r}, {SIGNED!r}, {MESSAGE!r}.encode(), at + 301)
assert not is_authentic({SECRET!r}, {SIGNED!r}, b"another", at)
""",
    ("funder", "ts"): f"""
const told = [[{json.dumps(MESSAGE)}, 299], [{json.dumps(MESSAGE)}, 301], ["another", 0]].map(([body, later]) =>
  isAuthentic({SECRET!r}, new Headers({json.dumps(SIGNED)}), body, {NOW.timestamp()} + later));
if (String(told) !== "true,false,false") throw new Error(String(told));
""",
}
"""What proves a sample that answers no request: the signature of another library is taken, forgeries are not."""


def blocks(slug: str, language: str = "fr") -> list[tuple[str, str]]:
    return BLOCK.findall((FOLDER / language / f"{slug}.md").read_text(encoding="utf-8"))


def script(slug: str, language: str) -> str:
    return "".join(code for kind, code in blocks(slug) if kind == language)


async def ran(*command: str) -> str:
    """What a program prints; AssertionError with its complaint where it fails."""
    pipe = asyncio.subprocess.PIPE
    started = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    said, complaint = await asyncio.wait_for(started.communicate(), 60)
    assert started.returncode == 0, complaint.decode()
    return said.decode()


def documents(said: str) -> list[Any]:
    """Every JSON document that was printed, one after the other."""
    found, at = [], 0
    while (start := said.find("{", at)) >= 0:
        try:
            document, at = json.JSONDecoder().raw_decode(said, start)
        except ValueError:
            at = start + 1
            continue
        found.append(document)
    return found


def holds(answer: Any, shown: Any) -> bool:
    """Whether an answer says all that the guide shows of it."""
    if isinstance(shown, dict):
        return isinstance(answer, dict) and all(key in answer and holds(answer[key], shown[key]) for key in shown)
    if isinstance(shown, list):
        return isinstance(answer, list) and all(any(holds(each, wanted) for each in answer) for wanted in shown)
    return bool(answer == shown)


@pytest.mark.parametrize("slug", SLUGS)
def test_both_languages_show_the_same_code(slug: str) -> None:
    french, *others = (blocks(slug, language) for language in LANGUAGES)

    assert french
    assert all(other == french for other in others)
    assert {kind for kind, _ in french} <= {"sh", "json", "python", "ts"}


def test_a_newcomer_reaches_a_funded_dossier_in_three_curls() -> None:
    assert script("first-call", "sh").count("curl ") == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_guide_presents_every_account_of_the_sandbox(language: str) -> None:
    text = (FOLDER / language / "first-call.md").read_text(encoding="utf-8")

    assert [name for name, _ in (*ACCOUNTS, *PROGRAMS) if f"| `{name}` |" not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_end_guide_knows_each_page_that_a_token_comes_to_and_one_operation_for_it(language: str) -> None:
    rows = re.findall(
        r"^\| `(\S+)` \| \[`(\w+)`\]", (FOLDER / language / "front-end.md").read_text("utf-8"), re.MULTILINE
    )
    letters = (INVITATION, EMAIL_CONFIRMATION, PASSWORD_RESET, trade_invitation.INVITATION, trade_invitation.REMINDER)

    pages = {mail_kind.path for mail_kind in (*letters, *HOLDERS.values())}
    assert pages == {page for page in dict(rows) if "{token}" in page}
    assert len(dict(rows)) == len(set(dict(rows).values())) == len(rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_secretariats_guide_takes_each_way_out_and_links_to_it(language: str) -> None:
    text = (FOLDER / language / "secretariat.md").read_text(encoding="utf-8")
    ways_out = {
        "/evaluator/replacement": "replaceEvaluator",
        "/opening": "undoOpening",
        "/entry-corrections": "correctEntry",
        "/reopening": "reopenDossier",
        "/removal": "removeDocument",
        "/signature-waivers": "waiveSignature",
        "/death": "recordDeath",
        "/redeliberation": "requestRedeliberation",
        "/employer-changes": "changeEmployer",
    }
    told_only = {"attachCompany", "succeedCompany"}

    assert [path for path in ways_out if f"{path} " not in script("secretariat", "sh")] == []
    assert set(re.findall(r"reference#(\w+)", text)) == {*ways_out.values(), *told_only}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_a_newcomers_samples_do_what_their_guides_say(
    settings: Settings, sandbox_database: AsyncEngine, tmp_path: Path
) -> None:
    await load(sandbox_database, settings.data_directory)
    async with listening(create_app(settings, engine=sandbox_database)) as address:
        for slug in FIRST_READ:
            await follow(slug, address, tmp_path)


@pytest.mark.nightly
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_every_sample_does_what_its_guide_says_as_often_as_it_is_pasted(
    settings: Settings, sandbox_database: AsyncEngine, tmp_path: Path
) -> None:
    await load(sandbox_database, settings.data_directory)
    async with listening(create_app(settings, engine=sandbox_database)) as address:
        for slug in (*SLUGS, *SLUGS):
            await follow(slug, address, tmp_path)


async def follow(slug: str, address: str, folder: Path) -> None:
    """Paste a guide's samples, one after the other; each answer that it shows is given."""
    said = await ran("bash", "-c", "set -e\n" + script(slug, "sh").replace(USUAL, address))
    shown = [json.loads(code) for kind, code in blocks(slug) if kind == "json"]
    answers = documents(said)
    for each in shown:
        assert any(holds(answer, each) for answer in answers), f"{slug}: nothing answers {each}"
    if code := script(slug, "python"):
        await ran(sys.executable, "-c", code.replace(USUAL, address) + PROOFS.get((slug, "python"), ""))
    if shutil.which("node") and (code := script(slug, "ts")):
        file = folder / f"{slug}.mjs"
        file.write_text(TYPES.sub("", code.replace(USUAL, address)) + PROOFS.get((slug, "ts"), ""))
        await ran("node", str(file))


def test_the_accounts_that_a_page_tries_are_those_of_the_sandbox() -> None:
    known = {name for name, _ in (*ACCOUNTS, *PROGRAMS)}

    assert {account.name for account in TRIAL_ACCOUNTS} <= known
