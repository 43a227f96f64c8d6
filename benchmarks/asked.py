"""What is asked in turn of each application: the operations of the contract that are measured, and by whom."""

from datetime import UTC, date, datetime, timedelta

import orjson

from app.api.security import AccessTokens, KeySet
from app.sandbox.identities import COMPANY, EMPLOYER_USER
from app.usecases.access import Caller, Role
from benchmarks.measuring import Operation
from benchmarks.population import FUNDER, Population
from benchmarks.serving import PUBLIC_URL

_READ_IN_TURN = 400
_CREATED = 12_000
_BESIDE = ("bare", "usual")


def operations(population: Population, key: str) -> list[Operation]:
    """In the order in which they are measured; tokens last ten minutes."""
    tokens = AccessTokens(KeySet.from_pem(key), issuer=PUBLIC_URL, audience=PUBLIC_URL)
    now = datetime.now(UTC)
    employer, program = tokens.issue(_employer(population), now), tokens.issue(_PROGRAM, now)
    in_turn, for_the_first_time = population.dossier_ids[:_READ_IN_TURN], population.dossier_ids[_READ_IN_TURN:]
    number, code = population.certificate
    return [
        Operation(name="liveness", paths=("/livez",), beside=_BESIDE),
        _reading("getDossier", [f"/v1/dossiers/{each}" for each in in_turn], employer),
        _reading("getDossier, first reads", [f"/v1/dossiers/{each}" for each in for_the_first_time], employer),
        _reading("getFundedDossier", [f"/v1/funding/dossiers/{each}" for each in in_turn], program),
        Operation(name="listDossiers", paths=("/v1/dossiers?limit=50",), token=employer, beside=("usual",)),
        _reading("listFundedDossiers", ["/v1/funding/dossiers?limit=50"], program),
        Operation(
            name="getChecklist",
            paths=tuple(f"/v1/dossiers/{each}/checklist" for each in in_turn),
            token=employer,
            alone=True,
        ),
        Operation(
            name="createDossier",
            paths=("/v1/dossiers",),
            bodies=tuple(map(new_dossier, range(_CREATED))),
            token=employer,
            alone=True,
        ),
        Operation(name="verifyCertificate", paths=(f"/v1/certificates/{number}/verification?code={code}",), alone=True),
        Operation(name="checkEligibility", paths=("/v1/eligibility-checks",), bodies=_QUESTIONS, alone=True),
    ]


def _reading(name: str, paths: list[str], token: str) -> Operation:
    return Operation(name=name, paths=tuple(paths), token=token, beside=_BESIDE)


def _employer(population: Population) -> Caller:
    return Caller(
        role=Role.EMPLOYER,
        user_id=EMPLOYER_USER,
        session_id=population.session_id,
        company_id=COMPANY,
        name="Claire Fontaine",
    )


_PROGRAM = Caller(
    role=Role.CLIENT, client_id="opca-sandbox", scopes=frozenset({"funding:read"}), funder_code=FUNDER, name="OPCA"
)
_EMPLOYMENT = {"status": "employee", "employer": {"siret": "12345678200010", "idcc": "0044"}}
_EXPERIENCE = [{"activity": "Fabrication", "start": "2018-02-01", "end": "2025-12-31", "directly_related": True}]


def new_dossier(number: int) -> bytes:
    """A candidate whom nobody knows."""
    return orjson.dumps(
        {
            "pathway": "individualised_training",
            "certification_code": "cqp-operateur-fabrication",
            "training_scheme": "skills_development_plan",
            "candidate": {
                "birth_name": f"Mesure{_letters(number)}",
                "first_names": f"Camille{_letters(number * 7919 % 10_007)}",
                "birth_date": (date(1960, 1, 1) + timedelta(days=number % 15_000)).isoformat(),
                "birth_place": "Lyon",
                "sex": "F",
                "email": f"mesure.{number}@exemple.example",
                "employment": _EMPLOYMENT,
                "experience": _EXPERIENCE,
            },
        }
    )


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(figure)) for figure in str(number))


_QUESTIONS = tuple(
    orjson.dumps(
        {
            "certification_code": "cqp-operateur-fabrication",
            "candidate": {"employment": _EMPLOYMENT, "experience": [{**_EXPERIENCE[0], "weekly_hours": 20 + n % 16}]},
        }
    )
    for n in range(_CREATED)
)
