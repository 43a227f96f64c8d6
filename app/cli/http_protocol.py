"""What does not even read as HTTP is refused by the server itself, before the application: a problem document too."""

import orjson
from uuid_utils import uuid7
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.api.problems import DETAILS, MEDIA_TYPE, STATUSES

_CODE = "malformed_request"


class ProblemTellingProtocol(HttpToolsProtocol):
    """Uvicorn's, but for how it refuses."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the usual sentence says as much, in our words
        """Tell it, in French as to whoever says nothing, and close."""
        request_id, (status, title) = str(uuid7()), STATUSES[_CODE]
        body = orjson.dumps(
            {
                "type": f"/docs/errors/{_CODE}",
                "title": title.fr,
                "status": status,
                "detail": DETAILS[_CODE].fr,
                "code": _CODE,
                "request_id": request_id,
                "errors": [],
            }
        )
        head = (
            f"HTTP/1.1 {status} Bad Request\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-language: fr\r\n"
            f"content-length: {len(body)}\r\ncache-control: no-store\r\nx-request-id: {request_id}\r\n"
            "x-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()
