"""What an act is judged by beside its dossiers, read by one statement as the act begins (ADR 0048).

The repositories answer from it what they would have asked by themselves, and ask by themselves what it does not hold.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Text, Uuid, bindparam, func, select, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.accounts import SqlUsers, accounts_for
from app.db.certification_settings import SETTINGS_OF, SqlCertificationSettings
from app.db.companies import COMPANIES_BY_IDS, SqlCompanies, approved_of
from app.db.company_links import SqlCompanyLinks, links_of
from app.db.dossiers import SqlDossiers
from app.db.evaluators import AUTHORISATIONS_OF, EMPLOYERS_OF, EVALUATORS_BY_IDS, SqlEvaluators
from app.db.gathered import Gathered
from app.db.reference import EQUIVALENCES, FRAMEWORKS_OF, PARAMETERS, SqlReference
from app.db.registers import SqlTrainingBodies, networks_among
from app.db.shapes.written import WRITTEN_SHAPES
from app.db.tables import companies
from app.domain.identifiers import siren_of
from app.usecases.ports.read_ahead import FactKeys

_COMPANIES = bindparam("companies", type_=ARRAY(Uuid))
_NAMED_BY_ID = companies.alias("named_by_id")
_NAMED = union(
    select(func.unnest(bindparam("units", type_=ARRAY(Text)), type_=Text).label("siren")),
    select(func.left(_NAMED_BY_ID.c.siret, 9)).where(_NAMED_BY_ID.c.id == func.any(_COMPANIES)),
).cte("units_named")
_LINKS = links_of(select(_NAMED.c.siren)).cte("links_around")
_AROUND = union(select(_NAMED.c.siren), select(_LINKS.c.one), select(_LINKS.c.other))
_ESTABLISHMENTS = approved_of(_AROUND).cte("establishments_around")
_OF_THESE = union(select(func.unnest(_COMPANIES, type_=Uuid).label("id")), select(_ESTABLISHMENTS.c.id))
_BODIES = union(select(func.unnest(bindparam("bodies", type_=ARRAY(Text)), type_=Text).label("siren")), EMPLOYERS_OF)
_FACTS = Gathered(
    parameters=PARAMETERS,
    equivalences=EQUIVALENCES,
    frameworks=FRAMEWORKS_OF,
    settings=SETTINGS_OF,
    shapes=WRITTEN_SHAPES,
    companies=COMPANIES_BY_IDS,
    links=select(_LINKS),
    establishments=select(_ESTABLISHMENTS),
    accounts=accounts_for(_OF_THESE),
    evaluators=EVALUATORS_BY_IDS,
    authorisations=AUTHORISATIONS_OF,
    bodies=networks_among(_BODIES),
)


class ReadAhead:
    """The repositories of one transaction that are told; what is asked later of other keys they read by themselves."""

    def __init__(
        self,
        connection: AsyncConnection,
        *,
        reference: SqlReference,
        settings: SqlCertificationSettings,
        dossiers: SqlDossiers,
        companies: SqlCompanies,
        links: SqlCompanyLinks,
        users: SqlUsers,
        evaluators: SqlEvaluators,
        bodies: SqlTrainingBodies,
    ) -> None:
        self._connection = connection
        self._reference = reference
        self._settings = settings
        self._dossiers = dossiers
        self._companies = companies
        self._links = links
        self._users = users
        self._evaluators = evaluators
        self._bodies = bodies
        self._is_done = False

    async def read(self, keys: FactKeys) -> None:
        """Have them know what is found under these keys; once in a transaction."""
        if self._is_done:
            return
        self._is_done = True
        told = await _FACTS.rows(
            self._connection,
            certifications=list(keys.certifications),
            companies=list(keys.companies),
            units=list(keys.units),
            evaluators=list(keys.evaluators),
            bodies=list(keys.bodies),
        )
        self._reference.learn(keys.certifications, told)
        self._settings.learn(keys.certifications, told["settings"])
        self._dossiers.learn_shape(told["shapes"])
        evaluators = self._evaluators.learn(keys.evaluators, told)
        self._bodies.learn(keys.bodies.union(*(each.employers for each in evaluators)), told["bodies"])
        self._learn_companies(keys, told)

    def _learn_companies(self, keys: FactKeys, told: Mapping[str, Sequence[Any]]) -> None:
        found = self._companies.learn(keys.companies, told["companies"])
        units = keys.units | {siren_of(company.siret) for company in found.values()}
        linked = self._links.learn(units, told["links"])
        self._companies.learn_of_units(units.union(*linked.values()), told["establishments"])
        self._users.learn(keys.companies | {row.id for row in told["establishments"]}, told["accounts"])
