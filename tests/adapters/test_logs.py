"""The log as it is written: a JSON object a line, of people nothing but ids."""

import logging
import traceback
from logging.config import dictConfig
from uuid import UUID

import pytest

from app.adapters.logs import TextLines, logging_configuration
from app.usecases.logs import lines_of, log_event
from tests.logs import log_written

LOG = logging.getLogger("cqp.tests")


def test_a_line_says_when_what_and_within_what_it_happened() -> None:
    with log_written() as log, lines_of(lambda: {"request_id": "abc", "role": "employer"}):
        log_event(LOG, logging.WARNING, "sign_in_refused", subject_id=UUID(int=7), role="jury")

    (line,) = log.lines
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "warning",
        "event": "sign_in_refused",
        "request_id": "abc",
        "role": "jury",
        "subject_id": str(UUID(int=7)),
    }


def test_what_is_said_around_a_line_is_said_of_no_other() -> None:
    with log_written() as log:
        with lines_of(lambda: {"request_id": "abc"}):
            pass
        log_event(LOG, logging.INFO, "job_done")

    assert "request_id" not in log.lines[0]


def test_what_a_library_writes_is_one_line_too_without_what_it_repeats_of_people() -> None:
    with log_written() as log:
        logging.getLogger("uvicorn.error").warning("no place for %s\nDETAIL: ada@exemple.fr", "Ada <ada@exemple.fr>")

    (line,) = log.lines
    assert (line["event"], line["logger"]) == ("message", "uvicorn.error")
    assert line["message"] == "no place for Ada <…@…>"


REPEATED = "2nd of ada@exemple.fr\nDETAIL: Key (name)=(Lovelace)"


def _fail() -> None:
    try:
        raise KeyError("first")
    except KeyError as error:
        raise ExceptionGroup("several", [ValueError(REPEATED)]) from error


def test_a_failure_is_one_line_with_its_traceback_and_causes_and_without_the_values_that_they_repeat() -> None:
    with log_written() as log:
        try:
            _fail()
        except ExceptionGroup as failure:
            log_event(LOG, logging.ERROR, "request_failed", failure=failure)

    (line,) = log.lines
    told = ("KeyError: 'first'", "which led to:", "in _fail", "ExceptionGroup: several", "ValueError: 2nd of …@…")
    places = [line["traceback"].rindex(words) for words in told]
    assert places == sorted(places)
    assert "Lovelace" not in log.text
    assert "exemple.fr" not in log.text


def test_a_traceback_that_a_library_wrote_as_words_is_kept_without_the_values_that_it_repeats() -> None:
    with log_written() as log:
        try:
            _fail()
        except ExceptionGroup as failure:
            said = traceback.format_exception(ValueError, ValueError(REPEATED), failure.__traceback__)
            logging.getLogger("uvicorn.error").error("".join(said))

    (line,) = log.lines
    assert "in _fail" in line["traceback"]
    assert line["traceback"].endswith("ValueError: 2nd of …@…")
    assert "Lovelace" not in log.text


def test_of_a_long_chain_of_causes_the_nearest_are_told() -> None:
    failure: Exception = ValueError("0")
    for number in range(1, 9):
        former, failure = failure, ValueError(str(number))
        failure.__cause__ = former

    with log_written() as log:
        log_event(LOG, logging.ERROR, "request_failed", failure=failure)

    told = log.lines[0]["traceback"]
    assert [number for number in range(9) if f"ValueError: {number}" in told] == [4, 5, 6, 7, 8]


def test_people_read_sentences() -> None:
    refusal: dict[str, object] = {"status": 401, "code": "unauthenticated", "duration_ms": 3}
    with lines_of(lambda: {"request_id": "abc", "operation_id": "openSession"}):
        asked = TextLines().format(_record("request", method="POST", path="/v1/sessions", **refusal))
        granted = TextLines().format(_record("sign_in_granted", subject_id="7", reason=None))
    plain = TextLines().format(logging.makeLogRecord({"msg": "Started"}))

    assert asked.endswith("INFO    POST /v1/sessions 401 unauthenticated (3 ms, abc)")
    assert granted.endswith("sign_in_granted request_id=abc operation_id=openSession subject_id=7")
    assert plain.endswith("Started")


def _record(event: str, **members: object) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": event, "levelname": "INFO", "members": members})


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_configuration_is_one_that_logging_takes(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("", "app", "cqp", "pgqueuer", "uvicorn", "uvicorn.access")
    loggers = [logging.getLogger(name) for name in names]
    before = [(one, one.handlers[:], one.filters[:], one.level) for one in loggers]
    try:
        dictConfig(logging_configuration("json" if form == "json" else "text"))
        LOG.info("heard")
        logging.getLogger("uvicorn.access").info("said by AccessLog already")
        logging.getLogger("pgqueuer").error("Exception while processing entrypoint/job-id: %s/%s", "x", 1)
    finally:
        for one, handlers, filters, level in before:
            one.handlers[:], one.filters[:] = handlers, filters
            one.setLevel(level)

    (line,) = capsys.readouterr().out.splitlines()
    assert "heard" in line
    assert line.startswith("{") is (form == "json")
