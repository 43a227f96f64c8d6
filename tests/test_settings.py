"""The environment is read once; production does not start on guesses."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.api.body_limit import LARGEST_FILE
from app.settings import SettingsError, read_settings

PRODUCTION = {
    "DATABASE_URL": "postgresql://somewhere/cqp",
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


@pytest.mark.parametrize("name", ["signing_key", "paper_signing_key"])
def test_a_key_may_lie_in_a_file(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(f"CQP_{name.upper()}")
    (tmp_path / "key.pem").write_text("a key in a file")
    monkeypatch.setenv(f"CQP_{name.upper()}_FILE", str(tmp_path / "key.pem"))

    assert getattr(read_settings(), name).get_secret_value() == "a key in a file"


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

    assert read_settings().cors_origins == ("https://a.example", "https://b.example")


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
