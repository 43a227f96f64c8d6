"""JSON-LD (``application/ld+json``): the same things under the terms of CTDL, for machines that compare certifications.

CTDL is the vocabulary of the Credential Registry (https://credreg.net/ctdl/terms). Each document brings its context
with it, so that nobody fetches anything to read it; what CTDL has no word for keeps this contract's own name.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.api.container import container_of
from app.api.negotiation import preferred
from app.api.pages import PageOut

LD_JSON = "application/ld+json"
JSON = "application/json"
LD_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {LD_JSON: {"schema": {"type": "object", "additionalProperties": True}}}}
}
"""What ``responses=`` of an operation that gives it declares."""

Node = Mapping[str, Any]
Told = TypeVar("Told")


def context_of(base: str) -> dict[str, Any]:
    """The terms in use; ``base`` is the address of the service, whose document names our own."""
    return {
        "@version": 1.1,
        "ceterms": "https://purl.org/ctdl/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "cqp": f"{base}/openapi.json#/components/schemas/",
        "name": {"@id": "ceterms:name", "@container": "@language"},
        "description": {"@id": "ceterms:description", "@container": "@language"},
        "codedNotation": "ceterms:codedNotation",
        "identifier": {"@id": "ceterms:identifier", "@container": "@set"},
        "identifierTypeName": {"@id": "ceterms:identifierTypeName", "@container": "@language"},
        "identifierValueCode": "ceterms:identifierValueCode",
        "subjectWebpage": {"@id": "ceterms:subjectWebpage", "@type": "@id"},
        "dateEffective": {"@id": "ceterms:dateEffective", "@type": "xsd:date"},
        "expirationDate": {"@id": "ceterms:expirationDate", "@type": "xsd:date"},
        "requires": {"@id": "ceterms:requires", "@container": "@set"},
        "advancedStandingFrom": {"@id": "ceterms:advancedStandingFrom", "@container": "@set"},
        "isAdvancedStandingFor": {"@id": "ceterms:isAdvancedStandingFor", "@container": "@set"},
        "targetCredential": {"@id": "ceterms:targetCredential", "@type": "@id", "@container": "@set"},
        "targetCompetency": {"@id": "ceterms:targetCompetency", "@container": "@set"},
        "alternativeCondition": {"@id": "ceterms:alternativeCondition", "@container": "@set"},
        "targetNodeName": {"@id": "ceterms:targetNodeName", "@container": "@language"},
        "framework": {"@id": "ceterms:framework", "@type": "@id"},
        "confirmed": {"@id": "cqp:BridgeOut/properties/confirmed", "@type": "xsd:boolean"},
        "kind": "cqp:BridgeOut/properties/kind",
        "Certification": "ceterms:Certification",
        "ConditionProfile": "ceterms:ConditionProfile",
        "IdentifierValue": "ceterms:IdentifierValue",
        "CredentialAlignmentObject": "ceterms:CredentialAlignmentObject",
    }


def one_as_asked(
    request: Request, response: Response, told: Told, node: Callable[[str, Told], Node]
) -> Told | Response:
    """One thing, as JSON or as a node of JSON-LD with its context; ``response`` has the headers of either."""
    response.headers.append("Vary", "Accept")
    base = _base_of(request)
    return _answer({"@context": context_of(base), **node(base, told)}, response) if _is_asked_for(request) else told


def page_as_asked(
    request: Request, response: Response, told: PageOut[Told], node: Callable[[str, Told], Node]
) -> PageOut[Told] | Response:
    """A page, as JSON or as a graph of JSON-LD; the next one is in ``Link`` either way."""
    response.headers.append("Vary", "Accept")
    if not _is_asked_for(request):
        return told
    base = _base_of(request)
    return _answer({"@context": context_of(base), "@graph": [node(base, each) for each in told.items]}, response)


def _is_asked_for(request: Request) -> bool:
    """Whether the client weighs JSON-LD more than JSON."""
    return preferred(request.headers.get("accept", "*/*"), (JSON, LD_JSON)) == LD_JSON


def _base_of(request: Request) -> str:
    """The address under which our own things are named, without a stroke at its end."""
    return container_of(request.scope).channel.source


def certification_id(base: str, code: str) -> str:
    """The name of a certification of ours."""
    return f"{base}/v1/certifications/{quote(code)}"


def partner_id(base: str, code: str) -> str:
    """The name of a partner's certification."""
    return f"{base}/v1/partner-certifications?certification={quote(code)}"


def framework_id(base: str, code: str, version: str) -> str:
    """The name of a version of what a certification of ours asks."""
    return f"{certification_id(base, code)}/frameworks/{quote(version)}"


def bridge_id(base: str, identifier: object) -> str:
    """The name of a bridge."""
    return f"{base}/v1/bridges/{identifier}"


def french(words: str) -> dict[str, str]:
    """Words that exist in French alone: titles, sources."""
    return {"fr": words}


def rncp(code: str | None) -> list[Node]:
    """The entry in the national register (RNCP), where it is known."""
    if code is None:
        return []
    return [{"@type": "IdentifierValue", "identifierTypeName": french("RNCP"), "identifierValueCode": code}]


def aligned(framework: str, code: str, label: str | None = None) -> Node:
    """A competence of a framework, or a unit of a partner's certification."""
    named = {} if label is None else {"targetNodeName": french(label)}
    return {"@type": "CredentialAlignmentObject", "framework": framework, "codedNotation": code, **named}


def _answer(document: Node, response: Response) -> Response:
    headers = {name: value for name, value in response.headers.items() if name in {"link", "etag", "vary"}}
    return Response(orjson.dumps(document), headers=headers, media_type=LD_JSON)
