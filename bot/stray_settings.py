"""Settings that change nothing: names that are none, lines of the file that cannot be read, and what nobody asks for.

`run`, `deliver` and `start` log them once; `doctor` lists them. Only names are said, never what stands behind them.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from dotenv.parser import parse_stream

from bot.settings import Gateway, OperatorMode, Settings

logger = logging.getLogger(__name__)
# How alike a name of the environment, which is full of others' names, is to one of ours before it is taken for a slip.
ALIKE = 0.85
# How names begin that no other program has.
_OURS = ("ALIPAY_", "HANDOFF_", "IDENTITY_", "SMS_", "STAFF_", "TELEGRAM_", "WECHAT_")

_Unused = Callable[[Settings], bool]


def warn_of_strays(settings: Settings) -> None:
    """Log whatever of the settings changes nothing."""
    for sentence in (*stray_names(), *unused_settings(settings)):
        logger.warning("%s", sentence)


# Names that are none


def stray_names() -> list[str]:
    """Return a sentence for each name in the file that is no setting, or stands there twice, for each line of it that cannot
    be read, and for each name in the environment that looks like a setting and is none."""
    known = {name.upper() for name in Settings.model_fields}
    sentences: list[str] = []
    path = _env_file()
    if path is not None and path.is_file():
        sentences += _of_file(path, known)
    for name in sorted({name.upper() for name in os.environ} - known):
        meant = _meant(name, known, ALIKE)
        if meant is not None or name.startswith(_OURS):
            sentences.append(_sentence(name, "the environment", meant or _meant(name, known, 0.6)))
    return sentences


def _of_file(path: Path, known: set[str]) -> Iterator[str]:
    names: Counter[str] = Counter()
    try:
        with path.open(encoding="utf-8") as file:
            for binding in parse_stream(file):
                if binding.error:
                    yield f"Line {binding.original.line} of {path} cannot be read: write NAME=value."
                elif binding.key is not None:
                    names[binding.key.upper()] += 1
    except (OSError, UnicodeDecodeError):
        return  # loading the settings says so
    for name, times in names.items():
        if name not in known:
            yield _sentence(name, str(path), _meant(name, known, 0.6))
        elif times > 1:
            yield f"{name} stands in {path} {times} times, and only the last counts: leave one."


def _env_file() -> Path | None:
    file = Settings.model_config.get("env_file")
    return Path(file) if isinstance(file, str | Path) else None


def _meant(name: str, known: set[str], alike: float) -> str | None:
    """Return the setting that was meant; None where none is alike."""
    from difflib import get_close_matches  # only where something is amiss

    whole = next((one for one in sorted(known, key=len, reverse=True) if name.endswith(f"_{one}")), None)
    if whole is not None and (alike < ALIKE or name.startswith(_OURS)):
        return whole
    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=alike)), None)


def _sentence(name: str, place: str, meant: str | None) -> str:
    advice = f"did you mean {meant}?" if meant else "take it out, or look it up in .env.example."
    return f"{name} in {place} is no setting, and changes nothing: {advice}"


# Settings that nobody asks for


def unused_settings(settings: Settings) -> list[str]:
    """Return a sentence for each setting that was given and changes nothing beside the others."""
    return [
        f"{name.upper()} changes nothing: {reason}."
        for names, is_unused, reason in _UNUSED
        for name in names
        if name in settings.model_fields_set and getattr(settings, name) is not None and is_unused(settings)
    ]


def _without(gateway: Gateway) -> _Unused:
    return lambda settings: gateway not in settings.gateways


def _lacks(name: str) -> _Unused:
    return lambda settings: getattr(settings, name) is None


def _is_merchant(settings: Settings) -> bool:
    return settings.operator_mode is OperatorMode.MERCHANT


_UNUSED: tuple[tuple[tuple[str, ...], _Unused, str], ...] = (
    (
        ("payment_url",),
        _without(Gateway.SANDBOX),
        "the sandbox is none of the ways to pay (PAYMENT_GATEWAYS)",
    ),
    (
        ("telegram_provider_token", "telegram_invoice_least", "telegram_invoice_most"),
        _without(Gateway.TELEGRAM),
        "telegram is none of the ways to pay (PAYMENT_GATEWAYS)",
    ),
    (
        (
            "alipay_app_id",
            "alipay_private_key_file",
            "alipay_public_key_file",
            "alipay_seller_id",
            "alipay_server_url",
        ),
        _without(Gateway.ALIPAY),
        "alipay is none of the ways to pay (PAYMENT_GATEWAYS)",
    ),
    (
        (
            "wechat_app_id",
            "wechat_merchant_id",
            "wechat_private_key_file",
            "wechat_certificate_serial",
            "wechat_apiv3_key",
            "wechat_public_key_file",
            "wechat_public_key_id",
            "wechat_server_url",
        ),
        _without(Gateway.WECHAT),
        "wechat is none of the ways to pay (PAYMENT_GATEWAYS)",
    ),
    (
        ("payment_gateways", "identity_url", "identity_secret", "sms_url", "sms_secret"),
        _is_merchant,
        "with OPERATOR_MODE=merchant verifying and paying are on the lender's pages",
    ),
    (
        ("handoff_url", "handoff_secret"),
        lambda settings: not _is_merchant(settings),
        "only OPERATOR_MODE=merchant has lenders' pages",
    ),
    (
        ("identity_secret",),
        lambda settings: settings.identity_url is None and not _is_merchant(settings),
        "there is no IDENTITY_URL",
    ),
    (
        ("sms_secret",),
        lambda settings: settings.sms_url is None and not _is_merchant(settings),
        "there is no SMS_URL",
    ),
    (
        ("lookup_key", "fields_bound"),
        _lacks("field_keys"),
        "there are no FIELD_KEYS, and the key file says it itself",
    ),
    (
        ("return_address", "return_days"),
        lambda settings: settings.delivers_since is None and not settings.demo,
        "there is no DELIVERS_SINCE",
    ),
    (("webhook_secret",), _lacks("webhook_url"), "there is no WEBHOOK_URL"),
    (("web_host",), _lacks("web_port"), "there is no WEB_PORT"),
    (("metrics_host",), _lacks("metrics_port"), "there is no METRICS_PORT"),
    (
        ("staff_ids", "staff_money_ids", "staff_incidents_topic"),
        _lacks("staff_chat_id"),
        "there is no STAFF_CHAT_ID",
    ),
)
