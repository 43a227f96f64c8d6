"""What became of holders, over HTTP and on a moved clock: waves, links, reminders, answers, both rates."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.sandbox_clock import SqlSandboxClock
from app.db.tables import survey_tallies
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.calendar import add_months
from app.domain.certificates import Certificate
from app.domain.personal_data import RetentionPeriods
from app.domain.survey_answers import SurveyAnswer
from app.main import mail_writer_of
from app.sandbox.identities import JURY_SESSION
from app.settings import Settings
from app.usecases.holders.sending import LinkContext
from app.usecases.moment import Moment
from app.usecases.surveys.forgetting import forget_survey_answers
from app.usecases.surveys.opening import open_surveys, remind_of_surveys
from tests import builders as a
from tests.api.certificate_desk import issued_for
from tests.api.cpf_desk import CERTIFICATION
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, codes_of
from tests.api.jury_room import awaiting_jury, today
from tests.api.mailbox import mails_to
from tests.api.signing_in import sign_in
from tests.api.test_delays import at_noon_on
from tests.surveyed import TEN_COUNTED_AND_THREE_NEUTRALISED
from tests.takeovers.desk import TakeoverDesk, a_certificate

ANSWERS, REPORT = "/v1/surveys/answers", f"/v1/surveys/report?certification={CERTIFICATION}"


class Bureau:
    """The secretariat, the worker's scan, and the holders' mailboxes."""

    def __init__(self, client: AsyncClient, engine: AsyncEngine, settings: Settings, headers: dict[str, str]) -> None:
        self.client, self.engine, self.settings, self.headers = client, engine, settings, headers

    async def certifies(
        self, *, email: str | None = None, pathway: str = "individualised_training", days_ago: int = 0
    ) -> Certificate:
        """A certificate awarded and issued on one day, today if not so many days ago, its holder reached at
        ``email``."""
        day = today() - timedelta(days=days_ago)
        dossier = await awaiting_jury(
            self.engine,
            decisions=(a.a_decision(session_id=JURY_SESSION, decided_on=day),),
            candidate=a.a_candidate(birth_name=f"Durand {uuid7().hex}", email=email),
            certification_code=CERTIFICATION,
            pathway=pathway,
        )
        drawn = uuid7().hex[-16:].upper()
        number = "-".join(drawn[start : start + 4] for start in range(0, 16, 4))
        return await issued_for(self.engine, dossier, number=number, issued_on=day)

    async def scans(self, on: date) -> None:
        """Turn the clock to that day, and have the worker look for what is due, twice: it does everything once."""
        await at_noon_on(self.client, on)
        now = Moment(await SqlSandboxClock(self.engine).now())
        asking = LinkContext(mail_writer=mail_writer_of(self.settings), now=now, new_id=uuid7)
        for _ in range(2):
            await open_surveys(SqlUnitOfWork(self.engine), asking)
            await remind_of_surveys(SqlUnitOfWork(self.engine), asking)

    async def mails(self, email: str) -> list[dict[str, Any]]:
        """The surveys' mails to a holder, the oldest first."""
        return [each for each in await mails_to(self.client, email) if each["template"] == "holder_survey"][::-1]

    async def answer(self, token: str, **said: Any) -> Response:
        """What a holder sends by their link."""
        return await self.client.post("/v1/holder-links/survey", json={"token": token, "wave": "m6", **said})

    async def enter(self, certificate: Certificate, **said: Any) -> Response:
        """What the secretariat enters."""
        body = {"certificate_number": certificate.number, "wave": "m6", "channel": "phone", **said}
        return await self.client.post(ANSWERS, json=body, headers=self.headers)

    async def listed(self, **query: Any) -> list[dict[str, Any]]:
        """The surveys, as the secretariat reads them."""
        answer = await self.client.get(ANSWERS, params={"certification": CERTIFICATION, **query}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def counted(self, wave: str = "m6", access: str | None = None, *, year: int | None = None) -> dict[str, Any]:
        """What the report says of a promotion, today's if no other."""
        answer = await self.client.get(REPORT, params={"year": year or today().year}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        promotion = next(each for each in answer.json()["items"] if each["access"] == access)
        found = next(each for each in promotion["waves"] if each["wave"] == wave)
        return {**found, "certified": promotion["certified"], "by_vae": promotion["by_vae"]}


@pytest.fixture
async def bureau(sandbox: AsyncClient, sandbox_database: AsyncEngine, settings: Settings) -> Bureau:
    return Bureau(sandbox, sandbox_database, settings, await sign_in(sandbox, SECRETARIAT))


def said_by(answer: SurveyAnswer) -> dict[str, Any]:
    told = {"situation": answer.situation, "in_target_job": answer.in_target_job, "contract": answer.contract}
    return {name: value for name, value in told.items() if value is not None}


async def test_a_wave_opens_on_its_day_and_reminds_twice(bureau: Bureau) -> None:
    await bureau.certifies(email="asked@example.org")
    begins = add_months(today(), 6)
    counts = []
    for day in (begins - timedelta(days=1), begins, *(begins + timedelta(days=days) for days in (20, 21, 49, 91))):
        await bureau.scans(day)
        counts.append(len(await bureau.mails("asked@example.org")))

    mails = await bureau.mails("asked@example.org")
    assert counts == [0, 1, 1, 2, 3, 3]
    assert [mail["subject"].startswith("Rappel") for mail in mails] == [False, True, True]


async def test_both_rates_by_hand_are_those_of_the_report(bureau: Bureau) -> None:
    holders = [(await bureau.certifies(email=f"holder-{number}@example.org"), number) for number in range(15)]
    await bureau.scans(add_months(today(), 6))
    answers = TEN_COUNTED_AND_THREE_NEUTRALISED
    for (_, number), answer in zip(holders[:10], answers[:10], strict=True):
        token = (await bureau.mails(f"holder-{number}@example.org"))[-1]["links"]["token"]
        assert (await bureau.answer(token, **said_by(answer))).status_code == 200
    for (certificate, _), answer in zip(holders[10:13], answers[10:], strict=True):
        assert (await bureau.enter(certificate, **said_by(answer))).status_code == 201

    told = await bureau.counted()
    table = (await bureau.client.get(REPORT, headers={**bureau.headers, "Accept": "text/csv"})).text

    assert {name: told[name] for name in ("certified", "asked", "answered", "neutralised", "n")} == {
        "certified": 15,
        "asked": 15,
        "answered": 13,
        "neutralised": 3,
        "n": 10,
    }
    assert (told["employed"], told["in_target"], told["global_rate"], told["target_rate"]) == (9, 7, 90.0, 70.0)
    assert '"all";15;0;"m6";15;13;3;10;9;7;90.0;70.0;86.7' in table


async def test_a_wave_two_years_later_is_answered_and_counted_by_year_and_access(bureau: Bureau) -> None:
    by_vae = [await bureau.certifies(email=f"vae-{place}@example.org", pathway="simplified_vae") for place in range(4)]
    trained = [await bureau.certifies(email=f"trained-{place}@example.org") for place in range(3)]
    earlier = await bureau.certifies(email="earlier@example.org", pathway="simplified_vae", days_ago=365)
    await bureau.scans(add_months(today(), 24))
    working: dict[str, Any] = {"situation": "employed", "in_target_job": True}
    elsewhere: dict[str, Any] = {"situation": "employed"}
    answers: list[tuple[Certificate, dict[str, Any]]] = [
        *zip(by_vae, (working, working, elsewhere, {"situation": "seeking"}), strict=True),
        *zip(trained, (working, {"situation": "other"}, {"situation": "studying"}), strict=True),
    ]
    for place, (_, said) in enumerate(answers):
        email = f"vae-{place}@example.org" if place < 4 else f"trained-{place - 4}@example.org"
        token = (await bureau.mails(email))[-1]["links"]["token"]
        answer = await bureau.answer(token, wave="m24", **said)
        assert answer.status_code == 200, answer.text

    shown = ("certified", "by_vae", "asked", "answered", "neutralised", "n", "global_rate", "target_rate")
    counted = {access: await bureau.counted("m24", access) for access in (None, "vae", "training")}
    assert {access: tuple(told[name] for name in shown) for access, told in counted.items()} == {
        None: (7, 4, 7, 7, 1, 6, 66.7, 50.0),
        "vae": (4, 4, 4, 4, 0, 4, 75.0, 50.0),
        "training": (3, 0, 3, 3, 1, 2, 50.0, 50.0),
    }
    last_year = await bureau.counted("m24", "vae", year=earlier.awarded_on.year)
    assert tuple(last_year[name] for name in shown) == (1, 1, 0, 0, 0, 0, None, None)
    assert await bureau.mails("earlier@example.org") == []


async def test_one_answer_is_corrected_until_the_wave_closes(bureau: Bureau) -> None:
    await bureau.certifies(email="corrects@example.org")
    begins = add_months(today(), 6)
    await bureau.scans(begins)
    token = (await bureau.mails("corrects@example.org"))[-1]["links"]["token"]

    first = await bureau.answer(token, situation="seeking")
    await at_noon_on(bureau.client, add_months(begins, 3))
    second = await bureau.answer(token, situation="employed", in_target_job=True, region="84")
    opened = await bureau.client.post("/v1/holder-links/redeem", json={"token": token})
    told = await bureau.counted()
    await at_noon_on(bureau.client, add_months(begins, 3) + timedelta(days=1))
    late = await bureau.answer(token, situation="seeking")

    assert (first.status_code, second.status_code, late.status_code) == (200, 200, 401)
    assert second.json()["answer"]["region_label"] == "Auvergne-Rhône-Alpes"
    (survey,) = opened.json()["surveys"]
    assert (opened.json()["paper"], survey["wave"], survey["answer"]["situation"]) == ("survey", "m6", "employed")
    assert (told["answered"], told["employed"]) == (1, 1)


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"situation": "seeking", "in_target_job": True}, 422, "no_job_in_this_situation"),
        ({"situation": "employed", "region": "00"}, 422, "unknown_region"),
        ({"situation": "employed", "wave": "m24"}, 409, "survey_not_open"),
    ],
)
async def test_what_cannot_be_is_refused(bureau: Bureau, said: dict[str, Any], status: int, code: str) -> None:
    await bureau.certifies(email="errs@example.org")
    await bureau.scans(add_months(today(), 6))
    token = (await bureau.mails("errs@example.org"))[-1]["links"]["token"]
    answer = await bureau.answer(token, **said)

    assert (answer.status_code, codes_of(answer.json())) == (status, [code])


async def test_who_wants_no_more_surveys_gets_none_for_any_of_their_certificates(bureau: Bureau) -> None:
    certificate = await bureau.certifies(email="enough@example.org")
    await bureau.scans(add_months(today(), 6))
    token = (await bureau.mails("enough@example.org"))[-1]["links"]["token"]
    await bureau.answer(token, situation="employed", do_not_contact=True)
    await bureau.scans(add_months(today(), 24))
    left_alone = len(await bureau.mails("enough@example.org"))
    entered = await bureau.enter(certificate, wave="m24", situation="employed")

    assert left_alone == 1
    assert (entered.status_code, entered.json()["written_to"]) == (201, False)


@pytest.mark.parametrize(
    ("said", "mails"),
    [
        pytest.param({}, 1, id="left out, it stands"),
        pytest.param({"do_not_contact": None}, 1, id="said to be nothing, it stands"),
        pytest.param({"do_not_contact": False}, 2, id="taken back in words"),
    ],
)
@pytest.mark.parametrize("by_link", [False, True], ids=["entered by the secretariat", "corrected by the holder"])
async def test_a_wish_for_no_more_surveys_stands_until_it_is_taken_back(
    bureau: Bureau, said: dict[str, Any], mails: int, by_link: bool
) -> None:
    certificate = await bureau.certifies(email="stands@example.org")
    await bureau.scans(add_months(today(), 6))
    token = (await bureau.mails("stands@example.org"))[-1]["links"]["token"]
    await bureau.answer(token, situation="employed", do_not_contact=True)
    again = {"situation": "seeking", **said}
    answer = await (bureau.answer(token, **again) if by_link else bureau.enter(certificate, **again))
    (listed,) = await bureau.listed(answered=True)
    await bureau.scans(add_months(today(), 24))

    assert answer.is_success, answer.text
    assert listed["answer"]["do_not_contact"] is (mails == 1)
    assert len(await bureau.mails("stands@example.org")) == mails


async def test_a_wish_of_one_wave_is_taken_back_in_another(bureau: Bureau) -> None:
    certificate = await bureau.certifies(email="again@example.org")
    await bureau.enter(certificate, wave="at_award", situation="employed", do_not_contact=True)
    await bureau.scans(add_months(today(), 6))
    silent = await bureau.enter(certificate, situation="employed")
    await bureau.enter(certificate, situation="employed", do_not_contact=False)
    await bureau.scans(add_months(today(), 24))

    assert silent.json()["answer"]["do_not_contact"] is True
    assert len(await bureau.mails("again@example.org")) == 1


async def test_nobody_writes_to_the_dead_to_the_revoked_nor_to_who_has_no_address(bureau: Bureau) -> None:
    revoked = await bureau.certifies(email="revoked@example.org")
    without = await bureau.certifies(email=None)
    dead = await bureau.certifies(email="dead@example.org")
    body = {"on": today().isoformat(), "source": "Acte", "goes_on": True}
    death = await bureau.client.post(f"/v1/dossiers/{dead.dossier_id}/death", json=body, headers=bureau.headers)
    assert death.status_code in {200, 201}, death.text
    path = f"/v1/certificates/{revoked.number}/revocation"
    await bureau.client.post(path, json={"reason": "Pièce fausse"}, headers=bureau.headers)
    await bureau.scans(add_months(today(), 6))

    (listed,) = await bureau.listed()
    tasks = (await bureau.client.get("/v1/tasks?operation_id=recordSurveyAnswer", headers=bureau.headers)).json()
    assert (listed["certificate_number"], listed["written_to"]) == (without.number, False)
    assert await bureau.mails("revoked@example.org") == await bureau.mails("dead@example.org") == []
    assert (await bureau.counted())["certified"] == 2
    assert [task["subject"]["id"] for task in tasks["items"]] == [listed["id"]]


async def test_the_secretariat_keeps_the_holders_own_words_beside_what_it_enters(bureau: Bureau) -> None:
    certificate = await bureau.certifies(email="own@example.org")
    await bureau.scans(add_months(today(), 6))
    token = (await bureau.mails("own@example.org"))[-1]["links"]["token"]
    await bureau.answer(token, situation="employed", in_target_job=False)
    await bureau.enter(certificate, situation="employed", in_target_job=True)
    entered = await bureau.enter(certificate, situation="employed", in_target_job=True, job_title="Cariste")
    by_link = await bureau.enter(certificate, situation="employed", channel="link")

    (listed,) = await bureau.listed(answered=True)
    assert (entered.status_code, entered.json()["standing"]) == (201, "in_target_job")
    assert (listed["answer"]["channel"], listed["answer"]["recorded_by"]) == ("phone", "Simon Leroy")
    assert (listed["own_words"]["channel"], listed["own_words"]["in_target_job"]) == ("link", False)
    assert (by_link.status_code, codes_of(by_link.json())) == (422, ["answered_by_the_holder"])
    assert await bureau.listed(answered=False) == []
    assert await bureau.listed(wave="m24") == await bureau.listed(year=2020) == []


async def test_a_reissued_certificate_takes_its_surveys_along(bureau: Bureau) -> None:
    certificate = await bureau.certifies(email="renamed@example.org")
    await bureau.scans(add_months(today(), 6))
    token = (await bureau.mails("renamed@example.org"))[-1]["links"]["token"]
    await bureau.answer(token, situation="seeking")
    path = f"/v1/certificates/{certificate.number}/reissue"
    again = await bureau.client.post(path, json={"reason": "Nom d'usage"}, headers=bureau.headers)
    assert again.status_code == 201, again.text
    corrected = await bureau.answer(token, situation="employed")

    (listed,) = await bureau.listed(wave="m6")
    assert corrected.status_code == 200, corrected.text
    assert listed["certificate_number"] == again.json()["number"] != certificate.number
    assert (await bureau.counted())["answered"] == 1


async def test_what_was_said_before_a_reissue_is_noted_after_it(bureau: Bureau) -> None:
    certificate = await bureau.certifies(email="married@example.org")
    said_on = add_months(today(), 6)
    await bureau.scans(said_on)
    await at_noon_on(bureau.client, said_on + timedelta(days=10))
    path = f"/v1/certificates/{certificate.number}/reissue"
    again = await bureau.client.post(path, json={"reason": "Nom d'usage"}, headers=bureau.headers)
    number = again.json()["number"]
    body = {"certificate_number": number, "answered_on": said_on.isoformat(), "situation": "employed"}
    entered = await bureau.enter(certificate, **body)
    await bureau.scans(said_on + timedelta(days=11))

    assert entered.status_code == 201, entered.text
    assert [each["wave"] for each in await bureau.listed()] == ["m6"]
    assert len(await bureau.mails("married@example.org")) == 1


async def test_the_secretariat_sends_the_link_anew_while_a_survey_is_open(bureau: Bureau) -> None:
    certificate = await bureau.certifies(email="lost@example.org")
    path = f"/v1/dossiers/{certificate.dossier_id}/holder-link"
    begins = add_months(today(), 6)
    await at_noon_on(bureau.client, begins)
    early = await bureau.client.post(path, json={"paper": "survey"}, headers=bureau.headers)
    await bureau.scans(begins)
    sent = await bureau.client.post(path, json={"paper": "survey"}, headers=bureau.headers)

    assert codes_of(early.json()) == ["no_open_survey"]
    assert (sent.status_code, sent.json()["sent_to"]) == (201, "lost@example.org")
    assert len(await bureau.mails("lost@example.org")) == 2


async def test_answers_are_forgotten_in_their_own_term_and_still_count(
    bureau: Bureau, sandbox_database: AsyncEngine
) -> None:
    certificate = await bureau.certifies(email="forgotten@example.org")
    await bureau.scans(add_months(today(), 6))
    await bureau.enter(certificate, situation="employed", in_target_job=True)
    before = await bureau.counted()
    over = add_months(today(), 6 + 3 + 72)
    counts = [
        await forget_survey_answers(SqlUnitOfWork(sandbox_database), retention=RetentionPeriods(), on=day)
        for day in (over, over + timedelta(days=1))
    ]
    async with sandbox_database.connect() as connection:
        (tally,) = (await connection.execute(select(survey_tallies).where(survey_tallies.c.wave == "m6"))).all()

    await at_noon_on(bureau.client, over + timedelta(days=1))
    late = await bureau.enter(certificate, situation="seeking", answered_on=add_months(today(), 6).isoformat())

    assert counts[0] == 0 < counts[1]
    assert codes_of(late.json()) == ["survey_over_for_long"]
    assert await bureau.listed() == []
    assert (tally.asked, tally.answered, tally.employed, tally.in_target) == (1, 1, 1, 1)
    assert await bureau.counted() == before


async def test_no_answer_is_forgotten_while_another_may_be_noted(bureau: Bureau, sandbox_database: AsyncEngine) -> None:
    await bureau.certifies(email="shortly@example.org")
    await bureau.scans(add_months(today(), 6))
    shortest = RetentionPeriods({"survey_answers": 1})
    last_day = add_months(today(), 6 + 3 + 3)
    counts = [
        await forget_survey_answers(SqlUnitOfWork(sandbox_database), retention=shortest, on=day)
        for day in (last_day, last_day + timedelta(days=1))
    ]

    assert counts == [0, 1]


async def test_everybody_reads_rates_of_enough_holders_and_nobody_reads_answers(bureau: Bureau) -> None:
    for answer in TEN_COUNTED_AND_THREE_NEUTRALISED[:5]:
        certificate = await bureau.certifies()
        await bureau.enter(certificate, wave="at_award", **said_by(answer))
    shown = await bureau.client.get("/v1/statistics/insertion", params={"certification": CERTIFICATION})
    employer = await sign_in(bureau.client, EMPLOYER)
    refused = [
        (await bureau.client.get(path, headers=headers)).status_code
        for path in (ANSWERS, REPORT)
        for headers in ({}, employer)
    ]

    (promotion,) = shown.json()["items"]
    assert promotion["certified"] == {"value": 5, "hidden": False}
    assert promotion["waves"][0] == {
        "wave": "at_award",
        "wave_label": "À la délivrance",
        "n": {"value": 5, "hidden": False},
        "global_rate": 100,
        "target_rate": 100,
    }
    assert refused == [401, 403, 401, 403]


async def test_awards_of_the_former_register_are_neither_asked_nor_counted(bureau: Bureau) -> None:
    ours = await bureau.certifies(email="ours@example.org")
    day = today().isoformat()
    row = a_certificate(certification_code=CERTIFICATION, awarded_on=day, issued_on=day)
    await TakeoverDesk(bureau.client, bureau.headers).apply({"certificates": [row]})
    entered = await bureau.client.post(
        ANSWERS,
        json={"certificate_number": row["number"], "wave": "at_award", "channel": "phone", "situation": "employed"},
        headers=bureau.headers,
    )
    await bureau.scans(add_months(today(), 6))
    told = await bureau.counted()

    assert entered.status_code == 404
    assert [each["certificate_number"] for each in await bureau.listed()] == [ours.number]
    assert (told["certified"], told["asked"], told["n"]) == (1, 1, 0)


async def test_the_answers_are_exported_in_columns_of_ours(bureau: Bureau) -> None:
    certificate = await bureau.certifies()
    await bureau.enter(certificate, wave="at_award", situation="employed", job_title="=1+1", contract="permanent")
    answer = await bureau.client.get(
        ANSWERS, params={"certification": CERTIFICATION}, headers={**bureau.headers, "Accept": "text/csv"}
    )
    header, row = answer.content.decode("utf-8-sig").splitlines()

    assert header.startswith('"certificate_number";"holder_name";"certification_code";"awarded_on";"wave"')
    assert certificate.number in row
    assert f""""'=1+1";"permanent";"";"";"false";"{today().isoformat()}";"phone\"""" in row
