"""The tables. Columns hold what is searched, constrained or joined; owned values lie in JSONB (ADR 0002)."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[object]:
    return Column("id", Uuid, primary_key=True)


def _instant(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _version() -> Column[object]:
    return Column("version", Integer, nullable=False, server_default=text("1"))


def _facts() -> tuple[Column[object], Column[object]]:
    """The facts of an aggregate, and the shape in which they are written (ADR 0013)."""
    return Column("facts", JSONB, nullable=False), Column(
        "facts_version", Integer, nullable=False, server_default=text("1"), index=True
    )


NEVER = date.max
"""Stands for the day of what is not due: it comes last in an order, as in an index."""


def _due_by() -> Column[object]:
    return Column("due_by", Date, nullable=False, server_default=text("'9999-12-31'::date"))


def _listed() -> tuple[Column[object], ...]:
    """What a dossier is found by in lists, drawn from it by the edition of the code that is named (ADR 0021)."""
    return (
        Column("current_step", Text, nullable=False, server_default=text("''")),
        Column("sort_name", Text(collation="C"), nullable=False, server_default=text("''")),
        Column("search_words", ARRAY(Text), nullable=False, server_default=text("'{}'")),
        Column("listing_edition", SmallInteger, nullable=False, server_default=text("0")),
    )


def _of_facts(expression: str) -> Computed:
    """What PostgreSQL draws from the facts itself, in the words in which it tells the expression back."""
    return Computed(expression, persisted=True)


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


# --- accounts ---------------------------------------------------------------------------------------------------------

users = Table(
    "users",
    metadata,
    _id(),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    Column("language", Text, nullable=False, server_default=text("'fr'")),
    _instant("email_confirmed_at", nullable=True),
    _instant("created_at"),
    _version(),
    CheckConstraint("email = lower(email)", name="email_is_lower_case"),
    _one_of("language", "fr", "en"),
)

user_roles = Table(
    "user_roles",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("company_id", Uuid, ForeignKey("companies.id"), index=True),
    Column("evaluator_id", Uuid, ForeignKey("evaluators.id"), index=True),
    _instant("granted_at"),
    PrimaryKeyConstraint("user_id", "role"),
    _one_of("role", "employer", "evaluator", "secretariat", "jury"),
    CheckConstraint("(role = 'employer') = (company_id IS NOT NULL)", name="an_employer_has_a_company"),
    CheckConstraint("(role = 'evaluator') = (evaluator_id IS NOT NULL)", name="an_evaluator_is_on_the_list"),
)

_A_SHORT_SESSION_FROM_NOW = "now() + interval '43200 seconds'"
"""What the former release, which sets no end, opens while it is being replaced."""

_FACTORS = ("password", "invitation", "totp", "passkey", "recovery_code", "identity_provider")
"""What a session may have been opened with."""

sessions = Table(
    "sessions",
    metadata,
    _id(),
    Column("user_id", Uuid, ForeignKey("users.id"), index=True),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), index=True),
    Column("role", Text, nullable=False),
    Column("guest_name", Text),
    Column("factor", Text, nullable=False, server_default=text("'password'")),
    Column("address", Text),
    Column("network", Text),
    Column("device", Text),
    _instant("opened_at"),
    Column("last_used_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("expires_at", DateTime(timezone=True), nullable=False, server_default=text(_A_SHORT_SESSION_FROM_NOW)),
    _instant("ended_at", nullable=True),
    Column("awaits_enrolment", Boolean, nullable=False, server_default=text("false")),
    _instant("proved_at", nullable=True),
    _one_of("factor", *_FACTORS),
    _one_of("role", "employer", "evaluator", "secretariat", "jury", "trade_evaluator"),
)

sign_in_challenges = Table(
    "sign_in_challenges",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False, index=True),
    Column("session_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("factor", Text, nullable=False),
    _instant("created_at"),
    _instant("expires_at"),
    _one_of("role", "employer", "evaluator", "secretariat", "jury"),
    _one_of("factor", *_FACTORS),
)

totp_secrets = Table(
    "totp_secrets",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id"), primary_key=True),
    Column("sealed", LargeBinary),
    Column("last_counter", BigInteger),
    _instant("confirmed_at", nullable=True),
    Column("proposed", LargeBinary),
    _instant("proposed_until", nullable=True),
    CheckConstraint("(proposed IS NULL) = (proposed_until IS NULL)", name="a_proposal_has_an_end"),
    CheckConstraint("(sealed IS NULL) = (confirmed_at IS NULL)", name="in_force_once_confirmed"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    _instant("created_at"),
    _instant("used_at", nullable=True),
    PrimaryKeyConstraint("user_id", "digest"),
)

passkeys = Table(
    "passkeys",
    metadata,
    _id(),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("transports", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    _instant("created_at"),
    _instant("last_used_at", nullable=True),
)

passkey_challenges = Table(
    "passkey_challenges",
    metadata,
    Column("challenge", LargeBinary, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("user_id", Uuid, ForeignKey("users.id"), index=True),
    Column("sign_in", LargeBinary),
    _instant("expires_at"),
    _one_of("purpose", "registration", "sign_in", "step_up"),
)

factor_resets = Table(
    "factor_resets",
    metadata,
    _id(),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("asked_by", Uuid, ForeignKey("users.id")),
    _instant("asked_at"),
    Column("done_by", Uuid, ForeignKey("users.id")),
    _instant("done_at", nullable=True),
    Column("done_reason", Text),
    CheckConstraint("done_by <> asked_by", name="takes_two_hands"),
)

identities = Table(
    "identities",
    metadata,
    _id(),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False, index=True),
    Column("provider", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    _instant("linked_at"),
    _instant("last_used_at", nullable=True),
    UniqueConstraint("issuer", "subject"),
)

sign_in_starts = Table(
    "sign_in_starts",
    metadata,
    Column("state_hash", LargeBinary, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    _instant("expires_at"),
)

vouched_sessions = Table(
    "vouched_sessions",
    metadata,
    Column("session_id", Uuid, primary_key=True),  # of one that may await its second factor still, and never open
    Column("identity_id", Uuid, ForeignKey("identities.id", ondelete="SET NULL"), index=True),
    Column("provider", Text, nullable=False),
    Column("acr", Text),
    Column("amr", ARRAY(Text), nullable=False),
    Column("several_factors", Boolean, nullable=False),
    _instant("vouched_at"),
    Column("sealed_id_token", LargeBinary),
)

attempts = Table(
    "attempts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("made", Integer, nullable=False),
    _instant("last_at"),
    _instant("open_again_at"),
)

token_stops = Table(
    "token_stops",
    metadata,
    Column("name", Text, primary_key=True),
    _instant("until"),
)

rate_counts = Table(
    "rate_counts",
    metadata,
    Column("key", Text, primary_key=True),
    _instant("window_start"),
    Column("used", BigInteger, nullable=False),
    prefixes=["UNLOGGED"],  # a crash of the server gives everybody a new window, and costs no write its durability
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("session_id", Uuid, ForeignKey("sessions.id"), nullable=False, index=True),
    _instant("expires_at"),
    _instant("used_at", nullable=True),
    Column("sealed_answer", LargeBinary),
)

links = Table(
    "links",
    metadata,
    _id(),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("purpose", Text, nullable=False),
    Column("user_id", Uuid, ForeignKey("users.id"), index=True),
    Column("company_id", Uuid, ForeignKey("companies.id"), index=True),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), index=True),
    Column("payload", JSONB, nullable=False, server_default=text("'{}'")),
    _instant("created_at"),
    _instant("expires_at"),
    _instant("used_at", nullable=True),
    _instant("revoked_at", nullable=True),
    _one_of(
        "purpose", "invitation", "email_confirmation", "password_reset", "email_change", "trade_evaluator", "holder"
    ),
)

clients = Table(
    "clients",
    metadata,
    _id(),
    Column("client_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("funder_code", Text, index=True),
    Column("branch", Text),
    Column("secrets", JSONB, nullable=False),
    Column("keys", JSONB, nullable=False, server_default=text("'[]'")),
    Column("networks", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("generation", Integer, nullable=False, server_default=text("1")),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    _instant("created_at"),
    _version(),
)

# --- companies and evaluators -----------------------------------------------------------------------------------------

companies = Table(
    "companies",
    metadata,
    _id(),
    Column("siret", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("idcc", Text, nullable=False),
    Column("address", JSONB, nullable=False),
    Column("contact", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("verification", JSONB),
    Column("succession", JSONB(none_as_null=True)),
    _instant("created_at"),
    _instant("updated_at"),
    _version(),
    _one_of("state", "awaiting_confirmation", "awaiting_approval", "in_review", "approved", "refused"),
    Index(
        "uq_companies_siret_approved",
        "siret",
        unique=True,
        postgresql_where=text("state = 'approved'"),
    ),
    Index("ix_companies_siret", "siret"),
    Index("ix_companies_siren", text('"left"(siret, 9)')),
)

directory_answers = Table(
    "directory_answers",
    metadata,
    Column("siret", Text, primary_key=True),
    Column("source", Text, nullable=False),
    _instant("asked_at"),
    Column("found", Boolean, nullable=False),
    Column("name", Text),
    Column("state", Text),
    Column("closed_on", Date),
    Column("idcc", ARRAY(Text)),
    Column("activity", Text),
    Column("city", Text),
    _one_of("state", "open", "closed"),
)

company_links = Table(
    "company_links",
    metadata,
    _id(),
    Column("one_id", Uuid, ForeignKey("companies.id"), nullable=False),
    Column("other_id", Uuid, ForeignKey("companies.id"), nullable=False, index=True),
    Column("made_by", Text, nullable=False),
    _instant("made_at"),
    Column("made_reason", Text, nullable=False),
    Column("ended_by", Text),
    _instant("ended_at", nullable=True),
    Column("ended_reason", Text),
    CheckConstraint("one_id < other_id", name="told_once"),
    CheckConstraint("num_nulls(ended_by, ended_at, ended_reason) IN (0, 3)", name="ended_whole"),
    Index("uq_company_links_standing", "one_id", "other_id", unique=True, postgresql_where=text("ended_at IS NULL")),
)

evaluators = Table(
    "evaluators",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, unique=True),
    Column("siren", Text),
    Column("published_contact", Text),
    Column("affiliations", JSONB, nullable=False, server_default=text("'[]'")),
    _instant("created_at"),
    _instant("updated_at"),
    _version(),
)

evaluator_authorisations = Table(
    "evaluator_authorisations",
    metadata,
    Column("evaluator_id", Uuid, ForeignKey("evaluators.id"), nullable=False),
    Column("certification_code", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("until_day", Date),
    PrimaryKeyConstraint("evaluator_id", "certification_code", "region", "from_day"),
    CheckConstraint("until_day IS NULL OR until_day >= from_day", name="ends_after_it_begins"),
    Index("ix_evaluator_authorisations_directory", "certification_code", "region"),
)

authorisation_changes = Table(
    "authorisation_changes",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True, server_default=text("gen_random_uuid()")),
    Column("evaluator_id", Uuid, ForeignKey("evaluators.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("certification_code", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("until_day", Date),
    Column("former_until", Date),
    Column("changed_on", Date, nullable=False, index=True),
    Column("due_on", Date),
    Column("told_on", Date),
    _one_of("kind", "granted", "changed", "withdrawn"),
)

# --- reference data ---------------------------------------------------------------------------------------------------

frameworks = Table(
    "frameworks",
    metadata,
    Column("certification_code", Text, nullable=False),
    Column("version_label", Text, nullable=False),
    Column("in_force_from", Date, nullable=False),
    Column("source", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("competences", JSONB, nullable=False),
    _version(),
    PrimaryKeyConstraint("certification_code", "version_label"),
)

cqpi_equivalences = Table(
    "cqpi_equivalences",
    metadata,
    Column("cqp", Text, nullable=False),
    Column("cqpi", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("in_force_from", Date, nullable=False),
    _version(),
    PrimaryKeyConstraint("cqp", "cqpi"),
)

bridges = Table(
    "bridges",
    metadata,
    _id(),
    Column("kind", Text, nullable=False),
    Column("chemical_certification", Text, nullable=False, index=True),
    Column("partner_certification", Text, nullable=False, index=True),
    Column("correspondences", JSONB, nullable=False),
    Column("in_force_from", Date, nullable=False),
    Column("source", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    _version(),
    _one_of("kind", "total", "partial"),
)

rule_parameters = Table(
    "rule_parameters",
    metadata,
    Column("rule", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("value", JSONB, nullable=False),
    Column("source", Text, nullable=False),
    _instant("set_at"),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("rule", "name", "since"),
    UniqueConstraint("rule", "name", "version"),
)

networks = Table(
    "networks",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    _version(),
)

training_bodies = Table(
    "training_bodies",
    metadata,
    Column("siren", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("networks", ARRAY(Text), nullable=False),
    Column("source", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    _version(),
)

funders = Table(
    "funders",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("from_day", Date),
    Column("until_day", Date),
    Column("source", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    _version(),
)

appeal_terms = Table(
    "appeal_terms",
    metadata,
    Column("against", Text, primary_key=True),
    Column("open_to", ARRAY(Text), nullable=False),
    Column("months", SmallInteger),
    Column("examined_by", Text),
    Column("letter_text", Text),
    Column("source", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    _version(),
    _one_of("against", "admissibility", "jury_decision", "lapse"),
    CheckConstraint("months > 0", name="a_term_lasts"),
)

certification_settings = Table(
    "certification_settings",
    metadata,
    Column("certification_code", Text, nullable=False),
    Column("in_force_from", Date, nullable=False),
    Column("written_work_required", Boolean, nullable=False),
    Column("observation_required", Boolean, nullable=False),
    Column("pathways", ARRAY(Text), nullable=False),
    Column("rncp_code", Text),
    Column("rncp_until", Date),
    Column("source", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    _instant("set_at"),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("certification_code", "in_force_from"),
    UniqueConstraint("certification_code", "version"),
)

branch_forms = Table(
    "branch_forms",
    metadata,
    Column("certification_code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("in_force_from", Date, nullable=False),
    Column("source", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("storage_key", Text, nullable=False),
    PrimaryKeyConstraint("certification_code", "kind", "number"),
    CheckConstraint("size > 0", name="no_empty_file"),
)

# --- dossiers ---------------------------------------------------------------------------------------------------------

dossier_numbers = Sequence("dossier_numbers", metadata=metadata)

APPEALS_TO_ANSWER = """$."appeals"[*]?(!(exists (@."answer")) || @."answer" == null)"""
"""Written as PostgreSQL prints it: an index is known by these words."""

dossiers = Table(
    "dossiers",
    metadata,
    _id(),
    Column("number", Text, _of_facts("(facts ->> 'number'::text)"), nullable=False, unique=True),
    _version(),
    Column("status", Text, nullable=False),
    Column("pathway", Text, _of_facts("(facts ->> 'pathway'::text)"), nullable=False),
    Column("certification_code", Text, _of_facts("(facts ->> 'certification_code'::text)"), nullable=False),
    Column(
        "company_id", Uuid, _of_facts("((facts ->> 'company_id'::text))::uuid"), ForeignKey("companies.id"), index=True
    ),
    Column(
        "evaluator_id",
        Uuid,
        _of_facts("((facts #>> '{evaluator,evaluator_id}'::text[]))::uuid"),
        ForeignKey("evaluators.id"),
        index=True,
    ),
    Column(
        "jury_session_id",
        Uuid,
        _of_facts(
            "(COALESCE((facts #>> '{jury_registration,session_id}'::text[]),"
            " (facts #>> '{decisions,-1,session_id}'::text[])))::uuid"
        ),
        ForeignKey("jury_sessions.id"),
        index=True,
    ),
    Column("person_key", Text, nullable=False, index=True),
    Column("decided_status", Text, nullable=False, server_default=text("''")),
    *_listed(),
    Column("waiting_for", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    _due_by(),
    Column("looked_at_again_on", Date),
    *_facts(),
    _instant("created_at"),
    _instant("updated_at"),
    _one_of(
        "status",
        "registration_in_progress",
        "awaiting_assessment",
        "awaiting_jury",
        "awarded",
        "partially_awarded",
        "not_awarded",
        "closed",
    ),
    CheckConstraint("id = ((facts ->> 'id'::text))::uuid", name="is_the_one_of_its_facts"),
    CheckConstraint("NOT facts ?| '{version,documents}'::text[]", name="says_nothing_twice"),
    Index("ix_dossiers_updated_at", "updated_at", "id"),
    Index("ix_dossiers_sort_name", "sort_name", "id"),
    Index("ix_dossiers_decided_status", "decided_status", "id"),
    Index("ix_dossiers_current_step", "current_step", "id"),
    Index("ix_dossiers_certification_code", "certification_code", "id"),
    Index("ix_dossiers_due_by", "due_by", "id"),
    Index(
        "ix_dossiers_counts_over",
        "decided_status",
        postgresql_where=text("decided_status IN ('awarded', 'partially_awarded', 'not_awarded', 'closed')"),
    ),
    Index(
        "ix_dossiers_counts_open",
        "decided_status",
        "current_step",
        "waiting_for",
        "due_by",
        postgresql_where=text(
            "decided_status IN ('registration_in_progress', 'awaiting_assessment', 'awaiting_jury')"
            " OR waiting_for <> '{}'::text[]"
        ),
    ),
    Index("ix_dossiers_waiting_for", "waiting_for", postgresql_using="gin"),
    Index("ix_dossiers_search", text("array_to_tsvector(search_words)"), postgresql_using="gin"),
    Index(
        "ix_dossiers_appeals_to_answer",
        "id",
        postgresql_where=text(f"(facts @? '{APPEALS_TO_ANSWER}'::jsonpath)"),
    ),
    Index("ix_dossiers_pathway", "pathway", "id"),
    Index("ix_dossiers_status", "status", "id"),
    Index("ix_dossiers_training_scheme", text("(facts ->> 'training_scheme'::text)"), "id"),
    Index(
        "ix_dossiers_framework",
        "certification_code",
        text("((facts -> 'scope'::text) ->> 'framework_version'::text)"),
        "status",
    ),
    Index(
        "ix_dossiers_decisions",
        literal_column("(facts -> 'decisions'::text)"),
        postgresql_using="gin",
        postgresql_ops={"(facts -> 'decisions'::text)": "jsonb_path_ops"},
    ),
    Index(
        "ix_dossiers_adjournments",
        literal_column("(facts -> 'adjournments'::text)"),
        postgresql_using="gin",
        postgresql_ops={"(facts -> 'adjournments'::text)": "jsonb_path_ops"},
    ),
    Index("ix_dossiers_birth_date", text("split_part(person_key, '|', 3)")),
    Index(
        "ix_dossiers_birth_and_first_names",
        text("split_part(person_key, '|', 1)"),
        text("split_part(person_key, '|', 2)"),
    ),
)

dossier_departures = Table(
    "dossier_departures",
    metadata,
    _id(),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), nullable=False),
    Column("company_id", Uuid, ForeignKey("companies.id"), nullable=False, index=True),
    Column("left_on", Date, nullable=False),
    Column("status", Text, nullable=False),
    _version(),
    *_listed(),
    *_facts(),
    Column("fundings", JSONB, nullable=False),
    _instant("at"),
    UniqueConstraint("dossier_id", "company_id"),
    CheckConstraint("dossier_id = ((facts ->> 'id'::text))::uuid", name="is_the_one_of_its_facts"),
)

dossier_persons = Table(
    "dossier_persons",
    metadata,
    Column("dossier_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False, index=True),
)
"""Whose each dossier is, and each award of the former register, which is known by its own id (D49, D77)."""

person_matches = Table(
    "person_matches",
    metadata,
    _id(),
    Column("first_dossier_id", Uuid, nullable=False),
    Column("second_dossier_id", Uuid, nullable=False, index=True),
    Column("state", Text, nullable=False, index=True),
    Column("differences", ARRAY(Text), nullable=False),
    Column("evidence", Text),
    Column("found_in", Uuid, nullable=False, index=True),
    _instant("found_at"),
    Column("decisions", JSONB, nullable=False, server_default=text("'[]'")),
    _version(),
    UniqueConstraint("first_dossier_id", "second_dossier_id"),
    CheckConstraint("first_dossier_id < second_dossier_id", name="two_of_them"),
    _one_of("state", "pending", "same", "different"),
)

fundings = Table(
    "fundings",
    metadata,
    Column("id", Uuid, nullable=False, unique=True, server_default=text("gen_random_uuid()")),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), nullable=False),
    Column("funder_code", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("normalised_reference", Text, nullable=False),
    Column("declared_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    _instant("confirmed_at", nullable=True),
    _instant("rejected_at", nullable=True),
    Column("rejection_reason", Text),
    PrimaryKeyConstraint("dossier_id", "funder_code", "normalised_reference"),
    Index("ix_fundings_funder_reference", "funder_code", "normalised_reference"),
    Index(
        "ix_fundings_open",
        "funder_code",
        "dossier_id",
        postgresql_where=text("confirmed_at IS NULL AND rejected_at IS NULL"),
    ),
)

documents = Table(
    "documents",
    metadata,
    _id(),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("version_number", SmallInteger, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("signed_by", ARRAY(Text), nullable=False),
    Column("received_on", Date, nullable=False),
    Column("uploaded_by", JSONB, nullable=False),
    _instant("uploaded_at"),
    Column("storage_key", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False, server_default=text("'available'")),
    Column("form_version", SmallInteger),
    Column("pages", Integer),
    Column("preview_size", Integer),
    Column("preview_sha256", LargeBinary),
    _instant("previewed_at", nullable=True),
    UniqueConstraint("dossier_id", "kind", "version_number"),
    CheckConstraint("size > 0", name="no_empty_file"),
    _one_of("state", "available", "quarantined", "refused", "lost", "purged", "removed", "deleted"),
    Index("ix_documents_quarantined", "id", postgresql_where=text("state = 'quarantined'")),
    Index("ix_documents_lost", "id", postgresql_where=text("state = 'lost'")),
)

dossier_history = Table(
    "dossier_history",
    metadata,
    _id(),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), nullable=False),
    Column("dossier_version", Integer, nullable=False),
    _instant("at"),
    Column("on_day", Date, nullable=False),
    Column("operation", Text, nullable=False),
    Column("actor", JSONB, nullable=False),
    Column("from_status", Text),
    Column("to_status", Text, nullable=False),
    Column("rules", ARRAY(Text), nullable=False),
    Column("details", JSONB, nullable=False, server_default=text("'{}'")),
    Column("number", Integer),
    Column("salt", LargeBinary),
    Column("words_digest", LargeBinary),
    Column("hash", LargeBinary),
    Index("ix_dossier_history_dossier_id_id", "dossier_id", "id"),
)
"""Only added to: the database numbers each line, hashes it with the one before, and refuses the rest (ADR 0023)."""

dossier_history_heads = Table(
    "dossier_history_heads",
    metadata,
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), primary_key=True),
    Column("lines", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
"""The end of each dossier's history, which the database writes: how many lines, and the hash of the last."""

deadlines = Table(
    "deadlines",
    metadata,
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("due_on", Date),
    Column("actor", Text, nullable=False),
    UniqueConstraint("dossier_id", "code", "due_on"),
    CheckConstraint("(due_on IS NULL) = (code = 'jury_registration_closing')", name="a_jury_sets_its_closing_itself"),
    _one_of("actor", "candidate", "employer", "evaluator", "secretariat"),
    Index("ix_deadlines_due_on", "due_on", "dossier_id", "code"),
)

awaited_acts = Table(
    "awaited_acts",
    metadata,
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), nullable=False),
    Column("operation_id", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("since", Date, nullable=False),
    _due_by(),
    Column("closes_with_jury", Boolean, nullable=False),
    PrimaryKeyConstraint("dossier_id", "operation_id", "actor"),
    _one_of("actor", "employer", "evaluator", "trade_evaluator", "secretariat", "jury"),
    Index(
        "ix_awaited_acts_inbox",
        "actor",
        "owner_id",
        "closes_with_jury",
        "due_by",
        "since",
        "dossier_id",
        "operation_id",
    ),
)

reminders = Table(
    "reminders",
    metadata,
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("distance", SmallInteger, nullable=False),
    _instant("sent_at"),
    PrimaryKeyConstraint("dossier_id", "code", "due_on", "distance"),
)

events = Table(
    "events",
    metadata,
    _id(),
    Column("written", BigInteger, Identity(always=True), nullable=False),
    Column("place", BigInteger, unique=True),
    Column("type", Text, nullable=False),
    _instant("at"),
    Column("about", Uuid, nullable=False),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id")),
    Column("data", JSONB, nullable=False),
    Column("details", JSONB, nullable=False),
    Index("ix_events_without_place", "written", postgresql_where=text("place IS NULL")),
    Index("ix_events_dossier_id_id", "dossier_id", "id"),
    Index(
        "ix_events_funder_code",
        text("(data ->> 'funder_code'::text)"),
        "place",
        postgresql_where=text("(data ->> 'funder_code'::text) IS NOT NULL"),
    ),
)

# --- jury and certificates --------------------------------------------------------------------------------------------

jury_sessions = Table(
    "jury_sessions",
    metadata,
    _id(),
    Column("held_on", Date, nullable=False, index=True),
    Column("registration_closes_on", Date, nullable=False),
    Column("place", Text, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("state", Text, nullable=False),
    *_facts(),
    _instant("created_at"),
    _instant("updated_at"),
    _version(),
    _one_of("state", "planned", "open", "awaiting_countersignature", "closed", "cancelled"),
    CheckConstraint("registration_closes_on <= held_on", name="closes_before_it_is_held"),
    CheckConstraint("capacity > 0", name="has_room"),
)

jury_members = Table(
    "jury_members",
    metadata,
    Column("session_id", Uuid, ForeignKey("jury_sessions.id"), nullable=False),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("employer_siren", Text),
    Column("organisation", Text),
    Column("college", Text, nullable=False),
    Column("chair", Boolean, nullable=False),
    PrimaryKeyConstraint("session_id", "user_id"),
    _one_of("college", "employees", "employers"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("owner", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("user_id", Uuid, ForeignKey("users.id"), index=True),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), index=True),
    Column("content", Text, nullable=False),
    _version(),
    _instant("saved_at"),
    PrimaryKeyConstraint("owner", "key"),
)

calendar_links = Table(
    "calendar_links",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id"), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _instant("created_at"),
)

certificates = Table(
    "certificates",
    metadata,
    Column("number", Text, primary_key=True),
    Column("verification_code", Text, nullable=False),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("certification_code", Text, nullable=False),
    Column(
        "state",
        Text,
        _of_facts("CASE WHEN ((facts ->> 'revocation'::text) IS NULL) THEN 'valid'::text ELSE 'revoked'::text END"),
        nullable=False,
    ),
    *_facts(),
    Column("issued_on", Date, nullable=False),
    _instant("issued_at"),
    _version(),
    Column("replaces", Text, ForeignKey("certificates.number"), unique=True),
    _one_of("state", "valid", "revoked"),
    Index(
        "uq_certificates_valid",
        "dossier_id",
        "certification_code",
        unique=True,
        postgresql_where=text("state = 'valid'"),
    ),
)

credential_statuses = Table(
    "credential_statuses",
    metadata,
    Column("certificate_number", Text, ForeignKey("certificates.number"), primary_key=True),
    Column("list_number", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("list_number", "position"),
)

printed_papers = Table(
    "printed_papers",
    metadata,
    Column("kind", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("issue", Text, nullable=False),
    Column("layout", SmallInteger, nullable=False),
    Column("words", JSONB, nullable=False),
    _instant("issued_at"),
    PrimaryKeyConstraint("subject_id", "kind", "issue"),
    _one_of(
        "kind",
        "attestation",
        "minutes",
        "decision",
        "admissibility_attestation",
        "admissibility_refusal",
        "appeal_acknowledgement",
        "appeal_answer",
    ),
)

partner_decisions = Table(
    "partner_decisions",
    metadata,
    _id(),
    Column("certificate_number", Text, ForeignKey("certificates.number"), nullable=False),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("partner_certification", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("reported_by", Text, nullable=False),
    _instant("reported_at"),
    Column("bridge_id", Uuid),
    Column("previous_decision_id", Uuid),
    Column("corrections", JSONB, nullable=False, server_default=text("'[]'")),
    Column("cancellation", JSONB),
    Index(
        "uq_partner_decisions_reported_once",
        "certificate_number",
        "partner_certification",
        "decided_on",
        unique=True,
        postgresql_where=text("cancellation IS NULL"),
    ),
    _one_of("outcome", "awarded", "partially_awarded", "not_awarded"),
)

bridge_requests = Table(
    "bridge_requests",
    metadata,
    _id(),
    Column("branch", Text, nullable=False),
    Column("brought_by", Text, nullable=False),
    _instant("received_at"),
    Column("certification_code", Text, nullable=False),
    Column("partner_certification", Text, nullable=False),
    Column("number", Text),
    Column("awarded_on", Date, nullable=False),
    Column("holder", JSONB),
    Column("pieces", JSONB, nullable=False),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), unique=True),
    Column("refusal", JSONB),
    Index(
        "uq_bridge_requests_received_once",
        "branch",
        "partner_certification",
        "number",
        "certification_code",
        unique=True,
        postgresql_where=text("dossier_id IS NULL AND refusal IS NULL"),
    ),
)

# --- training passport ------------------------------------------------------------------------------------------------

cpf_settings = Table(
    "cpf_settings",
    metadata,
    Column("id", SmallInteger, primary_key=True),
    Column("client_id", Text, nullable=False),
    Column("contract_id", Text, nullable=False),
    Column("sender_client_id", Text),
    Column("depositor", Text, nullable=False),
    Column("schema", Text, nullable=False),
    Column("proof_url", Boolean, nullable=False),
    _instant("set_at"),
    _version(),
    CheckConstraint("id = 1", name="one_certifier"),
)

cpf_batches = Table(
    "cpf_batches",
    metadata,
    _id(),
    Column("flux_id", Text, nullable=False, unique=True),
    Column("action", Text, nullable=False),
    Column("schema", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary),
    Column("made_by", Text, nullable=False),
    _instant("made_at"),
    Column("deposited_on", Date),
    Column("deposited_by", Text),
    Column("processing_id", Text),
    _instant("reported_at", nullable=True),
    _instant("cancelled_at", nullable=True),
    Column("cancelled_by", Text),
    Column("cancellation_reason", Text),
    _one_of("action", "creation", "withdrawal"),
)

cpf_batch_lines = Table(
    "cpf_batch_lines",
    metadata,
    Column("batch_id", Uuid, ForeignKey("cpf_batches.id"), nullable=False),
    Column("certificate_number", Text, nullable=False, index=True),
    Column("accepted", Boolean),
    Column("message", Text),
    PrimaryKeyConstraint("batch_id", "certificate_number"),
)

cpf_records = Table(
    "cpf_records",
    metadata,
    Column("certificate_number", Text, primary_key=True),
    Column("first_names", ARRAY(Text), nullable=False),
    Column("birth_commune_insee", Text),
    Column("birth_postal_code", Text),
    Column("birth_country", Text),
    Column("sex", Text),
    Column("access", Text),
    Column("requested_on", Date),
    Column("stage", Text),
    Column("last_message", Text),
    Column("creation_batch_id", Uuid, ForeignKey("cpf_batches.id"), index=True),
    Column("withdrawal_batch_id", Uuid, ForeignKey("cpf_batches.id"), index=True),
    _instant("updated_at"),
    _version(),
    _one_of("stage", "sent", "accepted", "rejected", "withdrawal_sent", "withdrawn"),
    _one_of("sex", "F", "M"),
)

surveys = Table(
    "surveys",
    metadata,
    _id(),
    Column("certificate_number", Text, ForeignKey("certificates.number"), nullable=False),
    Column("wave", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False, index=True),
    Column("written_to", Boolean, nullable=False),
    Column("standing", Text),
    Column("do_not_contact", Boolean, nullable=False, server_default=text("false")),
    Column("recorded", JSONB(none_as_null=True)),
    Column("own_words", JSONB(none_as_null=True)),
    _instant("updated_at"),
    _version(),
    _one_of("wave", "at_award", "m6", "m24"),
    _one_of("standing", "neutralised", "without_job", "in_another_job", "in_target_job"),
    UniqueConstraint("certificate_number", "wave"),
)

survey_tallies = Table(
    "survey_tallies",
    metadata,
    Column("certification_code", Text, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("access", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("neutralised", Integer, nullable=False),
    Column("employed", Integer, nullable=False),
    Column("in_target", Integer, nullable=False),
    _one_of("access", "training", "vae", "other"),
    _one_of("wave", "at_award", "m6", "m24"),
    PrimaryKeyConstraint("certification_code", "year", "access", "wave"),
)

# --- taken over from before ------------------------------------------------------------------------------------------

takeovers = Table(
    "takeovers",
    metadata,
    _id(),
    Column("source", Text, nullable=False),
    Column("partial", Boolean, nullable=False),
    Column("report", JSONB, nullable=False),
    Column("made_by", Text, nullable=False),
    _instant("made_at"),
    Column("undone_by", Text),
    _instant("undone_at", nullable=True),
    CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name="undone_by_somebody"),
)

takeover_records = Table(
    "takeover_records",
    metadata,
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("subject_id", Uuid, nullable=False, index=True),
    Column("subject_version", Integer, nullable=False),
    Column("batch_id", Uuid, ForeignKey("takeovers.id"), nullable=False, index=True),
    Column("last_batch_id", Uuid, ForeignKey("takeovers.id"), nullable=False, index=True),
    _instant("imported_at"),
    PrimaryKeyConstraint("source", "kind", "source_id"),
    _one_of(
        "kind",
        "companies",
        "users",
        "evaluators",
        "jury_sessions",
        "certificates",
        "partial_results",
        "dossiers",
    ),
)

former_awards = Table(
    "former_awards",
    metadata,
    _id(),
    Column("number", Text),
    Column("number_key", Text, unique=True),
    Column("certification_code", Text, nullable=False),
    Column("option", Text),
    Column("title", Text),
    Column("outcome", Text, nullable=False),
    Column("birth_name", Text, nullable=False),
    Column("usage_name", Text),
    Column("first_names", Text, nullable=False),
    Column("birth_date", Date, nullable=False),
    Column("birth_place", Text, nullable=False),
    Column("sex", Text),
    Column("first_names_apart", ARRAY(Text)),
    Column("birth_commune_insee", Text),
    Column("birth_postal_code", Text),
    Column("birth_country", Text),
    Column("person_key", Text, nullable=False, index=True),
    Column("siret", Text),
    Column("awarded_on", Date, nullable=False),
    Column("issued_on", Date),
    Column("revoked_on", Date),
    Column("revocation_reason", Text),
    Column("replaced_by", Text),
    Column("passport_sent_on", Date),
    Column("passport_id", Text),
    Column("pathway", Text),
    Column("variant", Text),
    Column("framework_version", Text),
    Column("retained", JSONB, nullable=False, server_default=text("'[]'")),
    Column("batch_id", Uuid, ForeignKey("takeovers.id"), nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    _instant("imported_at"),
    Column("anonymised_on", Date),
    _version(),
    CheckConstraint("(number IS NULL) = (number_key IS NULL)", name="a_number_is_found"),
    _one_of("outcome", "awarded", "partially_awarded"),
    _one_of("sex", "F", "M"),
    Index("ix_former_awards_birth_date", text("split_part(person_key, '|', 3)")),
    Index(
        "ix_former_awards_birth_and_first_names",
        text("split_part(person_key, '|', 1)"),
        text("split_part(person_key, '|', 2)"),
    ),
)
"""What juries decided before the platform, by the former register: no dossier and no session of ours (D77)."""

# --- webhooks ---------------------------------------------------------------------------------------------------------

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    _id(),
    Column("client_id", Text, ForeignKey("clients.client_id"), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("events", ARRAY(Text), nullable=False),
    Column("contact", Text),
    Column("secrets", JSONB, nullable=False),
    Column("disabled_reason", Text),
    _instant("disabled_at", nullable=True),
    _instant("failing_since", nullable=True),
    _instant("created_at"),
    _version(),
    _one_of("disabled_reason", "by_client", "gone", "failing"),
    CheckConstraint("(disabled_reason IS NULL) = (disabled_at IS NULL)", name="disabled_for_a_reason"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    _id(),
    Column("endpoint_id", Uuid, ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), nullable=False),
    Column("event_id", Uuid, ForeignKey("events.id"), nullable=False),
    Column("event_type", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("attempts", JSONB, nullable=False),
    _instant("created_at"),
    _instant("next_attempt_at", nullable=True),
    _instant("claimed_until", nullable=True),
    UniqueConstraint("endpoint_id", "event_id"),
    _one_of("state", "waiting", "delivered", "failed"),
    Index("ix_webhook_deliveries_endpoint_id_id", "endpoint_id", "id"),
    Index("ix_webhook_deliveries_created_at", "created_at"),
    Index("ix_webhook_deliveries_claimed", "endpoint_id", postgresql_where=text("claimed_until IS NOT NULL")),
    Index(
        "ix_webhook_deliveries_waiting",
        "endpoint_id",
        "next_attempt_at",
        "id",
        postgresql_where=text("state = 'waiting'"),
    ),
)

# --- plumbing ---------------------------------------------------------------------------------------------------------

fact_shapes = Table(
    "fact_shapes",
    metadata,
    Column("aggregate", Text, primary_key=True),
    Column("written", Integer, nullable=False),
    CheckConstraint("written > 0", name="counted_from_one"),
)

emails = Table(
    "emails",
    metadata,
    _id(),
    Column("to_address", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("links", JSONB, nullable=False),
    _instant("created_at"),
    Column("cause", Text, nullable=False, unique=True),
    Column("html", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("last_error", Text),
    _instant("sent_at", nullable=True),
    _one_of("state", "waiting", "sent", "bounced"),
    Index("ix_emails_not_sent", "id", postgresql_where=text("state <> 'sent'")),
)

imported_rows = Table(
    "imported_rows",
    metadata,
    Column("owner", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("dossier_id", Uuid, ForeignKey("dossiers.id"), nullable=False, index=True),
    _instant("imported_at"),
    PrimaryKeyConstraint("owner", "key"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("subject", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _instant("expires_at"),
    PrimaryKeyConstraint("subject", "key"),
)

sandbox_clock = Table(
    "sandbox_clock",
    metadata,
    Column("id", SmallInteger, primary_key=True),
    Column("offset_microseconds", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_clock"),
)

schema_revisions = Table("schema_revisions", metadata, Column("revision", Text, primary_key=True))

installation = Table(
    "installation",
    metadata,
    Column("id", SmallInteger, primary_key=True),
    Column("name", Uuid, nullable=False),
    Column("generation", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_installation"),
)
