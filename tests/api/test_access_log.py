"""The log of requests, as Uvicorn writes it under our configuration."""

import logging
from copy import deepcopy
from logging.config import dictConfig

import pytest

from app.api.access_log import redacted_logging

FORMAT = '%s - "%s %s HTTP/%s" %d'


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/v1/jury-calendars/s3cr3t-t0ken", "GET /v1/jury-calendars/… HTTP/1.1"),
        ("/prefix/v1/jury-calendars/s3cr3t-t0ken?x=1", "GET /prefix/v1/jury-calendars/… HTTP/1.1"),
        ("/v1/certificates/CQP-1/verification?code=s3cr3t", "GET /v1/certificates/CQP-1/verification HTTP/1.1"),
        ("/v1/dossiers", "GET /v1/dossiers HTTP/1.1"),
    ],
)
def test_the_access_log_names_what_was_called_and_tells_no_secret(
    address: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    access = logging.getLogger("uvicorn.access")
    before = (access.handlers[:], access.filters[:], access.propagate, access.level)
    try:
        wanted = deepcopy(redacted_logging())
        dictConfig({**wanted, "loggers": {"uvicorn.access": wanted["loggers"]["uvicorn.access"]}})
        access.info(FORMAT, "127.0.0.1:5", "GET", address, "1.1", 200)
    finally:
        access.handlers[:], access.filters[:], access.propagate = before[:3]
        access.setLevel(before[3])
    written = capsys.readouterr().out
    assert told in written
    assert "s3cr3t" not in written
