"""The environment is read once; production does not start on guesses."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.api.body_limit import LARGEST_FILE
from app.settings import Settings, SettingsError, read_database_settings, read_settings, variable_of

PRODUCTION = {
    "DATABASE_URL": "postgresql://somewhere/cqp?sslmode=verify-full",
    "CQP_SIGNING_KEY": "a key",
    "CQP_PAPER_SIGNING_KEY": "a key and its certificate",
    "CQP_SECRETS_KEY": "a key that seals",
    "CQP_PSEUDONYM_KEY": "a key that pseudonyms are made with",
    "CQP_PUBLIC_URL": "https://cqp.example",
    "CQP_FRONT_END_URL": "https://dossiers.example",
}


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CQP_ENVIRONMENT", raising=False)
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)


def test_what_is_not_said_to_be_a_sandbox_is_production() -> None:
    assert not read_settings().is_sandbox


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_production_names_the_variable_that_it_lacks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name)

    with pytest.raises(SettingsError, match=name):
        read_settings()


def test_everything_missing_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("CQP_SIGNING_KEY")

    with pytest.raises(SettingsError, match=r"DATABASE_URL : .*\nCQP_SIGNING_KEY : "):
        read_settings()


@pytest.mark.parametrize("name", ["CQP_PUBLIC_URL", "CQP_FRONT_END_URL"])
def test_production_is_reached_over_https_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "http://cqp.example")

    with pytest.raises(SettingsError, match=f"{name} : .*https"):
        read_settings()


def _secrets() -> list[str]:
    return sorted(name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation))


def test_what_keeps_something_secret_is_a_secret() -> None:
    words = ("key", "token", "password", "database_url", "smtp_url", "secret")
    named = {name for name in Settings.model_fields if any(name.endswith(word) for word in words)}

    assert named <= set(_secrets())


@pytest.mark.parametrize("name", _secrets())
def test_every_secret_may_lie_in_a_file(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written = {
        **dict.fromkeys(
            ("database_url", "direct_database_url", "replica_url"), "postgresql://user:hidden@localhost/cqp"
        ),
        "smtp_url": "smtps://user:hidden@mail.example",
        "sentry_dsn": "https://hidden@errors.example/1",
    }.get(name, "a key in a file of more than thirty-two characters".replace(" ", "-"))
    (tmp_path / "secret").write_text(f"{written}\n")
    monkeypatch.delenv(variable_of(name), raising=False)
    monkeypatch.setenv(f"{variable_of(name)}_FILE", str(tmp_path / "secret"))

    found = getattr(read_settings(), name)

    assert (found[0] if isinstance(found, tuple) else found).get_secret_value() == written


def test_a_secret_is_in_the_environment_or_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("another key")
    monkeypatch.setenv("CQP_SIGNING_KEY_FILE", str(tmp_path / "key.pem"))

    with pytest.raises(SettingsError, match="CQP_SIGNING_KEY et CQP_SIGNING_KEY_FILE"):
        read_settings()


@pytest.mark.parametrize(
    ("mode", "told"), [(0o600, False), (0o640, False), (0o644, True), (0o660, True), (0o602, True)]
)
def test_a_secret_that_others_read_or_write_is_warned_of(
    mode: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture, *, told: bool
) -> None:
    monkeypatch.delenv("CQP_SIGNING_KEY")
    (tmp_path / "key.pem").write_text("a key in a file")
    (tmp_path / "key.pem").chmod(mode)
    monkeypatch.setenv("CQP_SIGNING_KEY_FILE", str(tmp_path / "key.pem"))

    read_settings()

    assert ("CQP_SIGNING_KEY_FILE" in caplog.text) is told
    assert "a key" not in caplog.text


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        pytest.param("postgresql://u:p@db.example/cqp", False, id="elsewhere, as it comes"),
        pytest.param("postgresql://u:p@db.example/cqp?sslmode=prefer", False, id="if there is TLS"),
        pytest.param("postgresql://u:p@db.example/cqp?sslmode=require", False, id="TLS with whoever answers"),
        pytest.param("postgresql://u:p@db.example/cqp?sslmode=verify-ca", False, id="any server of an authority"),
        pytest.param("postgresql://u:p@db.example/cqp?sslmode=verify-full", True, id="that very server"),
        pytest.param("postgresql://u:p@localhost:5433/cqp", True, id="this machine"),
        pytest.param("postgresql://u:p@[::1]:5433/cqp", True, id="this machine, by IPv6"),
        pytest.param("postgresql:///cqp?host=/run/postgresql", True, id="a socket"),
        pytest.param("postgresql://u:p@h1:5432,h2:5432/cqp", False, id="several elsewhere"),
        pytest.param("postgresql://u:p@localhost,h2/cqp", False, id="one of them elsewhere"),
        pytest.param("postgresql://u:p@/cqp?host=h1:5432&host=h2:5432", False, id="several in the query"),
        pytest.param("postgresql://u:p@localhost.evil.example/cqp", False, id="a name that begins like this machine"),
    ],
)
def test_the_way_to_a_database_elsewhere_is_encrypted_and_the_server_proved(
    address: str, monkeypatch: pytest.MonkeyPatch, *, safe: bool
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    if safe:
        assert (
            read_settings().database_url.get_secret_value()
            == read_database_settings().database_url.get_secret_value()
            == address
        )
        return

    for read in (read_settings, read_database_settings):
        with pytest.raises(SettingsError, match=r"DATABASE_URL : .*sslmode=verify-full") as refused:
            read()
        assert "u:p" not in str(refused.value)
    monkeypatch.setenv("CQP_DATABASE_UNENCRYPTED", "yes")
    assert read_database_settings().database_url.get_secret_value() == address


def test_a_key_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CQP_SIGNING_KEY")
    monkeypatch.setenv("CQP_SIGNING_KEY_FILE", str(tmp_path / "absent.pem"))

    with pytest.raises(SettingsError, match=r"CQP_SIGNING_KEY_FILE : .*absent\.pem"):
        read_settings()


def test_secrets_are_not_shown_by_printing_the_settings() -> None:
    shown = repr(read_settings())

    assert "a key" not in shown
    assert "somewhere" not in shown


def test_origins_are_separated_by_spaces_or_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQP_CORS_ORIGINS", "https://a.example, https://b.example")

    assert read_settings().calling_sites == ("https://a.example", "https://b.example")


def test_the_sandbox_lets_in_the_pages_of_this_machine_beside_those_that_are_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CQP_CORS_ORIGINS", "https://a.example")

    here = ("http://localhost:*", "http://127.0.0.1:*")
    assert read_settings(environment="sandbox").calling_sites == (*here, "https://a.example")


def test_a_calling_site_that_no_browser_would_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQP_CORS_ORIGINS", "https://a.example/")

    with pytest.raises(SettingsError, match="CQP_CORS_ORIGINS"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("CQP_MAIL_FROM", "CQP chimie"),
        ("CQP_MAIL_FROM", "CQP chimie <ne-pas-répondre@exemple.fr>"),
        ("CQP_SECRETARIAT_MAIL", ""),
        ("CQP_SECRETARIAT_MAIL", "Secrétariat <cqp@exemple.fr>"),
    ],
)
def test_an_address_that_nothing_could_be_sent_by_is_refused_at_the_start(
    name: str, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CQP_MAIL_FROM", "CQP chimie <ne-pas-repondre@exemple.fr>")
    monkeypatch.setenv("CQP_SECRETARIAT_MAIL", "cqp@exemple.fr")
    assert read_settings().mail_from == "CQP chimie <ne-pas-repondre@exemple.fr>"

    monkeypatch.setenv(name, given)
    with pytest.raises(SettingsError, match=f"^{name} : "):
        read_settings()


@pytest.mark.parametrize(("given", "days"), [("30 7 1 -1", (30, 7, 1, -1)), ("14,-3", (14, -3)), ("", ())])
def test_reminders_are_sent_at_the_distances_given(
    given: str, days: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CQP_REMINDER_DAYS", given)

    assert read_settings().reminder_days == days


@pytest.mark.parametrize("given", ["366", "7 -366", "a week"])
def test_a_distance_that_is_no_number_of_days_within_a_year_is_refused(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CQP_REMINDER_DAYS", given)

    with pytest.raises(SettingsError, match="CQP_REMINDER_DAYS"):
        read_settings()


def test_no_document_is_promised_that_the_api_would_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQP_MAX_UPLOAD_BYTES", str(LARGEST_FILE + 1))

    with pytest.raises(SettingsError, match="CQP_MAX_UPLOAD_BYTES"):
        read_settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CQP_DOCUMENT_STORE", "documents"),
        ("CQP_DOCUMENT_STORE", "s3://"),
        ("CQP_CLAMAV", "localhost:3310"),
        ("CQP_CLAMAV", "tcp://localhost"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_before_the_service_starts(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError, match=variable):
        read_settings()


def test_in_production_the_secretariat_and_the_jury_have_a_second_factor() -> None:
    assert read_settings().roles_with_second_factor == ("secretariat", "jury")


@pytest.mark.parametrize(
    ("said", "roles"),
    [("", ()), ("secretariat", ("secretariat",)), ("jury, employer", ("jury", "employer"))],
)
def test_whoever_runs_the_service_says_which_roles_have_one(
    said: str, roles: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CQP_SECOND_FACTOR_ROLES", said)

    assert read_settings().roles_with_second_factor == roles


def test_in_the_sandbox_nobody_must(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQP_ENVIRONMENT", "sandbox")

    assert read_settings().roles_with_second_factor == ()
    assert read_settings().passkeys_belong_to == ("localhost", ("http://localhost:*", "https://localhost:*"))


def test_passkeys_belong_to_the_front_end_unless_said(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = read_settings().passkeys_belong_to
    monkeypatch.setenv("CQP_RP_ID", "example")
    monkeypatch.setenv("CQP_RP_ORIGINS", "https://a.example https://b.example:8443")

    assert usual == ("dossiers.example", ("https://dossiers.example",))
    assert read_settings().passkeys_belong_to == ("example", ("https://a.example", "https://b.example:8443"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CQP_SECOND_FACTOR_ROLES", "secretary"),
        ("CQP_RP_ORIGINS", "dossiers.example"),
        ("CQP_RP_ORIGINS", "https://a.example/"),
    ],
)
def test_roles_and_origins_that_are_none_are_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=name):
        read_settings()


def test_what_production_should_not_do_without_is_said_and_the_sandbox_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [remark.split(" : ")[0] for remark in read_settings().remarks] == [
        "CQP_CLAMAV",
        "CQP_DOCUMENTS_KEY",
        "CQP_SECURITY_CONTACT",
    ]
    assert read_settings(environment="sandbox").remarks == ()

    monkeypatch.setenv("CQP_CLAMAV", "unix:/run/clamd")
    monkeypatch.setenv("CQP_DOCUMENTS_KEY", "a-key")
    monkeypatch.setenv("CQP_SECURITY_CONTACT", "mailto:a@b.example")
    assert read_settings().remarks == ()
    monkeypatch.setenv("CQP_DATABASE_UNENCRYPTED", "yes")
    assert len(read_settings().remarks) == 1


PROVIDER = {
    "code": "branche",
    "name": "Annuaire de la branche",
    "issuer": "https://identite.example/realms/cqp",
    "client_id": "cqp",
    "client_secret": "un secret",
    "roles": ["secretariat"],
}


def _providers(monkeypatch: pytest.MonkeyPatch, *providers: dict[str, Any]) -> None:
    monkeypatch.setenv("CQP_IDENTITY_PROVIDERS", json.dumps(providers))


def test_identity_providers_are_a_list_in_json(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert read_settings().identity_providers == ()
    (tmp_path / "secret").write_text("un secret dans un fichier\n")
    in_a_file = {**PROVIDER, "code": "autre", "client_secret_file": str(tmp_path / "secret")}
    del in_a_file["client_secret"]
    _providers(monkeypatch, PROVIDER, in_a_file)

    first, second = read_settings().identity_providers

    assert (first.code, first.client_authentication, first.redirect_uri) == ("branche", "client_secret_basic", None)
    assert second.client_secret is not None
    assert second.client_secret.get_secret_value() == "un secret dans un fichier"
    assert "un secret" not in repr(first)


def test_identity_providers_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "providers.json").write_text(json.dumps([PROVIDER]))
    monkeypatch.setenv("CQP_IDENTITY_PROVIDERS_FILE", str(tmp_path / "providers.json"))

    assert [one.code for one in read_settings().identity_providers] == ["branche"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"issuer": "http://identite.example"}, id="not over https in production"),
        pytest.param({"issuer": "identite.example"}, id="no address"),
        pytest.param({"code": "La Branche"}, id="a code that is a name"),
        pytest.param({"roles": []}, id="no role"),
        pytest.param({"roles": ["client"]}, id="a role that is no person's"),
        pytest.param({"client_secret": None}, id="no secret"),
        pytest.param({"client_authentication": "none"}, id="a secret that is not shown"),
        pytest.param({"client_secret": None, "client_secret_file": "/absent"}, id="a file that is not there"),
        pytest.param({"scopes": ["open id"]}, id="no scope"),
        pytest.param({"unknown": 1}, id="an unknown member"),
    ],
)
def test_a_wrong_identity_provider_is_refused(wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    given = {name: value for name, value in {**PROVIDER, **wrong}.items() if value is not None}
    _providers(monkeypatch, given)

    with pytest.raises(SettingsError, match="CQP_IDENTITY_PROVIDERS"):
        read_settings()


@pytest.mark.parametrize("given", ["[", json.dumps([PROVIDER, PROVIDER])], ids=["no JSON", "one code twice"])
def test_a_wrong_list_of_identity_providers_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQP_IDENTITY_PROVIDERS", given)

    with pytest.raises(SettingsError, match="CQP_IDENTITY_PROVIDERS"):
        read_settings()


def test_credentials_are_signed_where_there_is_a_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert read_settings().credential_key is None
    (tmp_path / "key.pem").write_text("a key in a file")
    monkeypatch.setenv("CQP_CREDENTIAL_KEY_FILE", str(tmp_path / "key.pem"))

    key = read_settings().credential_key

    assert key is not None
    assert key.get_secret_value() == "a key in a file"
