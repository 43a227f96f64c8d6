"""The environment, read once into one frozen value. Only the top of the house reads it: main, cli, sandbox."""

import json
import logging
import os
import re
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from stat import S_IROTH, S_IWGRP, S_IWOTH
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from app.db.tls import is_safe_to_reach
from app.domain.personal_data import RETENTION_MONTHS, RetentionPeriods
from app.domain.reminders import USUAL_DISTANCES
from app.domain.statistics import SMALLEST_COUNT_SHOWN

logger = logging.getLogger("cqp.settings")

MEBIBYTE = 1024 * 1024
_A_YEAR = 365
_CONTACT = re.compile(r"mailto:[!-?A-~]+@[!-?A-~]+|https://[!-~]+|tel:\+?[0-9.-]+")

REQUESTS_A_MINUTE = {"sign_in": 120, "public": 600, "read": 6000, "write": 1200, "upload": 300}
"""For each program, person, or where nobody has signed in, address."""

PEOPLES_ROLES = ("employer", "evaluator", "secretariat", "jury")
WITH_SECOND_FACTOR = ("secretariat", "jury")
"""Those who decide diplomas, and who may do what."""

_Read = TypeVar("_Read")


class SettingsError(Exception):
    """The environment lacks something or contradicts itself; the message says all of it, a line each."""


def _separated(value: Any) -> Any:
    return tuple(part for part in value.replace(",", " ").split() if part) if isinstance(value, str) else value


def _json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise PydanticCustomError("json", "du JSON est attendu") from None


def _lines(value: Any) -> Any:
    return tuple(line for line in map(str.strip, value.split(";")) if line) if isinstance(value, str) else value


def variable_of(name: str) -> str:
    """The variable of the environment that a setting is read from."""
    return "DATABASE_URL" if name == "database_url" else f"CQP_{name.upper()}"


_HOLDING_SECRETS = frozenset({"identity_providers"})
"""Settings that are no secret, and have some within."""


class SecretFiles(PydanticBaseSettingsSource):
    """Secrets that lie in files: of each one, `<VARIABLE>_FILE` may name the file that holds it.

    The environment of a process is read by whoever may look at it, and told by what reports crashes; a file has
    rights. Every setting that is a secret has this, by being one.
    """

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The contents of the file, None where the setting is no secret, or no file is named."""
        path = os.environ.get(f"{variable_of(field_name)}_FILE")
        if path is None or ("SecretStr" not in str(field.annotation) and field_name not in _HOLDING_SECRETS):
            return None, field_name, False
        return _contents(variable_of(field_name), Path(path)), field_name, False

    def __call__(self) -> dict[str, Any]:
        """What the files say. Raises SettingsError."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        told = {name: value for name, value in found.items() if value is not None}
        return {"DATABASE_URL" if name == "database_url" else name: value for name, value in told.items()}


def _contents(variable: str, path: Path) -> str:
    if variable in os.environ:
        raise SettingsError(f"{variable} et {variable}_FILE se contredisent : n'en définir qu'une")
    try:
        return _secret_in(path, f"{variable}_FILE")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{variable}_FILE : {path} ne peut pas être lu") from error


def _secret_in(path: Path, named_by: str) -> str:
    mode, contents = path.stat().st_mode, path.read_text()
    if mode & (S_IROTH | S_IWOTH | S_IWGRP):
        logger.warning("%s: %s can be read by anybody, or written by others: chmod 600", named_by, path)
    return contents.strip()


class IdentityProviderSettings(BaseModel):
    """An identity provider by which people may sign in (OpenID Connect), and how it knows this service."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    """Its name in requests, kept with the identities: another code is another provider."""
    name: Annotated[str, Field(min_length=1, max_length=100)]
    """What people are shown."""
    issuer: Annotated[str, Field(pattern=r"^https?://[^?#\s]+$")]
    """Exactly as its discovery document says it."""
    client_id: Annotated[str, Field(min_length=1, max_length=255)]
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    client_authentication: Literal["client_secret_basic", "client_secret_post", "none"] = "client_secret_basic"
    roles: Annotated[tuple[Literal["employer", "evaluator", "secretariat", "jury"], ...], Field(min_length=1)]
    """Those that people may sign in to through it."""
    scopes: tuple[Annotated[str, Field(pattern=r"^[!#-\[\]-~]+$")], ...] = ()
    """Those that it asks for beside `openid`; nothing of what they bring is read."""
    counting_acr: tuple[str, ...] = ()
    """The `acr` that count here as several factors; they are asked for."""
    counting_amr: tuple[str, ...] = ()
    """The `amr` any one of which counts here as several factors: `["mfa"]`."""
    redirect_uri: str | None = None
    """Where it sends the browser back; a page of the front end, `/sign-in/{code}` unless said."""
    post_logout_redirect_uri: str | None = None
    """Where it sends the browser after signing out; the front end unless said."""

    @model_validator(mode="before")
    @classmethod
    def _read_the_secret(cls, given: Any) -> Any:
        if not isinstance(given, dict) or given.get("client_secret_file") is None or "client_secret" in given:
            return given
        path = given["client_secret_file"]
        try:
            return {**given, "client_secret": _secret_in(Path(path), "client_secret_file")}
        except (OSError, UnicodeDecodeError, TypeError):
            raise PydanticCustomError("secret", f"client_secret_file : {path} ne peut pas être lu") from None

    @model_validator(mode="after")
    def _has_its_secret(self) -> Self:
        if (self.client_authentication == "none") is not (self.client_secret is None):
            raise PydanticCustomError("secret", "client_secret est exigé, sauf avec client_authentication none")
        return self


class DatabaseSettings(BaseSettings):
    """What reaching the database takes: all that a migration needs to be given."""

    model_config = SettingsConfigDict(env_prefix="CQP_", frozen=True, extra="ignore", validate_by_name=True)

    environment: Literal["sandbox", "production"] = "production"
    database_url: SecretStr = Field(validation_alias="DATABASE_URL")
    """Any PostgreSQL 15 or later, as `postgresql://user:password@host/name`."""
    database_unencrypted: bool = False
    """Whether the way to the database may be in clear: a network of the operator's own, that nobody else is on."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - neither is read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given, then the environment, then the files that it names."""
        return init_settings, env_settings, SecretFiles(settings_cls)

    database_is_pooled: bool = False
    """Whether the address is PgBouncer's, in transaction mode, rather than PostgreSQL's."""
    direct_database_url: SecretStr | None = None
    """Behind PgBouncer, the address of PostgreSQL itself, on which each process keeps one connection that is told of
    what happens (LISTEN); without it the feed is read each second. Where nothing is pooled, `DATABASE_URL` serves."""

    @field_validator("database_url", "direct_database_url")
    @classmethod
    def _names_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        # The address holds a password: a refusal never repeats it.
        if url is not None and not re.match(r"postgres(ql)?(\+asyncpg)?://", url.get_secret_value()):
            raise PydanticCustomError("address", "postgresql://compte:mot-de-passe@hôte/base est attendu")
        return url

    @model_validator(mode="after")
    def _is_reached_in_secret(self) -> Self:
        # Without it PostgreSQL's clients take what they get: who stands between answers that there is no TLS.
        self._check_way("DATABASE_URL", self.database_url)
        if self.direct_database_url is not None:
            self._check_way("CQP_DIRECT_DATABASE_URL", self.direct_database_url)
        return self

    def _check_way(self, variable: str, url: SecretStr) -> None:
        in_clear = self.environment != "production" or self.database_unencrypted
        if not in_clear and not is_safe_to_reach(url.get_secret_value()):
            raise ValueError(
                f"{variable} : en production, une base qui n'est pas sur cette machine se joint par TLS, et se "
                "vérifie : ajouter ?sslmode=verify-full&sslrootcert=/chemin/ca.pem (ou sslrootcert=system) ; "
                "CQP_DATABASE_UNENCRYPTED=yes pour un réseau où il n'y a personne d'autre"
            )


class StoreSettings(DatabaseSettings):
    """What reaching the documents takes too: their rows in the database, their files in the store."""

    data_directory: Path = Path(".data")
    """The folder that keeps the documents, unless ``document_store`` names another place."""
    document_store: str = ""
    """Where documents are kept instead, as `s3://bucket/prefix`; the `AWS_*` variables say how it is reached."""
    documents_key: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_separated)] = ()
    """The master keys of documents (32 bytes, in URL-safe Base64): the first one locks, all open; in clear if none."""
    max_upload_bytes: int = Field(default=20 * MEBIBYTE, ge=1, le=20 * MEBIBYTE)
    """The size of a document; the API reads no larger one."""

    outgoing: Literal["sent", "held"] = "sent"
    """`held`: mails and webhooks wait, and no document is deleted, as a copy or a database just restored wants it."""

    retention_months: dict[str, Annotated[int, Field(ge=1, le=1200)]] = Field(default_factory=dict)
    """For how many months each kind of personal data stays, where not the usual: {"documents": 36}."""

    @field_validator("retention_months")
    @classmethod
    def _retain_what_is_known(cls, months: dict[str, int]) -> dict[str, int]:
        if not months.keys() <= RETENTION_MONTHS.keys():
            raise PydanticCustomError("retention", f"des mois sont attendus sous {', '.join(RETENTION_MONTHS)}")
        return months

    @property
    def holds_outgoing(self) -> bool:
        """Whether nothing leaves."""
        return self.outgoing == "held"

    @property
    def retention(self) -> RetentionPeriods:
        """The periods for which personal data is kept."""
        return RetentionPeriods(self.retention_months)

    @field_validator("document_store")
    @classmethod
    def _is_an_object_store(cls, address: str) -> str:
        if address and not re.fullmatch(r"s3://[^/\s]+(/\S*)?", address):
            raise PydanticCustomError("address", "s3://seau/préfixe est attendu")
        return address


class Settings(StoreSettings):
    """What a process must know before it starts; every name is read from the variable `CQP_<NAME>`.

    `DATABASE_URL` alone has no prefix, since hosts give it. What no default can guess is required, so that production
    refuses to start without its secrets.
    """

    database_pool_size: int = Field(default=10, ge=1, le=200)
    """Connections that one process keeps."""
    database_pool_overflow: int = Field(default=5, ge=0, le=200)
    database_hot_pool_size: int = Field(default=5, ge=1, le=200)
    """Connections kept beside these for the reads that are asked all day; none through PgBouncer."""
    live_seconds: float = Field(default=600, gt=0, le=3600)
    """How long one stream of `GET /v1/me/events` lasts at most: its reader takes it up again where it was."""
    live_streams: int = Field(default=8, ge=1, le=100)
    """How many of them one person may keep open at once in one process."""
    replica_url: SecretStr | None = None
    """A replica of the database, which answers what may be a little old: statistics, the directory, funders' lists."""
    replica_seconds: float = Field(default=10, ge=1, le=120)
    """How old its answers may be; the primary answers where it is further behind. Funders read five minutes back."""
    drain_seconds: float = Field(default=5, ge=0, le=300)
    """From the order to stop to the end of listening: /readyz says 503 meanwhile, so that balancers look elsewhere."""
    statistics_threshold: int = Field(default=SMALLEST_COUNT_SHOWN, ge=3, le=100)
    """Below so many dossiers, published counts are hidden; the others are rounded to a multiple of it."""
    public_url: str = "http://127.0.0.1:8000"
    """Where the service is reached from outside; also the tokens' issuer."""
    front_end_url: str = "http://127.0.0.1:3000"
    """Where the links of mails lead."""
    front_end_paths: dict[str, str] = Field(default_factory=dict)
    """Where the link of each kind of mail leads in the front end, as JSON: {"invitation": "/rejoindre/{token}"}."""
    smtp_url: SecretStr | None = None
    """The server that takes mails: `smtp://user:password@host` (STARTTLS) or `smtps://…` (TLS). The worker's alone."""
    mail_from: str | None = None
    """Who mails come from: `CQP chimie <ne-pas-repondre@exemple.fr>`."""
    smtp_timeout: float = Field(default=30, gt=0, le=300)
    """Seconds to wait for each word of that server."""
    reminder_days: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_separated)] = USUAL_DISTANCES
    """The days before its last one on which a term is reminded of, `30 7 1 -1`; below zero, after it; none if empty."""
    secretariat_mail: str | None = None
    """The mailbox that the secretariat shares: its mails go there rather than to each of its members."""
    second_factor_roles: Annotated[tuple[str, ...] | None, NoDecode, BeforeValidator(_separated)] = None
    """The roles that nobody holds a session under without a second factor; by default those of WITH_SECOND_FACTOR, in
    the sandbox none."""
    rp_id: str = ""
    """The domain that passkeys belong to (Web Authentication): by default that of the front end, in the sandbox
    `localhost`. Another one makes all passkeys useless."""
    rp_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)] = ()
    """The sites whose pages may use them, on that domain or below: by default the front end."""
    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)] = ()
    """The sites whose pages may call the service, separated by spaces or commas; `:*` for every port of one."""
    metrics_token: SecretStr | None = Field(default=None, min_length=16)
    """What Prometheus presents to read /metrics, as a bearer token; production has no /metrics without it."""
    slow_query_ms: int = Field(default=500, ge=0)
    """Statements that take so many milliseconds are logged, with their operation; 0 logs none."""
    otlp_endpoint: str = ""
    """The OpenTelemetry collector that takes traces (OTLP over HTTP), as `http://host:4318`; none where empty."""
    trace_ratio: float = Field(default=0.1, gt=0, le=1)
    """The part of the traces that is kept, from 0 to 1."""
    sentry_dsn: SecretStr | None = None
    """The tracker that takes errors, as `https://key@host/project`; none where absent."""
    rate_limits: dict[str, int] = Field(default_factory=dict)
    """Requests a minute for each program, person or address, where not the usual: {"read": 12000}; 0 for no limit."""
    log_format: Literal["json", "text"] | None = None
    """How the log is written: an object a line for machines, which production is read by, or sentences for people."""
    security_contact: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)] = ()
    """Whom to tell of a flaw, as `mailto:…`, `https://…` or `tel:…`: what /.well-known/security.txt says (RFC 9116)."""
    webhook_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)] = ()
    """The names that webhooks may go to, those below them included; any public one where there is none."""
    clamav: str = ""
    """The daemon that looks for viruses in documents, as `tcp://host:port` or `unix:/path`; none where empty."""
    signing_key: SecretStr
    """The P-256 private key that signs tokens, PEM; other keys after it are believed too, for as long as it rotates."""
    secrets_key: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_separated)] = ()
    """The keys that seal the secrets of webhooks (Fernet): the first one seals, those after it still open."""
    pseudonym_key: SecretStr | None = Field(default=None, min_length=32)
    """What funders' pseudonyms of candidates are made with: another one makes others of them all."""
    paper_signing_key: SecretStr | None = None
    """The private key that seals parchemins and letters, its certificate and those above it, PEM."""
    credential_key: SecretStr | None = None
    """The Ed25519 private key that signs the credentials of certificates, PEM; those after it have signed some. Without
    it none are issued."""
    identity_providers: Annotated[tuple[IdentityProviderSettings, ...], NoDecode, BeforeValidator(_json)] = ()
    """By whom people may sign in beside their password, as a JSON list (docs/operations.md)."""
    paper_sender: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_lines)] = ()
    """The secretariat's postal address, as letters give it: its lines separated by semicolons."""
    company_directory: Literal["none", "recorded", "recherche-entreprises"] = "none"
    """The public directory that the secretariat reads beside a company to verify; `recorded` reads a folder."""
    company_directory_url: str = "https://recherche-entreprises.api.gouv.fr"
    """Where that API is reached."""
    company_directory_answers: Path | None = None
    """The folder of recorded answers, `<siret>.json` each."""
    passport_schemas: Path | None = None
    """A folder with official schemas of the passport's files, as `1.1.5.xsd`: one found there replaces ours."""

    @field_validator("reminder_days")
    @classmethod
    def _stay_within_a_year(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if any(abs(day) > _A_YEAR for day in days):
            raise PydanticCustomError("days", "des nombres de jours de -365 à 365 sont attendus")
        return days

    @field_validator("second_factor_roles")
    @classmethod
    def _are_held_by_people(cls, roles: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if roles is not None and not set(roles) <= set(PEOPLES_ROLES):
            raise PydanticCustomError("roles", f"des rôles sont attendus, parmi {', '.join(PEOPLES_ROLES)}")
        return roles

    @field_validator("cors_origins", "rp_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"https?://[^/\s]+", origin) for origin in origins):
            raise PydanticCustomError("origins", "des origines sont attendues : https://dossiers.exemple.fr")
        return origins

    @field_validator("security_contact")
    @classmethod
    def _can_be_told(cls, contacts: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(_CONTACT.fullmatch, contacts)):
            raise PydanticCustomError("address", "mailto:…, https://… ou tel:… est attendu")
        return contacts

    @field_validator("clamav")
    @classmethod
    def _is_a_daemon(cls, address: str) -> str:
        if address and not re.fullmatch(r"tcp://\S+:[0-9]{1,5}|unix:/\S+", address):
            raise PydanticCustomError("address", "tcp://hôte:port ou unix:/chemin est attendu")
        return address

    @field_validator("otlp_endpoint")
    @classmethod
    def _is_a_collector(cls, address: str) -> str:
        if address and not re.match(r"https?://[^/?]", address):
            raise PydanticCustomError("address", "http://hôte:4318 ou https://… est attendu")
        return address

    @field_validator("company_directory_url")
    @classmethod
    def _is_a_directory(cls, address: str) -> str:
        if not re.fullmatch(r"https?://[^/?#\s]+(/[^?#\s]*)?", address):
            raise PydanticCustomError("address", "https://recherche-entreprises.api.gouv.fr est attendu")
        return address

    @model_validator(mode="after")
    def _has_its_recorded_answers(self) -> Self:
        if (self.company_directory == "recorded") is not (self.company_directory_answers is not None):
            raise ValueError("CQP_COMPANY_DIRECTORY=recorded va avec CQP_COMPANY_DIRECTORY_ANSWERS, un dossier")
        return self

    @field_validator("sentry_dsn")
    @classmethod
    def _names_a_tracker(cls, dsn: SecretStr | None) -> SecretStr | None:
        # It holds a key.
        if dsn is not None and not re.fullmatch(r"https?://[^/@]+@[^/@]+/\S+", dsn.get_secret_value()):
            raise PydanticCustomError("address", "https://clé@hôte/projet est attendu")
        return dsn

    @field_validator("replica_url")
    @classmethod
    def _names_a_replica(cls, url: SecretStr | None) -> SecretStr | None:
        return url if url is None else cls._names_postgresql(url)

    @field_validator("smtp_url")
    @classmethod
    def _names_a_mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        # As the database's, it holds a password.
        if url is not None and not re.match(r"smtps?://[^/?]", url.get_secret_value()):
            raise PydanticCustomError("address", "smtp://compte:mot-de-passe@hôte ou smtps://… est attendu")
        return url

    @field_validator("mail_from", "secretariat_mail")
    @classmethod
    def _can_be_written_to(cls, written: str | None, field: ValidationInfo) -> str | None:
        # Found wrong only as a mail leaves, it would hold up every one.
        address = parseaddr(written)[1] if written is not None and field.field_name == "mail_from" else written
        if address is not None and not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", address):
            raise PydanticCustomError("address", "une adresse électronique est attendue")
        return written

    @field_validator("front_end_paths")
    @classmethod
    def _lead_somewhere(cls, paths: dict[str, str]) -> dict[str, str]:
        if not all(path.startswith(("/", "https://")) for path in paths.values()):
            raise PydanticCustomError("path", "chaque chemin commence par / ou par https://")
        return paths

    @field_validator("identity_providers")
    @classmethod
    def _are_told_apart(cls, providers: tuple[IdentityProviderSettings, ...]) -> tuple[IdentityProviderSettings, ...]:
        if len({provider.code for provider in providers}) < len(providers):
            raise PydanticCustomError("codes", "chaque fournisseur d'identité a son propre code")
        return providers

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        if self.replica_url is not None:
            self._check_way("CQP_REPLICA_URL", self.replica_url)
        if self.environment == "production":
            addresses = {"CQP_PUBLIC_URL": self.public_url, "CQP_FRONT_END_URL": self.front_end_url}
            unsafe = [name for name, address in addresses.items() if not address.startswith("https://")]
            lacks = [f"{name} : en production, une adresse https est exigée" for name in unsafe]
            if self.paper_signing_key is None:
                lacks.append("CQP_PAPER_SIGNING_KEY : en production, tout parchemin est signé")
            if not self.secrets_key:
                lacks.append("CQP_SECRETS_KEY : en production, les secrets des webhooks sont scellés")
            if self.pseudonym_key is None:
                lacks.append("CQP_PSEUDONYM_KEY : en production, les pseudonymes des candidats ont leur clé")
            if any(not provider.issuer.startswith("https://") for provider in self.identity_providers):
                lacks.append("CQP_IDENTITY_PROVIDERS : en production, chaque issuer est une adresse https")
            if lacks:
                raise ValueError("\n".join(lacks))
        return self

    @field_validator("rate_limits")
    @classmethod
    def _limit_what_is_limited(cls, limits: dict[str, int]) -> dict[str, int]:
        if not limits.keys() <= REQUESTS_A_MINUTE.keys() or any(limit < 0 for limit in limits.values()):
            raise PydanticCustomError("limits", f"des nombres sont attendus sous {', '.join(REQUESTS_A_MINUTE)}")
        return limits

    @property
    def requests_a_minute(self) -> dict[str, int]:
        """The limits of each class of operations; the sandbox's are a hundred times the usual ones."""
        more = 100 if self.is_sandbox else 1
        return {**{name: limit * more for name, limit in REQUESTS_A_MINUTE.items()}, **self.rate_limits}

    @property
    def roles_with_second_factor(self) -> tuple[str, ...]:
        """The roles that nobody holds a session under without a second factor."""
        usual = () if self.is_sandbox else WITH_SECOND_FACTOR
        return usual if self.second_factor_roles is None else self.second_factor_roles

    @property
    def listen_at(self) -> str | None:
        """The address of the database itself, None where PgBouncer's alone is known."""
        direct = self.direct_database_url if self.database_is_pooled else self.database_url
        return None if direct is None else direct.get_secret_value()

    @property
    def calling_sites(self) -> tuple[str, ...]:
        """The sites whose pages may call the service: the sandbox lets in those that people write on their machine."""
        here = ("http://localhost:*", "http://127.0.0.1:*") if self.is_sandbox else ()
        return (*here, *self.cors_origins)

    @property
    def passkeys_belong_to(self) -> tuple[str, tuple[str, ...]]:
        """The domain of passkeys, and the origins that may use them; the sandbox's pages may come from any port."""
        front = urlsplit(self.front_end_url)
        here = ("http://localhost:*", "https://localhost:*")
        origins = here if self.is_sandbox else (f"{front.scheme}://{front.netloc}",)
        domain = "localhost" if self.is_sandbox else front.hostname or ""
        return self.rp_id or domain, self.rp_origins or origins

    @property
    def logs(self) -> Literal["json", "text"]:
        """How the log is written, the sandbox speaking to people where nothing else is said."""
        return self.log_format or ("text" if self.is_sandbox else "json")

    @property
    def remarks(self) -> tuple[str, ...]:
        """What production may do without and should not: a sentence each, for whoever starts it."""
        chosen = {
            "CQP_CLAMAV : sans lui, les fichiers déposés ne sont pas analysés": bool(self.clamav),
            "CQP_DOCUMENTS_KEY : sans elle, les documents sont en clair dans leur dépôt": bool(self.documents_key),
            "CQP_SECURITY_CONTACT : sans lui, qui trouve une faille ne sait à qui la dire": bool(self.security_contact),
            "CQP_DATABASE_UNENCRYPTED : la base est jointe en clair": not self.database_unencrypted,
        }
        return () if self.is_sandbox else tuple(remark for remark, is_well in chosen.items() if not is_well)

    @property
    def is_sandbox(self) -> bool:
        """Whether the sandbox's clock, mails and accounts exist."""
        return self.environment == "sandbox"


def read_settings(**given: Any) -> Settings:
    """The settings of this process: those given, and for the rest the environment's.

    Raises SettingsError with a sentence for everything that is missing or wrong.
    """
    return _read(Settings, **given)


def read_database_settings() -> DatabaseSettings:
    """How the database is reached, for what needs no more. Raises SettingsError."""
    return _read(DatabaseSettings)


def read_store_settings() -> StoreSettings:
    """Where the documents are, for what needs no more. Raises SettingsError."""
    return _read(StoreSettings)


def _read(settings: Callable[..., _Read], **given: Any) -> _Read:
    try:
        return settings(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(fault) for fault in error.errors())) from None


def _sentence(fault: ErrorDetails) -> str:
    name = str(fault["loc"][0]) if fault["loc"] else ""
    variable = variable_of(name.lower())
    if fault["type"] == "missing":
        return f"{variable} : à définir dans l'environnement"
    if fault["type"] == "value_error" and not name:
        return str(fault["ctx"]["error"])
    return f"{variable} : valeur refusée ({fault['msg']})"
