"""Who stands beside Telegram: the ways to pay, who verifies people, the lenders' pages. Each is only knocked at."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from bot.cli.doctor.lines import Line, Subject
from bot.cli.doctor.reach import trouble_at
from bot.settings import ALIPAY_SERVER, WECHAT_SERVER, Gateway, OperatorMode, Settings, SettingsError
from domain.patterns import pattern

_PROVIDER_TOKEN = pattern(r"[0-9]+:(TEST|LIVE):\S+")


async def check(settings: Settings) -> Sequence[Line]:
    lines = [line for gateway in settings.gateways for line in _gateway(settings, gateway)]
    found = await asyncio.gather(
        *(_reached(Subject(name), name, url, what) for name, url, what in _addresses(settings))
    )
    return [*lines, *found]


def _addresses(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Yield what is spoken to: the setting, the address, and what it does for us."""
    merchant = settings.operator_mode is OperatorMode.MERCHANT
    if settings.payment_url is not None and Gateway.SANDBOX in settings.gateways:
        yield "PAYMENT_URL", settings.payment_url, "payments"
    if Gateway.ALIPAY in settings.gateways:
        yield "ALIPAY_SERVER_URL", settings.alipay_server_url, "payments"
    if Gateway.WECHAT in settings.gateways:
        yield "WECHAT_SERVER_URL", settings.wechat_server_url, "payments"
    if settings.identity_url is not None and not merchant:
        yield "IDENTITY_URL", settings.identity_url, "checks of identity"
    if settings.sms_url is not None and not merchant:
        yield "SMS_URL", settings.sms_url, "codes by SMS"
    if settings.handoff_url is not None and merchant:
        yield "HANDOFF_URL", settings.handoff_url, "applications"


async def _reached(subject: Subject, setting: str, url: str, what: str) -> Line:
    host = urlsplit(url).hostname
    trouble = await trouble_at(url)
    if trouble is None:
        return subject.ok(f"{host} answers.")
    return subject.fail(
        f"{host} cannot be spoken to ({trouble}), so {what} would wait: see to the network, or to {setting}."
    )


def _gateway(settings: Settings, gateway: Gateway) -> Iterator[Line]:
    subject = Subject(f"pay by {gateway}")
    match gateway:
        case Gateway.SANDBOX:
            yield (
                subject.ok("played, no money moves.")
                if settings.demo
                else subject.fail("it moves no money: a demo's only.")
            )
        case Gateway.TELEGRAM:
            yield _provider_token(settings, subject)
        case Gateway.ALIPAY:
            yield _alipay(settings, subject)
        case Gateway.WECHAT:
            yield _wechat(settings, subject)
        case Gateway.EXTERNAL:
            yield subject.ok(
                "on the lender's own page; what was paid is confirmed by the lender, or by `payments confirm`."
            )


def _provider_token(settings: Settings, subject: Subject) -> Line:
    """Judge the token by its form: to ask Telegram about it would make an invoice."""
    token = settings.telegram_provider_token
    found = _PROVIDER_TOKEN.fullmatch(token.get_secret_value()) if token is not None else None
    if found is None:
        return subject.fail(
            "TELEGRAM_PROVIDER_TOKEN does not look like 123:LIVE:abc, as @BotFather gives it: copy it again."
        )
    if found[1] == "TEST" and not settings.demo:
        return subject.fail(
            "TELEGRAM_PROVIDER_TOKEN is one for tests, which moves no money: ask @BotFather for a live one."
        )
    return subject.ok(
        f"TELEGRAM_PROVIDER_TOKEN is there, one of {'tests' if found[1] == 'TEST' else 'real payments'}."
    )


def _alipay(settings: Settings, subject: Subject) -> Line:
    from bot.adapters.payments.alipay import alipay_keys  # for those who use it

    try:
        alipay_keys(settings)
    except SettingsError as error:
        return subject.fail(str(error))
    if settings.alipay_server_url != ALIPAY_SERVER and not settings.demo:
        return subject.warn("both keys can be used, but ALIPAY_SERVER_URL is not the one where money moves.")
    return subject.ok("both keys can be used.")


def _wechat(settings: Settings, subject: Subject) -> Line:
    from bot.adapters.payments.wechat import wechat_keys  # for those who use it

    try:
        keys = wechat_keys(settings)
    except SettingsError as error:
        return subject.fail(str(error))
    if settings.wechat_server_url != WECHAT_SERVER and not settings.demo:
        return subject.warn("the keys can be used, but WECHAT_SERVER_URL is not the one where money moves.")
    theirs = "its public key" if keys.wechats else "the certificates that it hands out"
    return subject.ok(f"the keys can be used; WeChat Pay is recognized by {theirs}.")
