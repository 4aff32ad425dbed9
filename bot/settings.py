"""Every setting of the assistant, read from the environment and `.env`. A wrong one stops the start with a sentence."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from domain.delivery_terms import DeliveryTerms
from domain.patterns import pattern
from domain.support.rights import NOBODY, StaffRights
from handlers.services import CRISIS_HOTLINE

ENV_FILE = ".env"
TELEGRAM_API = "https://api.telegram.org"
ALIPAY_SERVER = "https://openapi.alipay.com/gateway.do"
WECHAT_SERVER = "https://api.mch.weixin.qq.com"
_TOKEN = pattern(r"[0-9]+:[A-Za-z0-9_-]+")
_CHANNEL = pattern(r"[a-z][a-z0-9_]{0,23}")
_SECRET = pattern(r"[A-Za-z0-9_-]{16,256}")
_SERIAL = pattern(r"[0-9A-Fa-f]{16,64}")
_APIV3_KEY = pattern(r"[A-Za-z0-9]{32}")
_PUBLIC_KEY_ID = pattern(r"PUB_KEY_ID_[0-9A-Za-z_]{1,64}")
_HOST = pattern(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?")
_USER_ID = pattern(r"[1-9][0-9]{0,15}")
_TIME = pattern(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_HERE = ("127.0.0.1", "localhost", "::1")
DATABASE_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")


class OperatorMode(StrEnum):
    """Who runs the assistant: it decides what may happen in the chat (docs/architecture.md)."""

    DEMO = "demo"
    LENDER = "lender"
    MERCHANT = "merchant"


class Gateway(StrEnum):
    """The payment methods there are (docs/payments.md)."""

    SANDBOX = "sandbox"
    TELEGRAM = "telegram"
    ALIPAY = "alipay"
    WECHAT = "wechat"
    EXTERNAL = "external"


class LogFormat(StrEnum):
    """How a line of the log is written (bot/log.py)."""

    TEXT = "text"
    JSON = "json"


class SettingsError(Exception):
    """A setting is wrong or missing; the message is one sentence that names it. `others`: of further ones, found with it."""

    def __init__(self, sentence: str, others: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.others = others


def is_here(url: str | None) -> bool:
    """Return whether it leads to this machine, or nowhere yet."""
    return url is None or urlsplit(url).hostname in _HERE


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise ValueError("must be an http:// or https:// address")
    return value.rstrip("/")


HttpUrl = Annotated[str, AfterValidator(_http_url)]


def _read_channels(text: SecretStr | None) -> dict[str, str]:
    """`name=url`, with spaces between several."""
    parts = (part.partition("=") for part in (text.get_secret_value() if text else "").split())
    return {name: url for name, _, url in parts}


def _read_hours(text: str) -> tuple[time, time] | None:
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        return None
    return start, end


def _read_names(text: str | None) -> tuple[str, ...]:
    """Return what stands between commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _read_ids(text: str) -> frozenset[int]:
    """Return numbers with commas between them; none where one is no user id."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(_USER_ID.fullmatch(part) for part in parts):
        return frozenset()
    return frozenset(int(part) for part in parts)


class Settings(BaseSettings):
    """One field per setting; the name in the environment is the field's in capitals. `.env.example` explains each."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, env_ignore_empty=True, extra="ignore")

    bot_token: SecretStr | None = None
    bot_api_base_url: HttpUrl = TELEGRAM_API
    clock_url: HttpUrl | None = None
    database_url: str = "sqlite+aiosqlite:///data/fenqi.db"
    sqlite_busy_s: float = Field(default=10, gt=0, le=600)
    data_dir: Path = Path("data")
    backup_dir: Path | None = None
    backup_at: str | None = None
    backup_keep_days: int = Field(default=14, ge=1, le=3650)
    operator_mode: OperatorMode = OperatorMode.DEMO
    identity_url: HttpUrl | None = None
    identity_secret: SecretStr | None = None
    sms_url: HttpUrl | None = None
    sms_secret: SecretStr | None = None
    handoff_url: HttpUrl | None = None
    handoff_secret: SecretStr | None = None
    field_keys: SecretStr | None = None
    lookup_key: SecretStr | None = None
    fields_bound: bool = False
    payment_url: HttpUrl | None = None
    payment_gateways: str | None = None
    telegram_provider_token: SecretStr | None = None
    telegram_invoice_least: Decimal = Field(default=Decimal(10), gt=0, decimal_places=2)
    telegram_invoice_most: Decimal = Field(default=Decimal(60_000), gt=0, decimal_places=2)
    alipay_app_id: str | None = None
    alipay_private_key_file: Path | None = None
    alipay_public_key_file: Path | None = None
    alipay_seller_id: str | None = None
    alipay_server_url: HttpUrl = ALIPAY_SERVER
    wechat_app_id: str | None = None
    wechat_merchant_id: str | None = None
    wechat_private_key_file: Path | None = None
    wechat_certificate_serial: str | None = None
    wechat_apiv3_key: SecretStr | None = None
    wechat_public_key_file: Path | None = None
    wechat_public_key_id: str | None = None
    wechat_server_url: HttpUrl = WECHAT_SERVER
    payments_public_url: HttpUrl | None = None
    public_url: HttpUrl | None = None
    webhook_url: HttpUrl | None = None
    webhook_secret: SecretStr | None = None
    web_host: str = "127.0.0.1"
    web_port: int | None = Field(default=None, ge=1, le=65535)
    console: bool = False
    console_url: HttpUrl | None = None
    console_host: str = "127.0.0.1"
    console_port: int = Field(default=8090, ge=1, le=65535)
    staff_two_persons_above: Decimal = Field(default=Decimal(5000), ge=0, decimal_places=2)
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    delivers_since: date | None = Field(default=None, ge=date(2000, 1, 1))
    return_address: str | None = Field(default=None, min_length=8, max_length=200)
    return_days: int = Field(default=7, ge=1, le=90)
    holidays_file: Path | None = None
    rate_ceiling_pct: Decimal = Field(default=Decimal(24), gt=0, le=36)
    rate_warning_pct: Decimal = Field(default=Decimal(20), gt=0, le=36)
    disclosure_reading_s: float = Field(default=5, ge=0, le=600)
    messages_per_s: int = Field(default=30, ge=10, le=1000)
    second_channels: SecretStr | None = None
    updates_per_minute: int = Field(default=600, ge=1, le=1_000_000)
    staff_chat_id: int | None = None
    staff_ids: str | None = None
    staff_money_ids: str | None = None
    staff_incidents_topic: int | None = Field(default=None, ge=1)
    staff_hours: str = "09:00-18:00"
    crisis_hotline: str = Field(default=CRISIS_HOTLINE, pattern=r"^\+?[0-9][0-9 \-]{2,30}$")
    sandbox_port: int = Field(default=8000, ge=0, le=65535)
    sandbox_hosts: str | None = None
    log_level: str = "WARNING"
    log_format: LogFormat = LogFormat.TEXT

    @field_validator("bot_token")
    @classmethod
    def _well_formed_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("must look like 123456:ABC-DEF, as @BotFather gives it")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            driver = make_url(value).drivername
        except ArgumentError:
            driver = ""
        if driver not in DATABASE_DRIVERS:
            raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        return value

    @field_validator("payment_gateways")
    @classmethod
    def _known_gateways(cls, value: str | None) -> str | None:
        names = [name.strip().lower() for name in (value or "").split(",") if name.strip()]
        known = [str(gateway) for gateway in Gateway]
        if len(set(names)) != len(names) or not set(names) <= set(known):
            raise ValueError(f"must name some of {', '.join(known)}, each once, with commas")
        return ",".join(names) or None

    @field_validator("wechat_certificate_serial")
    @classmethod
    def _some_serial(cls, value: str | None) -> str | None:
        if value is not None and not _SERIAL.fullmatch(value):
            raise ValueError("must be the serial number of the merchant's API certificate, in hex")
        return value.upper() if value is not None else None

    @field_validator("wechat_apiv3_key")
    @classmethod
    def _whole_apiv3_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _APIV3_KEY.fullmatch(value.get_secret_value()):
            raise ValueError("must be the 32 letters and digits of the APIv3 key")
        return value

    @field_validator("wechat_public_key_id")
    @classmethod
    def _some_public_key_id(cls, value: str | None) -> str | None:
        if value is not None and not _PUBLIC_KEY_ID.fullmatch(value):
            raise ValueError("must begin with PUB_KEY_ID_, as WeChat Pay shows it beside the key")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("staff_hours")
    @classmethod
    def _some_hours(cls, value: str) -> str:
        hours = _read_hours(value)
        if hours is None or hours[0] >= hours[1]:
            raise ValueError("must look like 09:00-18:00, the end after the start")
        return value

    @field_validator("backup_at")
    @classmethod
    def _some_time(cls, value: str | None) -> str | None:
        if value is not None and not _TIME.fullmatch(value):
            raise ValueError("must be a time of day in Beijing, as 03:30")
        return value

    @field_validator("sandbox_hosts")
    @classmethod
    def _some_hosts(cls, value: str | None) -> str | None:
        if not all(_HOST.fullmatch(name) for name in _read_names(value)):
            raise ValueError("must be names with their ports, as example.com:8000, with commas between them")
        return value

    @field_validator("staff_ids", "staff_money_ids")
    @classmethod
    def _people(cls, value: str | None) -> str | None:
        if value is None:
            return None
        ids = _read_ids(value)
        if not ids:
            raise ValueError("must be the user ids of people, numbers with commas between them")
        if ids & NOBODY:
            raise ValueError(
                f"{min(ids & NOBODY)} is nobody's user id: Telegram uses it for whoever does not say who they are"
            )
        return value

    @field_validator("second_channels")
    @classmethod
    def _usable_channels(cls, value: SecretStr | None) -> SecretStr | None:
        for name, url in _read_channels(value).items():
            from bot.adapters.channels.apprise import is_usable

            if not _CHANNEL.fullmatch(name) or not is_usable(url):
                raise ValueError(
                    f"{name[:24]!r} is no name=URL that Apprise knows, with one of {{email}}, {{phone}} and {{key}} in it"
                )
        return value

    @field_validator("identity_url", "sms_url", "handoff_url", "public_url", "console_url")
    @classmethod
    def _kept_private(cls, value: str | None) -> str | None:
        if value is not None and value.startswith("http://") and not is_here(value):
            raise ValueError("must be an https:// address: names and ID numbers go over it")
        return value

    @field_validator("webhook_secret", "identity_secret", "sms_secret", "handoff_secret")
    @classmethod
    def _usable_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("must be 16 to 256 letters, digits, _ or -")
        return value

    @property
    def two_persons_above_fen(self) -> int:
        return int(self.staff_two_persons_above * 100)

    @property
    def gateways(self) -> tuple[Gateway, ...]:
        """The payment methods in the order in which they are offered; the sandbox's where none is named, which
        only a demo starts with (`bot.stand_ins`). A merchant always has the lender's own page.
        """
        named = tuple(Gateway(name) for name in (self.payment_gateways or "").split(",") if name)
        if self.operator_mode is OperatorMode.MERCHANT:
            return (Gateway.EXTERNAL, *(name for name in named if name is not Gateway.EXTERNAL))
        return named or (Gateway.SANDBOX,)

    @property
    def repayment_gateways(self) -> tuple[Gateway, ...]:
        """Those of them by which what is owed can be paid. A merchant may take no money for a lender: there it is the
        lender's own page, and what else is named takes what goods cost that are paid at once.
        """
        if self.operator_mode is OperatorMode.MERCHANT:
            return (Gateway.EXTERNAL,)
        return self.gateways

    @property
    def daily_backup(self) -> time | None:
        """When a backup is made each day, in Beijing; None where none is."""
        return time.fromisoformat(self.backup_at) if self.backup_at is not None else None

    @property
    def hosts_of_sandbox(self) -> tuple[str, ...]:
        """The names under which the sandbox is reached beside its own."""
        return _read_names(self.sandbox_hosts)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Ask no file that says nothing: it would be asked for each setting all the same, a twentieth of a start."""
        assert isinstance(dotenv_settings, DotEnvSettingsSource)
        return init_settings, env_settings, *((dotenv_settings,) if dotenv_settings.env_vars else ())

    @property
    def hours_of_staff(self) -> tuple[time, time]:
        """From when until when people are there for customers, in Beijing."""
        hours = _read_hours(self.staff_hours)
        assert hours is not None  # the validator saw to it
        return hours

    @property
    def staff_rights(self) -> StaffRights:
        """Who of the staff chat may do what. Only in a demo does everybody decide where nobody is named."""
        seeing = _read_ids(self.staff_ids) if self.staff_ids is not None else None
        if self.staff_money_ids is None:
            return StaffRights(seeing, None if self.demo else frozenset())
        return StaffRights(seeing, _read_ids(self.staff_money_ids))

    @property
    def delivery(self) -> DeliveryTerms | None:
        """From when on orders are delivered through here, and where goods go back to; None where they are not."""
        if self.delivers_since is None:
            return None
        assert self.return_address is not None  # the settings saw to it
        return DeliveryTerms(self.delivers_since, self.return_address, self.return_days)

    @property
    def second_channel_urls(self) -> dict[str, str]:
        """Apprise URLs by name."""
        return _read_channels(self.second_channels)

    @property
    def demo(self) -> bool:
        return self.operator_mode is OperatorMode.DEMO


def load_settings(**overrides: Any) -> Settings:
    """Load the settings, `overrides` (from the command line; None counts as not given) before the environment."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first, *others = _sentences(error)
        raise SettingsError(first, tuple(others)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{ENV_FILE} cannot be read: {error}.") from None
    _check_gateways(settings)
    if settings.metrics_port is not None and settings.metrics_port == settings.web_port:
        raise SettingsError("METRICS_PORT is wrong: it must not be WEB_PORT, which others reach.")
    if settings.console and settings.web_port is None:
        raise SettingsError("WEB_PORT is missing: CONSOLE=true serves the console there.")
    if settings.identity_url is not None and settings.identity_secret is None:
        raise SettingsError("IDENTITY_SECRET is missing: IDENTITY_URL needs it.")
    if settings.sms_url is not None and settings.sms_secret is None:
        raise SettingsError("SMS_SECRET is missing: SMS_URL needs it.")
    if settings.delivers_since is not None and settings.return_address is None:
        raise SettingsError("RETURN_ADDRESS is missing: DELIVERS_SINCE needs it.")
    if settings.webhook_url is not None:
        for name in ("webhook_secret", "web_port"):
            if getattr(settings, name) is None:
                raise SettingsError(f"{name.upper()} is missing: WEBHOOK_URL needs it.")
    return settings


# What a gateway cannot do without.
_NEEDED = {
    Gateway.ALIPAY: ("alipay_app_id", "alipay_private_key_file", "alipay_public_key_file"),
    Gateway.WECHAT: (
        "wechat_app_id",
        "wechat_merchant_id",
        "wechat_private_key_file",
        "wechat_certificate_serial",
        "wechat_apiv3_key",
        "payments_public_url",
    ),
}


def _check_gateways(settings: Settings) -> None:
    for gateway, names in _NEEDED.items():
        for name in names if gateway in settings.gateways else ():
            if getattr(settings, name) is None:
                raise SettingsError(
                    f"{name.upper()} is missing: PAYMENT_GATEWAYS names {gateway}, which needs it."
                )
    _check_wechat(settings)
    if settings.public_url is not None and settings.web_port is None:
        raise SettingsError("WEB_PORT is missing: PUBLIC_URL leads there.")
    if settings.payments_public_url is not None and settings.web_port is None:
        raise SettingsError("WEB_PORT is missing: PAYMENTS_PUBLIC_URL leads there.")
    if Gateway.TELEGRAM in settings.gateways:
        if settings.telegram_provider_token is None:
            raise SettingsError(
                "TELEGRAM_PROVIDER_TOKEN is missing: PAYMENT_GATEWAYS names telegram, which needs the provider token of"
                " @BotFather."
            )
        if settings.telegram_invoice_least > settings.telegram_invoice_most:
            raise SettingsError(
                "TELEGRAM_INVOICE_LEAST is wrong: it must not be above TELEGRAM_INVOICE_MOST."
            )


def _check_wechat(settings: Settings) -> None:
    if Gateway.WECHAT not in settings.gateways:
        return
    for name, other in (
        ("wechat_public_key_file", "wechat_public_key_id"),
        ("wechat_public_key_id", "wechat_public_key_file"),
    ):
        if getattr(settings, name) is None and getattr(settings, other) is not None:
            raise SettingsError(f"{name.upper()} is missing: {other.upper()} needs it.")
    if urlsplit(settings.payments_public_url or "").scheme != "https":
        raise SettingsError(
            "PAYMENTS_PUBLIC_URL is wrong: WeChat Pay brings its word to no other than an https:// address."
        )


def require_pages(settings: Settings) -> tuple[str, str]:
    """Return the address of the lenders' pages, and the secret."""
    for name in ("handoff_url", "handoff_secret"):
        if getattr(settings, name) is None:
            raise SettingsError(f"{name.upper()} is missing: OPERATOR_MODE=merchant needs it.")
    assert settings.handoff_url is not None
    assert settings.handoff_secret is not None
    return settings.handoff_url, settings.handoff_secret.get_secret_value()


def require_token(settings: Settings) -> str:
    if settings.bot_token is None:
        raise SettingsError(
            "BOT_TOKEN is missing: put the token of @BotFather into .env, or start the sandbox instead."
        )
    return settings.bot_token.get_secret_value()


def _sentences(error: ValidationError) -> list[str]:
    """Return each fault in words, without the value: it may be a secret."""
    sentences = []
    for fault in error.errors(include_input=False, include_url=False):
        reason = str(fault["msg"]).removeprefix("Value error, ")
        sentences.append(f"{str(fault['loc'][0]).upper()} is wrong: {reason[0].lower()}{reason[1:]}.")
    return sentences
