"""Errors, sent to a tracker that speaks Sentry's protocol where one is named: where in the program, not about whom.

An event is written anew from what may be said (`scrubbed`): a field that a later version of the library adds stays.
"""

import logging
from collections.abc import Mapping
from typing import Any, cast

from app.telemetry.operations import current_operation
from app.usecases.logs import members_around

_FRAME = ("filename", "abs_path", "function", "module", "lineno", "colno", "in_app", "pre_context", "context_line")
_EVENT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "server_name", "sdk")


def report_errors_to(dsn: str, *, release: str, environment: str, transport: Any = None) -> None:
    """Send what is logged as an error to the tracker, from a thread of its own. ``transport`` replaces the network."""
    import sentry_sdk  # noqa: PLC0415 - heavy, and rarely wanted
    from sentry_sdk.integrations.logging import LoggingIntegration, ignore_logger  # noqa: PLC0415

    ignore_logger("cqp.access")  # its line on a failed request says less than the failure's own
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        environment=environment,
        transport=transport,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR, sentry_logs_level=None)],
        data_collection={
            "user_info": False,
            "http_bodies": [],
            "stack_frame_variables": False,
            "database_query_data": False,
        },
        max_breadcrumbs=0,
        before_send=cast("Any", scrubbed),
    )


def scrubbed(event: Mapping[str, Any], _hint: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent of an event: when, which release, which operation, and where in the program.

    Not the sentence of an exception nor what a log's sentence was filled with: a name may stand in either.
    """
    kept = {name: event[name] for name in _EVENT if name in event}
    sentence = (event.get("logentry") or {}).get("message")
    if sentence:
        kept["logentry"] = {"message": sentence}
    if raised := (event.get("exception") or {}).get("values"):
        kept["exception"] = {"values": [_exception(each) for each in raised]}
    request_id = members_around().get("request_id")
    kept["tags"] = {"operation": current_operation()} | ({"request_id": str(request_id)} if request_id else {})
    return kept


def _exception(raised: Mapping[str, Any]) -> dict[str, Any]:
    frames = (raised.get("stacktrace") or {}).get("frames") or ()
    return {
        "type": raised.get("type"),
        "module": raised.get("module"),
        "stacktrace": {"frames": [{name: frame[name] for name in _FRAME if name in frame} for frame in frames]},
    }
