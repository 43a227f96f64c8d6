"""The faults that the comparator must see: each a mutation of one small document, and what is to be said of it."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tools.openapi_changes.changes import Change, Json
from tools.openapi_changes.operations import CODES, compare

_THING = "#/components/schemas/ThingOut"


def a_document() -> Json:
    """A document with one of everything: an operation that writes, one that reads, a webhook."""
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/ThingIn"}}}
    answer = {"application/json": {"schema": {"$ref": _THING}}, "text/csv": {"schema": {"type": "string"}}}
    refusal = {"description": "Refused", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
    return {
        "openapi": "3.1.0",
        "servers": [{"url": "/"}],
        "paths": {
            "/things": {
                "post": {
                    "operationId": "createThing",
                    "security": [{"session": []}, {"program": ["things:write"]}],
                    "parameters": [{"name": "dry_run", "in": "query", "schema": {"type": "boolean", "default": False}}],
                    "requestBody": {"required": False, "content": {**body, "text/csv": {"schema": {"type": "string"}}}},
                    "responses": {
                        "201": {
                            "description": "Created",
                            "headers": {"ETag": {"schema": {"type": "string"}}},
                            "links": {"read": {"operationId": "getThing"}},
                            "content": answer,
                        },
                        "202": {"description": "Later"},
                        "409": {**refusal, CODES: ["step_not_open", "already_done"]},
                    },
                }
            },
            "/things/{id}": {
                "get": {
                    "operationId": "getThing",
                    "security": [],
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 36}},
                        {"name": "depth", "in": "query", "required": True, "schema": {"type": "integer"}},
                    ],
                    "responses": {"200": {"description": "Read", "content": deepcopy(answer)}},
                }
            },
        },
        "webhooks": {
            "thing.made": {
                "post": {
                    "operationId": "onThingMade",
                    "security": [],
                    "requestBody": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}}
                    },
                    "responses": {"204": {"description": "Taken"}},
                }
            }
        },
        "components": {
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "ThingIn": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "minLength": 1, "maxLength": 200},
                        "on": {"type": ["string", "null"], "format": "date"},
                        "count": {"type": "integer", "minimum": 0, "default": 1},
                        "kind": {"type": "string", "enum": ["small", "large"]},
                        "tags": {"type": "array", "maxItems": 10, "items": {"type": "string"}},
                        "shape": {"oneOf": [{"$ref": "#/components/schemas/Round"}, {"type": "null"}]},
                    },
                },
                "ThingOut": {
                    "type": "object",
                    "required": ["id", "kind"],
                    "properties": {
                        "id": {"type": "string", "format": "uuid"},
                        "kind": {"type": "string", "enum": ["small", "large"]},
                        "weight": {"type": "number", "maximum": 10},
                        "note": {"type": "string"},
                        "shape": {"anyOf": [{"$ref": "#/components/schemas/Round"}, {"type": "null"}]},
                    },
                },
                "Round": {"type": "object", "properties": {"radius": {"type": "integer"}}},
                "Event": {
                    "type": "object",
                    "required": ["type"],
                    "properties": {
                        "type": {"type": "string"},
                        "data": {"type": "object", "additionalProperties": True},
                    },
                },
            },
        },
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """``apply`` changes a document in place; ``said`` is the code of the change that tells it."""

    name: str
    said: str
    breaking: bool
    apply: Callable[[Any], object]


def seen(mutation: Mutation) -> list[Change]:
    """What the comparator says of a mutation."""
    before, after = a_document(), a_document()
    mutation.apply(after)
    return compare(before, after)


def _breaks(name: str, said: str, apply: Callable[[Any], object]) -> Mutation:
    return Mutation(name=name, said=said, breaking=True, apply=apply)


def _keeps(name: str, said: str, apply: Callable[[Any], object]) -> Mutation:
    return Mutation(name=name, said=said, breaking=False, apply=apply)


def _create(document: Json) -> Any:
    return document["paths"]["/things"]["post"]


def _read(document: Json) -> Any:
    return document["paths"]["/things/{id}"]["get"]


def _sent(document: Json) -> Any:
    return document["components"]["schemas"]["ThingIn"]


def _given(document: Json) -> Any:
    return document["components"]["schemas"]["ThingOut"]


def _field(of: Callable[[Json], Any], name: str, **members: Any) -> Callable[[Any], object]:
    return lambda document: of(document)["properties"][name].update(members)


def _renamed_type(document: Json) -> None:
    schemas = document["components"]["schemas"]
    schemas["Thing"] = schemas.pop("ThingOut")
    for operation, status in ((_create(document), "201"), (_read(document), "200")):
        operation["responses"][status]["content"]["application/json"]["schema"]["$ref"] = "#/components/schemas/Thing"


def _moved_path(document: Json) -> None:
    document["paths"]["/objects"] = document["paths"].pop("/things")


MUTATIONS: tuple[Mutation, ...] = (
    _breaks("chemin renommé", "operation_moved", _moved_path),
    _breaks("chemin supprimé", "operation_removed", lambda d: d["paths"].pop("/things")),
    _breaks("operationId renommé", "operation_renamed", lambda d: _create(d).update(operationId="makeThing")),
    _breaks("adresse de base changée", "server_changed", lambda d: d["servers"][0].update(url="/api")),
    _breaks("portée ajoutée", "scope_added", lambda d: _create(d)["security"][1]["program"].append("things:all")),
    _breaks(
        "jeton demandé où rien ne l'était", "security_changed", lambda d: _read(d).update(security=[{"session": []}])
    ),
    _breaks("manière d'appeler retirée", "security_changed", lambda d: _create(d)["security"].pop(0)),
    _breaks(
        "schéma d'authentification changé",
        "scheme_changed",
        lambda d: d["components"]["securitySchemes"]["session"].update(scheme="basic"),
    ),
    _breaks("paramètre retiré", "parameter_removed", lambda d: _create(d)["parameters"].clear()),
    _breaks("paramètre déplacé", "parameter_moved", lambda d: _create(d)["parameters"][0].update({"in": "header"})),
    _breaks(
        "paramètre rendu obligatoire", "became_required", lambda d: _create(d)["parameters"][0].update(required=True)
    ),
    _breaks(
        "paramètre obligatoire ajouté",
        "required_parameter_added",
        lambda d: _create(d)["parameters"].append({"name": "x", "in": "query", "required": True, "schema": {}}),
    ),
    _breaks(
        "limite d'un paramètre resserrée",
        "limit_tightened",
        lambda d: _read(d)["parameters"][0]["schema"].update(maxLength=20),
    ),
    _breaks("corps retiré", "body_removed", lambda d: _create(d).pop("requestBody")),
    _breaks("corps rendu obligatoire", "became_required", lambda d: _create(d)["requestBody"].update(required=True)),
    _breaks(
        "format de requête retiré", "media_type_removed", lambda d: _create(d)["requestBody"]["content"].pop("text/csv")
    ),
    _breaks(
        "format de réponse retiré",
        "media_type_removed",
        lambda d: _read(d)["responses"]["200"]["content"].pop("text/csv"),
    ),
    _breaks("réponse de succès retirée", "success_removed", lambda d: _create(d)["responses"].pop("202")),
    _breaks("en-tête de réponse retiré", "header_removed", lambda d: _create(d)["responses"]["201"].pop("headers")),
    _breaks("lien retiré", "link_removed", lambda d: _create(d)["responses"]["201"].pop("links")),
    _breaks("code d'erreur retiré", "error_code_removed", lambda d: _create(d)["responses"]["409"][CODES].pop()),
    _breaks("statut d'erreur retiré", "error_code_removed", lambda d: _create(d)["responses"].pop("409")),
    _breaks("type renommé", "type_renamed", _renamed_type),
    _breaks(
        "champ de requête obligatoire ajouté",
        "required_field_added",
        lambda d: (_sent(d)["properties"].update(size={"type": "integer"}), _sent(d)["required"].append("size")),
    ),
    _breaks("champ de requête rendu obligatoire", "became_required", lambda d: _sent(d)["required"].append("kind")),
    _breaks("champ de requête retiré", "field_removed", lambda d: _sent(d)["properties"].pop("count")),
    _breaks("type resserré en requête", "type_narrowed", _field(_sent, "name", type="integer")),
    _breaks("null refusé en requête", "null_refused", _field(_sent, "on", type="string")),
    _breaks("format ajouté en requête", "format_changed", _field(_sent, "name", format="email")),
    _breaks("motif ajouté en requête", "pattern_changed", _field(_sent, "name", pattern="^[A-Z]")),
    _breaks("valeur retirée en requête", "values_removed", _field(_sent, "kind", enum=["small"])),
    _breaks("énumération imposée en requête", "values_closed", _field(_sent, "name", enum=["x"])),
    _breaks("valeur par défaut changée", "default_changed", _field(_sent, "count", default=2)),
    _breaks("longueur resserrée en requête", "limit_tightened", _field(_sent, "name", maxLength=100)),
    _breaks("minimum relevé en requête", "limit_tightened", _field(_sent, "count", minimum=1)),
    _breaks("liste raccourcie en requête", "limit_tightened", _field(_sent, "tags", maxItems=5)),
    _breaks("type des éléments changé en requête", "type_narrowed", _field(_sent, "tags", items={"type": "integer"})),
    _breaks("alternative retirée en requête", "alternative_removed", _field(_sent, "shape", oneOf=[{"type": "null"}])),
    _breaks("champ de réponse retiré", "field_removed", lambda d: _given(d)["properties"].pop("note")),
    _breaks("champ de réponse rendu facultatif", "became_optional", lambda d: _given(d)["required"].remove("kind")),
    _breaks("type élargi en réponse", "type_widened", _field(_given, "note", type=["string", "integer"])),
    _breaks(
        "entier devenu nombre en réponse",
        "type_widened",
        lambda d: d["components"]["schemas"]["Round"]["properties"]["radius"].update(type="number"),
    ),
    _breaks("null possible en réponse", "null_admitted", _field(_given, "note", type=["string", "null"])),
    _breaks("format retiré en réponse", "format_changed", lambda d: _given(d)["properties"]["id"].pop("format")),
    _breaks("énumération ouverte en réponse", "values_opened", lambda d: _given(d)["properties"]["kind"].pop("enum")),
    _breaks("limite relâchée en réponse", "limit_loosened", _field(_given, "weight", maximum=100)),
    _breaks(
        "alternative ajoutée en réponse",
        "alternative_added",
        _field(_given, "shape", anyOf=[{"$ref": "#/components/schemas/Round"}, {"$ref": _THING}, {"type": "null"}]),
    ),
    _breaks(
        "null possible à la place d'un objet",
        "null_admitted",
        lambda d: d["components"]["schemas"]["Round"].update(type=["object", "null"]),
    ),
    _breaks("webhook retiré", "webhook_removed", lambda d: d["webhooks"].clear()),
    _breaks(
        "champ d'un webhook retiré",
        "field_removed",
        lambda d: d["components"]["schemas"]["Event"]["properties"].pop("type"),
    ),
    _breaks(
        "champ d'un webhook rendu facultatif",
        "became_optional",
        lambda d: d["components"]["schemas"]["Event"].update(required=[]),
    ),
    _breaks(
        "charge d'un webhook changée",
        "type_renamed",
        lambda d: d["webhooks"]["thing.made"]["post"]["requestBody"]["content"]["application/json"]["schema"].update(
            {"$ref": _THING}
        ),
    ),
    _keeps(
        "opération ajoutée",
        "operation_added",
        lambda d: d["paths"]["/things"].update(get={**deepcopy(_read(d)), "operationId": "listThings"}),
    ),
    _keeps("opération dépréciée", "deprecated", lambda d: _create(d).update(deprecated=True)),
    _keeps(
        "paramètre facultatif ajouté",
        "parameter_added",
        lambda d: _create(d)["parameters"].append({"name": "x", "in": "query", "schema": {}}),
    ),
    _keeps("paramètre rendu facultatif", "became_optional", lambda d: _read(d)["parameters"][1].update(required=False)),
    _keeps(
        "champ de requête facultatif ajouté",
        "field_added",
        lambda d: _sent(d)["properties"].update(x={"type": "string"}),
    ),
    _keeps("champ de requête rendu facultatif", "became_optional", lambda d: _sent(d)["required"].clear()),
    _keeps("longueur relâchée en requête", "limit_loosened", _field(_sent, "name", maxLength=500)),
    _keeps("valeur ajoutée en requête", "values_added", _field(_sent, "kind", enum=["small", "large", "huge"])),
    _keeps("null admis en requête", "null_admitted", _field(_sent, "name", type=["string", "null"])),
    _keeps("champ de réponse ajouté", "field_added", lambda d: _given(d)["properties"].update(x={"type": "string"})),
    _keeps("champ de réponse toujours là", "became_required", lambda d: _given(d)["required"].append("note")),
    _keeps("valeur ajoutée en réponse", "values_added", _field(_given, "kind", enum=["small", "large", "huge"])),
    _keeps("portée ôtée", "security_alternative_added", lambda d: _create(d)["security"][1]["program"].clear()),
    _keeps("code d'erreur ajouté", "error_code_added", lambda d: _create(d)["responses"]["409"][CODES].append("x")),
    _keeps("réponse de succès ajoutée", "success_added", lambda d: _create(d)["responses"].update({"200": {}})),
    _keeps(
        "webhook ajouté",
        "webhook_added",
        lambda d: d["webhooks"].update({"thing.lost": deepcopy(d["webhooks"]["thing.made"])}),
    ),
)
"""Each mutation by the sentence that names it."""
