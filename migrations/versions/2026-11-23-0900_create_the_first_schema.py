"""Create the first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "10edc5a3df02"
down_revision: str | None = None
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("dossier_numbers")))
    op.create_table(
        "attempts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_again_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempts")),
    )
    op.create_table(
        "bridges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("chemical_certification", sa.Text(), nullable=False),
        sa.Column("partner_certification", sa.Text(), nullable=False),
        sa.Column("correspondences", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("kind IN ('total', 'partial')", name=op.f("ck_bridges_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bridges")),
    )
    op.create_index(op.f("ix_bridges_chemical_certification"), "bridges", ["chemical_certification"], unique=False)
    op.create_index(op.f("ix_bridges_partner_certification"), "bridges", ["partner_certification"], unique=False)
    op.create_table(
        "clients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("funder_code", sa.Text(), nullable=True),
        sa.Column("branch", sa.Text(), nullable=True),
        sa.Column("secrets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("disabled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("client_id", name=op.f("uq_clients_client_id")),
    )
    op.create_index(op.f("ix_clients_funder_code"), "clients", ["funder_code"], unique=False)
    op.create_table(
        "companies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("siret", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("idcc", sa.Text(), nullable=False),
        sa.Column("address", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contact", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("verification", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('awaiting_confirmation', 'awaiting_approval', 'in_review', 'approved', 'refused')",
            name=op.f("ck_companies_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
    )
    op.create_index("ix_companies_siret", "companies", ["siret"], unique=False)
    op.create_index(
        "uq_companies_siret_approved",
        "companies",
        ["siret"],
        unique=True,
        postgresql_where=sa.text("state = 'approved'"),
    )
    op.create_table(
        "cqpi_equivalences",
        sa.Column("cqp", sa.Text(), nullable=False),
        sa.Column("cqpi", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("cqp", "cqpi", name=op.f("pk_cqpi_equivalences")),
    )
    op.create_table(
        "emails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("links", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emails")),
    )
    op.create_table(
        "evaluators",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=True),
        sa.Column("published_contact", sa.Text(), nullable=True),
        sa.Column(
            "affiliations", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluators")),
        sa.UniqueConstraint("email", name=op.f("uq_evaluators_email")),
    )
    op.create_table(
        "frameworks",
        sa.Column("certification_code", sa.Text(), nullable=False),
        sa.Column("version_label", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("competences", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("certification_code", "version_label", name=op.f("pk_frameworks")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "jury_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("registration_closes_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'open', 'awaiting_countersignature', 'closed', 'cancelled')",
            name=op.f("ck_jury_sessions_state"),
        ),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_jury_sessions_has_room")),
        sa.CheckConstraint("registration_closes_on <= held_on", name=op.f("ck_jury_sessions_closes_before_it_is_held")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jury_sessions")),
    )
    op.create_index(op.f("ix_jury_sessions_held_on"), "jury_sessions", ["held_on"], unique=False)
    op.create_table(
        "rule_parameters",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "name", "since", name=op.f("pk_rule_parameters")),
        sa.UniqueConstraint("rule", "name", "version", name=op.f("uq_rule_parameters_rule_name_version")),
    )
    op.create_table(
        "sandbox_clock",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("offset_microseconds", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_sandbox_clock_one_clock")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_clock")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("disabled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("language", sa.Text(), server_default=sa.text("'fr'"), nullable=False),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_users_language")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_is_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("pathway", sa.Text(), nullable=False),
        sa.Column("certification_code", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("evaluator_id", sa.Uuid(), nullable=True),
        sa.Column("jury_session_id", sa.Uuid(), nullable=True),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('registration_in_progress', 'awaiting_assessment', 'awaiting_jury', 'awarded', 'partially_awarded', 'not_awarded', 'closed')",
            name=op.f("ck_dossiers_status"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_dossiers_company_id_companies")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["evaluators.id"], name=op.f("fk_dossiers_evaluator_id_evaluators")),
        sa.ForeignKeyConstraint(
            ["jury_session_id"], ["jury_sessions.id"], name=op.f("fk_dossiers_jury_session_id_jury_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("number", name=op.f("uq_dossiers_number")),
    )
    op.create_index(op.f("ix_dossiers_company_id"), "dossiers", ["company_id"], unique=False)
    op.create_index(op.f("ix_dossiers_evaluator_id"), "dossiers", ["evaluator_id"], unique=False)
    op.create_index(op.f("ix_dossiers_jury_session_id"), "dossiers", ["jury_session_id"], unique=False)
    op.create_index(op.f("ix_dossiers_person_key"), "dossiers", ["person_key"], unique=False)
    op.create_table(
        "evaluator_authorisations",
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("certification_code", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "until_day IS NULL OR until_day >= from_day", name=op.f("ck_evaluator_authorisations_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["evaluator_id"], ["evaluators.id"], name=op.f("fk_evaluator_authorisations_evaluator_id_evaluators")
        ),
        sa.PrimaryKeyConstraint(
            "evaluator_id", "certification_code", "region", "from_day", name=op.f("pk_evaluator_authorisations")
        ),
    )
    op.create_index(
        "ix_evaluator_authorisations_directory",
        "evaluator_authorisations",
        ["certification_code", "region"],
        unique=False,
    )
    op.create_table(
        "jury_members",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("employer_siren", sa.Text(), nullable=True),
        sa.Column("college", sa.Text(), nullable=False),
        sa.Column("chair", sa.Boolean(), nullable=False),
        sa.CheckConstraint("college IN ('employees', 'employers')", name=op.f("ck_jury_members_college")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["jury_sessions.id"], name=op.f("fk_jury_members_session_id_jury_sessions")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_jury_members_user_id_users")),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_jury_members")),
    )
    op.create_index(op.f("ix_jury_members_user_id"), "jury_members", ["user_id"], unique=False)
    op.create_table(
        "user_roles",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("evaluator_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role = 'employer') = (company_id IS NOT NULL)", name=op.f("ck_user_roles_an_employer_has_a_company")
        ),
        sa.CheckConstraint(
            "(role = 'evaluator') = (evaluator_id IS NOT NULL)", name=op.f("ck_user_roles_an_evaluator_is_on_the_list")
        ),
        sa.CheckConstraint("role IN ('employer', 'evaluator', 'secretariat', 'jury')", name=op.f("ck_user_roles_role")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_user_roles_company_id_companies")),
        sa.ForeignKeyConstraint(
            ["evaluator_id"], ["evaluators.id"], name=op.f("fk_user_roles_evaluator_id_evaluators")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_roles")),
    )
    op.create_index(op.f("ix_user_roles_company_id"), "user_roles", ["company_id"], unique=False)
    op.create_index(op.f("ix_user_roles_evaluator_id"), "user_roles", ["evaluator_id"], unique=False)
    op.create_table(
        "certificates",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("verification_code", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("certification_code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("state IN ('valid', 'revoked')", name=op.f("ck_certificates_state")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_certificates_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_certificates")),
    )
    op.create_index(op.f("ix_certificates_dossier_id"), "certificates", ["dossier_id"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version_number", sa.SmallInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("signed_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("uploaded_by", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_documents_no_empty_file")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_documents_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "dossier_id", "kind", "version_number", name=op.f("uq_documents_dossier_id_kind_version_number")
        ),
        sa.UniqueConstraint("storage_key", name=op.f("uq_documents_storage_key")),
    )
    op.create_index(op.f("ix_documents_dossier_id"), "documents", ["dossier_id"], unique=False)
    op.create_table(
        "dossier_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("actor", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("rules", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_history_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_history")),
    )
    op.create_index("ix_dossier_history_dossier_id_id", "dossier_history", ["dossier_id", "id"], unique=False)
    op.create_table(
        "fundings",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("funder_code", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("normalised_reference", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_fundings_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("dossier_id", "funder_code", "normalised_reference", name=op.f("pk_fundings")),
    )
    op.create_index("ix_fundings_funder_reference", "fundings", ["funder_code", "normalised_reference"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('invitation', 'email_confirmation', 'password_reset', 'trade_evaluator')",
            name=op.f("ck_links_purpose"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_links_company_id_companies")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_links_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_links_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_links_token_hash")),
    )
    op.create_index(op.f("ix_links_company_id"), "links", ["company_id"], unique=False)
    op.create_index(op.f("ix_links_dossier_id"), "links", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_links_user_id"), "links", ["user_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("guest_name", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('employer', 'evaluator', 'secretariat', 'jury', 'trade_evaluator')", name=op.f("ck_sessions_role")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_sessions_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_dossier_id"), "sessions", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_refresh_tokens_session_id_sessions")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_refresh_tokens")),
    )
    op.create_index(op.f("ix_refresh_tokens_session_id"), "refresh_tokens", ["session_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_refresh_tokens_session_id"), table_name="refresh_tokens")
    op.drop_table("refresh_tokens")
    op.drop_index(op.f("ix_sessions_user_id"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_dossier_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_links_user_id"), table_name="links")
    op.drop_index(op.f("ix_links_dossier_id"), table_name="links")
    op.drop_index(op.f("ix_links_company_id"), table_name="links")
    op.drop_table("links")
    op.drop_index("ix_fundings_funder_reference", table_name="fundings")
    op.drop_table("fundings")
    op.drop_index("ix_dossier_history_dossier_id_id", table_name="dossier_history")
    op.drop_table("dossier_history")
    op.drop_index(op.f("ix_documents_dossier_id"), table_name="documents")
    op.drop_table("documents")
    op.drop_index(op.f("ix_certificates_dossier_id"), table_name="certificates")
    op.drop_table("certificates")
    op.drop_index(op.f("ix_user_roles_evaluator_id"), table_name="user_roles")
    op.drop_index(op.f("ix_user_roles_company_id"), table_name="user_roles")
    op.drop_table("user_roles")
    op.drop_index(op.f("ix_jury_members_user_id"), table_name="jury_members")
    op.drop_table("jury_members")
    op.drop_index("ix_evaluator_authorisations_directory", table_name="evaluator_authorisations")
    op.drop_table("evaluator_authorisations")
    op.drop_index(op.f("ix_dossiers_person_key"), table_name="dossiers")
    op.drop_index(op.f("ix_dossiers_jury_session_id"), table_name="dossiers")
    op.drop_index(op.f("ix_dossiers_evaluator_id"), table_name="dossiers")
    op.drop_index(op.f("ix_dossiers_company_id"), table_name="dossiers")
    op.drop_table("dossiers")
    op.drop_table("users")
    op.drop_table("sandbox_clock")
    op.drop_table("rule_parameters")
    op.drop_index(op.f("ix_jury_sessions_held_on"), table_name="jury_sessions")
    op.drop_table("jury_sessions")
    op.drop_table("idempotency_keys")
    op.drop_table("frameworks")
    op.drop_table("evaluators")
    op.drop_table("emails")
    op.drop_table("cqpi_equivalences")
    op.drop_index("uq_companies_siret_approved", table_name="companies", postgresql_where=sa.text("state = 'approved'"))
    op.drop_index("ix_companies_siret", table_name="companies")
    op.drop_table("companies")
    op.drop_index(op.f("ix_clients_funder_code"), table_name="clients")
    op.drop_table("clients")
    op.drop_index(op.f("ix_bridges_partner_certification"), table_name="bridges")
    op.drop_index(op.f("ix_bridges_chemical_certification"), table_name="bridges")
    op.drop_table("bridges")
    op.drop_table("attempts")
    op.execute(sa.schema.DropSequence(sa.Sequence("dossier_numbers")))
