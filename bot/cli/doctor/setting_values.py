"""The settings: whether they can be read, which change nothing, which are not safe, and who is missing outside a demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from bot.cli.doctor.lines import Line, Subject
from bot.log import configure_logging
from bot.settings import (
    TELEGRAM_API,
    OperatorMode,
    Settings,
    SettingsError,
    is_here,
    load_settings,
    require_pages,
    require_token,
)
from bot.stand_ins import require_real_partners
from bot.stray_settings import stray_names, unused_settings

_SUBJECT = Subject("settings")
_SECRETS = ("webhook_secret", "identity_secret", "sms_secret", "handoff_secret")
_LEAST_KINDS = 8  # of characters: 16 at random have fewer once in millions
_GUESSED = (
    "secret",
    "password",
    "passwd",
    "changeme",
    "change-me",
    "default",
    "example",
    "test",
    "123456",
    "qwerty",
)
WEBHOOK_PORTS = (443, 80, 88, 8443)  # https://core.telegram.org/bots/api#setwebhook
_GUESSED_PASSWORDS = ("postgres", "fenqi", "admin", "root", "")


def load(database_url: str | None, tell: Callable[[Line], None]) -> Settings | None:
    """Load the settings; tell what is no setting at all, and where they cannot be read everything that is wrong."""
    for sentence in stray_names():
        tell(_SUBJECT.warn(sentence))
    try:
        settings = load_settings(database_url=database_url)
    except SettingsError as error:
        for sentence in (str(error), *error.others):
            tell(_SUBJECT.fail(sentence))
        return None
    configure_logging(settings.log_level, settings.log_format)
    return settings


async def check(settings: Settings) -> Sequence[Line]:
    lines = [
        *_missing(settings),
        *(_SUBJECT.warn(sentence) for sentence in unused_settings(settings)),
        *_plain_addresses(settings),
        *_weak_secrets(settings),
        *_play(settings),
    ]
    lines = lines or [_SUBJECT.ok(f"they can be read; OPERATOR_MODE is {settings.operator_mode}.")]
    return [*lines, _hotline(settings)]


def _hotline(settings: Settings) -> Line:
    """Say which number somebody in need is shown: nobody else would ever see that it is the wrong one."""
    number = settings.crisis_hotline
    return _SUBJECT.ok(f"CRISIS_HOTLINE is {number}: whoever may not want to live is shown it. Ring it once.")


def _missing(settings: Settings) -> Iterator[Line]:
    """Yield what the start would refuse."""
    requirements: list[Callable[[Settings], object]] = [require_token, require_real_partners]
    if settings.operator_mode is OperatorMode.MERCHANT:
        requirements.append(require_pages)
    for require in requirements:
        try:
            require(settings)
        except SettingsError as error:
            yield _SUBJECT.fail(str(error))
    if settings.staff_chat_id is not None and settings.staff_rights.money == frozenset():
        yield _SUBJECT.warn("STAFF_MONEY_IDS is missing: nobody in the staff chat decides about money.")
    if settings.staff_chat_id is None and not settings.demo:
        yield _SUBJECT.warn(
            "STAFF_CHAT_ID is missing: what customers ask a person for waits, and nobody sees it."
        )


def _plain_addresses(settings: Settings) -> Iterator[Line]:
    """Yield what goes over plain HTTP though it is secret, or though the other side takes https only."""
    if _is_plain(settings.bot_api_base_url):
        yield _SUBJECT.fail(
            "BOT_API_BASE_URL must be an https:// address: the token and every message go over it."
        )
    for name in ("alipay_server_url", "wechat_server_url"):
        if _is_plain(getattr(settings, name)):
            yield _SUBJECT.fail(f"{name.upper()} must be an https:// address: payments go over it.")
    for name in ("payments_public_url", "clock_url", "payment_url"):
        if _is_plain(getattr(settings, name)):
            yield _SUBJECT.warn(
                f"{name.upper()} leaves this machine over http://: anybody on the way can read along."
            )
    if settings.webhook_url is not None and settings.bot_api_base_url == TELEGRAM_API:
        parts = urlsplit(settings.webhook_url)
        if parts.scheme != "https":
            yield _SUBJECT.fail(
                "WEBHOOK_URL must be an https:// address: Telegram brings updates to no other."
            )
        elif (parts.port or 443) not in WEBHOOK_PORTS:
            ports = ", ".join(map(str, WEBHOOK_PORTS))
            yield _SUBJECT.fail(
                f"WEBHOOK_URL names the port {parts.port}: Telegram brings updates to {ports} only."
            )


def _is_plain(url: str | None) -> bool:
    return url is not None and url.startswith("http://") and not is_here(url)


def _weak_secrets(settings: Settings) -> Iterator[Line]:
    """Yield secrets that could be guessed; never the secret."""
    level = _SUBJECT.warn if settings.demo else _SUBJECT.fail
    for name in _SECRETS:
        held = getattr(settings, name)
        if held is not None and _is_weak(held.get_secret_value()):
            yield level(f"{name.upper()} can be guessed: make one with `openssl rand -hex 32`.")
    url = make_url(settings.database_url)
    if url.get_backend_name() == "postgresql" and not is_here(f"//{url.host or 'localhost'}"):
        password = str(url.password or "")
        if password.lower() in {
            *_GUESSED,
            *_GUESSED_PASSWORDS,
            str(url.username).lower(),
            str(url.database).lower(),
        }:
            yield level(
                "DATABASE_URL has a password that can be guessed, or none: give its user a long random one."
            )


def _is_weak(secret: str) -> bool:
    return len(set(secret)) < _LEAST_KINDS or any(word in secret.lower() for word in _GUESSED)


def _play(settings: Settings) -> Iterator[Line]:
    if settings.demo and not is_here(settings.bot_api_base_url):
        yield _SUBJECT.warn("OPERATOR_MODE is demo: payments and identities are played, and no money moves.")
    if settings.clock_url is not None and not is_here(settings.clock_url):
        yield _SUBJECT.warn("CLOCK_URL is set: the time is the sandbox's, and not today's.")
    elif settings.clock_url is not None and not settings.demo:
        yield _SUBJECT.warn("CLOCK_URL is set outside a demo: the time is the sandbox's, and not today's.")
