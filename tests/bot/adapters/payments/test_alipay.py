"""当面付: what is Alipay's own: the code, its time, notifications, and what is not signed by them."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.payments.alipay import alipay_keys
from bot.settings import Settings, SettingsError, load_settings
from domain.payments.ports import CANCELLED, ChargeStatus, GatewayRefundStatus
from domain.payments.results import ActionKind
from domain.ports import InvalidSignature
from tests.bot.adapters.payments.conftest import Alipay, Keys
from tests.bot.adapters.payments.test_contract import AMOUNT_FEN, charge, refund_request
from tests.support.clock import MovableClock
from tests.support.rsa_keys import bare, private_file, public_file


async def opened(alipay: Alipay, clock: MovableClock) -> None:
    assert (await alipay.gateway.start(charge(clock))).status is ChargeStatus.WAITING


async def test_opening_gives_the_code_and_says_amount_time_and_where_to_tell(
    alipay: Alipay, clock: MovableClock
) -> None:
    started = await alipay.gateway.start(charge(clock))
    assert started.action is not None
    assert (started.action.kind, started.action.content) == (ActionKind.QR, "https://qr.alipay.com/pay1")
    (asked,) = alipay.server.asked
    content = json.loads(asked["biz_content"])
    assert (content["total_amount"], content["timeout_express"]) == ("355.31", "15m")
    assert content["qr_code_timeout_express"] == "15m"
    assert asked["notify_url"] == "https://shop.example/payments/alipay"


async def test_a_payment_whose_time_is_over_is_not_opened(alipay: Alipay, clock: MovableClock) -> None:
    late = charge(clock)
    clock.advance(minutes=20)
    assert (await alipay.gateway.start(late)).reason == CANCELLED
    assert alipay.server.asked == []


async def test_a_refund_that_alipay_itself_is_not_sure_of_is_looked_up_and_never_left_to_the_staff(
    alipay: Alipay, clock: MovableClock
) -> None:
    await opened(alipay, clock)
    alipay.server.pay("pay1")
    alipay.server.unavailable = 1
    assert (await alipay.gateway.refund(refund_request())).status is GatewayRefundStatus.DONE
    assert alipay.server.refunded_fen("pay1") == AMOUNT_FEN


async def test_a_code_that_nobody_scanned_is_no_trade_yet(alipay: Alipay, clock: MovableClock) -> None:
    await opened(alipay, clock)
    assert (await alipay.gateway.query("pay1")).status is ChargeStatus.NOT_FOUND


async def test_an_answer_signed_by_a_stranger_is_no_answer(alipay: Alipay, clock: MovableClock) -> None:
    await opened(alipay, clock)
    alipay.server.pay("pay1")
    alipay.server.forge_next_answer = 1
    assert (await alipay.gateway.query("pay1")).status is ChargeStatus.UNKNOWN
    assert (await alipay.gateway.query("pay1")).status is ChargeStatus.SUCCEEDED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"no JSON",
        b'{"alipay_trade_query_response":{"code":"10000"}}',
        b'{"alipay_trade_query_response":{"code":"10000"},"sign":7}',
        b'{"alipay_trade_query_response":"10000","sign":"AAAA"}',
        b'{"alipay_trade_query_response":{"code":"10000","sign":"AAAA"',
        b'{"error_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"},"sign":"AAAA"}',
    ],
)
async def test_whatever_else_is_answered_is_no_answer(alipay: Alipay, body: bytes) -> None:
    alipay.server.say_next = body
    assert (await alipay.gateway.query("pay1")).status is ChargeStatus.UNKNOWN


@pytest.mark.parametrize("lost", ["trade_no", "total_amount"])
async def test_a_trade_of_which_something_is_missing_is_unknown(
    alipay: Alipay, clock: MovableClock, lost: str
) -> None:
    await opened(alipay, clock)
    alipay.server.pay("pay1")
    alipay.server.leave_out = lost
    assert (await alipay.gateway.query("pay1")).status is ChargeStatus.UNKNOWN


async def test_what_is_asked_is_in_no_address(alipay: Alipay, caplog: pytest.LogCaptureFixture) -> None:
    """Addresses are written into logs on the way."""
    caplog.set_level(logging.INFO, "httpx")
    await alipay.gateway.query("pay1")
    assert [record.getMessage() for record in caplog.records if record.name == "httpx"] != []
    assert "pay1" not in caplog.text


async def test_a_request_in_another_applications_name_is_not_acted_on(
    alipay: Alipay, clock: MovableClock, keys: Keys
) -> None:
    alipay.server._app_key = keys.stranger  # whose application this then is
    result = await alipay.gateway.start(charge(clock))
    assert result.status is ChargeStatus.DECLINED
    assert alipay.server.trades == {}


async def test_a_notification_says_what_was_paid(alipay: Alipay, clock: MovableClock) -> None:
    await opened(alipay, clock)
    alipay.server.pay("pay1")
    said = await alipay.gateway.read({}, alipay.server.notification("pay1"))
    assert said is not None
    assert (said.payment_id, said.result.status) == ("pay1", ChargeStatus.SUCCEEDED)
    assert (said.result.paid_fen, said.result.reference) == (
        AMOUNT_FEN,
        alipay.server.trades["pay1"].trade_no,
    )
    assert alipay.gateway.acknowledgement == "success"


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said | {"total_amount": "0.01"},
        lambda said: said | {"out_trade_no": "pay2"},
        lambda said: {name: value for name, value in said.items() if name != "sign"},
        lambda said: said | {"sign": ""},
        lambda said: said | {"sign": "not base64!"},
        lambda said: said | {"sign": base64.b64encode(b"\0" * 256).decode()},
        lambda said: said | {"sign_type": "RSA"},
        lambda said: {name: value for name, value in said.items() if name != "sign_type"},
    ],
)
async def test_a_notification_that_was_touched_is_forged(
    alipay: Alipay, clock: MovableClock, change: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    await opened(alipay, clock)
    alipay.server.pay("pay1")
    said = dict(parse_qsl(alipay.server.notification("pay1").decode()))
    with pytest.raises(InvalidSignature):
        await alipay.gateway.read({}, urlencode(change(said)).encode())


@pytest.mark.parametrize("changes", [{"app_id": "2026000000000009"}, {"seller_id": "2088000000000009"}])
async def test_a_true_notification_for_somebody_else_is_not_ours(
    alipay: Alipay, clock: MovableClock, changes: dict[str, str]
) -> None:
    await opened(alipay, clock)
    with pytest.raises(InvalidSignature):
        await alipay.gateway.read({}, alipay.server.notification("pay1", **changes))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300))
def test_whatever_comes_it_is_forged_and_nothing_else(alipay: Alipay, body: bytes) -> None:
    with pytest.raises(InvalidSignature):
        alipay.gateway.read({}, body).send(None)  # it waits for nothing


@pytest.mark.parametrize(
    ("trade_status", "status"),
    [
        ("TRADE_FINISHED", ChargeStatus.SUCCEEDED),
        ("WAIT_BUYER_PAY", ChargeStatus.WAITING),
        ("TRADE_CLOSED", ChargeStatus.DECLINED),
        ("SOMETHING_NEW", ChargeStatus.UNKNOWN),
    ],
)
async def test_every_word_of_a_trade_is_understood_or_unknown(
    alipay: Alipay, clock: MovableClock, trade_status: str, status: ChargeStatus
) -> None:
    await opened(alipay, clock)
    said = await alipay.gateway.read({}, alipay.server.notification("pay1", trade_status=trade_status))
    assert said is not None
    assert said.result.status is status


async def test_keys_bodies_and_signatures_are_in_no_log(
    alipay: Alipay, clock: MovableClock, caplog: pytest.LogCaptureFixture, key_files: dict[str, Any]
) -> None:
    caplog.set_level(logging.DEBUG)
    await opened(alipay, clock)
    alipay.server.lose_next_answer = 1
    await alipay.gateway.query("pay1")
    await alipay.gateway.refund(refund_request())
    logged = caplog.text
    assert "alipay.trade" in logged
    for secret in ("pay1", "355.31", "sign=", key_files["alipay_private_key_file"].read_text()[40:80]):
        assert secret not in logged


@pytest.mark.parametrize("own_form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("their_form", [PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1])
@pytest.mark.parametrize("written", [bytes.decode, bare])
def test_keys_are_taken_in_every_form_in_which_they_are_given_out(
    keys: Keys,
    key_files: dict[str, Any],
    own_form: PrivateFormat,
    their_form: PublicFormat,
    written: Callable[[bytes], str],
) -> None:
    """Alipay's tool writes them for Java or not, without the lines around them."""
    key_files["alipay_private_key_file"].write_text(written(private_file(keys.app, own_form)))
    key_files["alipay_public_key_file"].write_text(written(public_file(keys.alipay, their_form)))
    read = alipay_keys(Settings(**key_files))
    assert read.own.private_numbers() == keys.app.private_numbers()
    assert read.alipays == keys.alipay.public_key()


@pytest.mark.parametrize("setting", ["alipay_private_key_file", "alipay_public_key_file"])
def test_a_key_of_another_kind_or_behind_a_password_is_no_rsa_key(
    key_files: dict[str, Any], setting: str, keys: Keys
) -> None:
    locked = keys.app.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word"))
    elliptic = generate_private_key(SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    for content in (locked, elliptic):
        key_files[setting].write_bytes(content)
        with pytest.raises(SettingsError, match=f"{setting.upper()} holds no RSA key"):
            alipay_keys(Settings(**key_files))


@pytest.mark.parametrize("setting", ["alipay_private_key_file", "alipay_public_key_file"])
@pytest.mark.parametrize(
    "content", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "ÄÖ"]
)
def test_a_file_without_a_key_is_a_sentence_with_the_setting(
    key_files: dict[str, Any], setting: str, content: str
) -> None:
    key_files[setting].write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=f"{setting.upper()} holds no RSA key"):
        alipay_keys(Settings(**key_files))


def test_keys_taken_for_each_other_and_missing_ones_are_sentences(key_files: dict[str, Any]) -> None:
    swapped = {
        "alipay_private_key_file": key_files["alipay_public_key_file"],
        "alipay_public_key_file": key_files["alipay_private_key_file"],
    }
    with pytest.raises(SettingsError, match="must hold a private key"):
        alipay_keys(Settings(**swapped))
    key_files["alipay_public_key_file"].unlink()
    with pytest.raises(SettingsError, match="ALIPAY_PUBLIC_KEY_FILE cannot be read"):
        alipay_keys(Settings(**key_files))
    with pytest.raises(SettingsError, match="ALIPAY_APP_ID is missing"):
        load_settings(payment_gateways="alipay")
    with pytest.raises(SettingsError, match="WEB_PORT is missing"):
        load_settings(payments_public_url="https://shop.example")
