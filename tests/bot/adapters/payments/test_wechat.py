"""Native 支付: what is WeChat Pay's own: the code, its end, refunds that take their time, notifications, and who signs."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import Response

from bot.adapters.payments.wechat import wechat_gateway, wechat_keys
from bot.adapters.payments.wechat_client import WechatKeys
from bot.settings import Settings, SettingsError, load_settings
from domain.ids import ID_LENGTH
from domain.payments.ports import CANCELLED, ChargeStatus, GatewayRefundStatus
from domain.payments.results import ActionKind
from domain.ports import InvalidSignature
from domain.value import replace
from tests.bot.adapters.payments.conftest import Keys, Wechat
from tests.bot.adapters.payments.test_contract import AMOUNT_FEN, charge, refund_request
from tests.support.clock import MovableClock
from tests.support.wechat_server import APIV3_KEY, MERCHANT_ID, Signer, certified

Change = Callable[[Response], Response]


async def opened(wechat: Wechat, clock: MovableClock) -> None:
    assert (await wechat.gateway.start(charge(clock))).status is ChargeStatus.WAITING


async def paid(wechat: Wechat, clock: MovableClock) -> None:
    await opened(wechat, clock)
    assert wechat.server.pay("pay1")


async def test_opening_gives_the_code_and_says_amount_end_and_where_to_tell(
    wechat: Wechat, clock: MovableClock
) -> None:
    started = await wechat.gateway.start(charge(clock))
    assert started.action is not None
    assert started.action.kind is ActionKind.QR
    assert started.action.content == wechat.server.orders["pay1"].codes[-1]
    content = wechat.server.orders["pay1"].content
    assert content["amount"] == {"total": AMOUNT_FEN, "currency": "CNY"}
    assert content["notify_url"] == "https://shop.example/payments/wechat"
    ends = datetime.fromisoformat(content["time_expire"])
    assert abs(ends - datetime.now(UTC) - timedelta(minutes=15)) < timedelta(minutes=1)
    assert content["time_expire"].endswith("+08:00")


async def test_opened_again_later_it_is_the_same_to_the_letter_and_has_a_new_code(
    wechat: Wechat, clock: MovableClock
) -> None:
    """Else WeChat Pay refuses it."""
    asked = charge(clock)
    first = await wechat.gateway.start(asked)
    clock.advance(seconds=50)
    second = await wechat.gateway.start(asked)
    assert second.status is ChargeStatus.WAITING
    assert first.action != second.action
    assert len(wechat.server.orders) == 1


async def test_a_payment_whose_time_is_over_is_not_opened(wechat: Wechat, clock: MovableClock) -> None:
    late = charge(clock)
    clock.advance(minutes=14, seconds=30)  # WeChat Pay wants a minute
    assert (await wechat.gateway.start(late)).reason == CANCELLED
    assert wechat.server.asked == []


async def test_what_wechat_pay_will_not_open_is_declined_in_its_own_words(
    wechat: Wechat, clock: MovableClock
) -> None:
    wechat.gateway._app_id = "wx0"
    declined = await wechat.gateway.start(charge(clock))
    assert (declined.status, declined.reason) == (ChargeStatus.DECLINED, "param_error")


def test_our_ids_are_numbers_that_it_takes() -> None:
    assert 6 <= ID_LENGTH <= 32


# Calling off


async def test_what_it_never_saw_is_taken_so_that_nobody_can_order_under_it(
    wechat: Wechat, clock: MovableClock
) -> None:
    assert (await wechat.gateway.cancel("pay1")).reason == CANCELLED
    order = wechat.server.orders["pay1"]
    assert (order.state, order.content["amount"]["total"]) == ("CLOSED", 1)
    assert (await wechat.gateway.start(charge(clock))).reason == CANCELLED


async def test_paid_in_the_very_moment_it_is_called_off_it_is_paid(
    wechat: Wechat, clock: MovableClock
) -> None:
    await opened(wechat, clock)

    def pays_now(answer: Response) -> Response:
        assert wechat.server.pay("pay1")
        return answer

    wechat.server.say_next = pays_now  # after it said that nobody has
    assert (await wechat.gateway.cancel("pay1")).status is ChargeStatus.SUCCEEDED


@pytest.mark.parametrize("answers", [1, 2, 3])
async def test_whichever_answer_is_lost_nothing_is_called_off_that_could_be_paid(
    wechat: Wechat, clock: MovableClock, answers: int
) -> None:
    await opened(wechat, clock)
    asked = len(wechat.server.asked)

    def lose_it(answer: Response) -> Response:
        if len(wechat.server.asked) - asked < answers:
            wechat.server.say_next = lose_it
            return answer
        return Response(status_code=502)

    wechat.server.say_next = lose_it
    outcome = await wechat.gateway.cancel("pay1")
    if outcome.status is ChargeStatus.DECLINED:
        assert not wechat.server.pay("pay1")
    else:
        assert outcome.status is ChargeStatus.UNKNOWN
        assert (await wechat.gateway.cancel("pay1")).reason == CANCELLED


# Refunds


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("SUCCESS", GatewayRefundStatus.DONE),
        ("PROCESSING", GatewayRefundStatus.UNKNOWN),
        ("ABNORMAL", GatewayRefundStatus.BY_HAND),
        ("CLOSED", GatewayRefundStatus.DECLINED),
        ("SOMETHING_NEW", GatewayRefundStatus.UNKNOWN),
    ],
)
async def test_a_refund_stands_as_it_stands_there(
    wechat: Wechat, clock: MovableClock, state: str, status: GatewayRefundStatus
) -> None:
    await paid(wechat, clock)
    wechat.server.refund_state = state
    assert (await wechat.gateway.refund(refund_request())).status is status


async def test_a_refund_that_takes_its_time_is_made_once(wechat: Wechat, clock: MovableClock) -> None:
    await paid(wechat, clock)
    wechat.server.refund_state = "PROCESSING"
    for _ in range(2):
        assert (await wechat.gateway.refund(refund_request())).status is GatewayRefundStatus.UNKNOWN
    wechat.server.refund_state = "SUCCESS"
    done = await wechat.gateway.refund(refund_request())
    assert (done.status, done.reference) == (GatewayRefundStatus.DONE, "5030back1")
    assert wechat.server.refunded_fen("pay1") == AMOUNT_FEN


async def test_with_too_little_on_the_merchants_account_it_is_asked_for_again(
    wechat: Wechat, clock: MovableClock
) -> None:
    await paid(wechat, clock)
    wechat.server.refuse_refunds = "NOT_ENOUGH"
    assert (await wechat.gateway.refund(refund_request())).status is GatewayRefundStatus.UNKNOWN
    wechat.server.refuse_refunds = None
    assert (await wechat.gateway.refund(refund_request())).status is GatewayRefundStatus.DONE


async def test_a_refusal_of_what_was_made_before_takes_nothing_back(
    wechat: Wechat, clock: MovableClock
) -> None:
    await paid(wechat, clock)
    await wechat.gateway.refund(refund_request())
    wechat.server.refuse_refunds = "RULE_LIMIT"
    assert (await wechat.gateway.refund(refund_request())).status is GatewayRefundStatus.DONE
    refused = await wechat.gateway.refund(refund_request(1, "back2"))
    assert (refused.status, refused.reason) == (GatewayRefundStatus.DECLINED, "rule_limit")


async def test_what_was_paid_and_went_back_was_paid(wechat: Wechat, clock: MovableClock) -> None:
    await paid(wechat, clock)
    await wechat.gateway.refund(refund_request())
    found = await wechat.gateway.query("pay1")
    assert (found.status, found.paid_fen) == (ChargeStatus.SUCCEEDED, AMOUNT_FEN)


# Who signs


def _other_body(answer: Response) -> Response:
    return Response(bytes(answer.body).replace(b"35531", b"35532"), headers=dict(answer.headers))


def _without(header: str) -> Change:
    def change(answer: Response) -> Response:
        del answer.headers[header]
        return answer

    return change


def _with(header: str, value: str) -> Change:
    def change(answer: Response) -> Response:
        answer.headers[header] = value
        return answer

    return change


FORGERIES = [
    _other_body,
    *(_without(f"wechatpay-{name}") for name in ("serial", "timestamp", "nonce", "signature")),
    _with("wechatpay-serial", "0" * 40),
    _with("wechatpay-timestamp", "soon"),
    _with("wechatpay-signature", "no Base64!"),
    _with("wechatpay-signature", base64.b64encode(b"\0" * 256).decode()),
    lambda _: Response(b"[]"),
    lambda _: Response(b"no JSON"),
    lambda _: Response(b'{"code": "ORDER_NOT_EXIST"}', 500),
    lambda _: Response(b'{"code": "ORDER_NOT_EXIST"}', 429),
    lambda _: Response(b"[]", 404),
    lambda _: Response(b"", 301, {"location": "/elsewhere"}),
]


@pytest.fixture(params=["wechat", "wechat_by_key"])
def either(request: pytest.FixtureRequest) -> Wechat:
    """By certificates and by its public key."""
    made: Wechat = request.getfixturevalue(request.param)
    return made


@pytest.mark.parametrize("change", FORGERIES)
async def test_an_answer_that_is_not_theirs_is_no_answer(
    either: Wechat, clock: MovableClock, change: Change
) -> None:
    await paid(either, clock)
    either.server.say_next = change
    assert (await either.gateway.query("pay1")).status is ChargeStatus.UNKNOWN
    assert (await either.gateway.query("pay1")).status is ChargeStatus.SUCCEEDED


async def test_an_answer_of_long_ago_is_no_answer(wechat: Wechat, clock: MovableClock) -> None:
    await paid(wechat, clock)
    wechat.server.age_s = 310
    assert (await wechat.gateway.query("pay1")).status is ChargeStatus.UNKNOWN


async def test_a_refusal_may_be_unsigned_but_not_signed_by_a_stranger(wechat: Wechat, keys: Keys) -> None:
    unsigned = Response(b'{"code": "ORDER_NOT_EXIST"}', 404)
    wechat.server.say_next = lambda _: unsigned
    assert (await wechat.gateway.query("pay1")).status is ChargeStatus.NOT_FOUND
    wechat.server.signer = Signer(wechat.server.signer.serial, keys.stranger)
    assert (await wechat.gateway.query("pay1")).status is ChargeStatus.UNKNOWN


async def test_a_request_in_another_merchants_name_opens_nothing(
    wechat: Wechat, clock: MovableClock, keys: Keys
) -> None:
    wechat.server._merchant_key = keys.stranger  # whose merchant this then is
    assert (await wechat.gateway.start(charge(clock))).status is ChargeStatus.UNKNOWN
    assert wechat.server.orders == {}


async def test_a_new_certificate_is_fetched_when_it_is_first_used_and_each_once(
    wechat: Wechat, clock: MovableClock, keys: Keys
) -> None:
    await paid(wechat, clock)
    for _ in range(3):
        assert (await wechat.gateway.query("pay1")).status is ChargeStatus.SUCCEEDED
    assert wechat.server.asked_for_certificates == 1
    later = _an_hour_later(wechat)
    wechat.server.signer = certified(keys.stranger)
    wechat.server.signers.append(wechat.server.signer)
    for _ in range(3):
        assert (await wechat.gateway.query("pay1")).status is ChargeStatus.SUCCEEDED
    assert wechat.server.asked_for_certificates == 2
    later.advance(hours=13)
    said = wechat.server.notification("pay1")
    wechat.server.signers.pop()  # with which that was signed: called back
    wechat.server.signer = wechat.server.signers[0]
    with pytest.raises(InvalidSignature):
        await wechat.gateway.read(*said)


async def test_a_certificate_that_ran_out_signs_nothing(
    wechat: Wechat, clock: MovableClock, keys: Keys
) -> None:
    wechat.server.signer = certified(keys.wechat, days=0)
    wechat.server.signers = [wechat.server.signer]
    assert (await wechat.gateway.start(charge(clock))).status is ChargeStatus.UNKNOWN


async def test_strangers_cannot_make_us_ask_for_certificates_all_day(wechat: Wechat) -> None:
    for number in range(20):
        headers = wechat.server.headers(b"{}") | {"wechatpay-serial": f"{number:040X}"}
        with pytest.raises(InvalidSignature):
            await wechat.gateway.read(headers, b"{}")
    assert wechat.server.asked_for_certificates == 1


async def test_certificates_sealed_for_somebody_else_or_signed_by_none_of_them_are_not_taken(
    wechat: Wechat, clock: MovableClock, keys: Keys
) -> None:
    own = wechat.server.signer
    wechat.server.signer = Signer(own.serial, keys.stranger)
    assert (await wechat.gateway.start(charge(clock))).status is ChargeStatus.UNKNOWN
    wechat.server.signer = own
    _an_hour_later(wechat)
    wechat.gateway._client._keys = _with_key(wechat, "9" * 32)
    assert (await wechat.gateway.query("pay1")).status is ChargeStatus.UNKNOWN


async def test_while_a_shop_moves_to_the_public_key_certificates_are_taken_too(
    wechat_by_key: Wechat, clock: MovableClock, keys: Keys
) -> None:
    await paid(wechat_by_key, clock)
    wechat_by_key.server.signer = certified(keys.stranger)
    wechat_by_key.server.signers.append(wechat_by_key.server.signer)
    said = await wechat_by_key.gateway.read(*wechat_by_key.server.notification("pay1"))
    assert said is not None
    assert said.result.status is ChargeStatus.SUCCEEDED


def _an_hour_later(wechat: Wechat) -> MovableClock:
    """From now on the age of certificates is counted by this clock."""
    clock = MovableClock()
    begun, platform = clock.now(), wechat.gateway._client._platform_keys
    asked = platform._asked_at
    platform._now = lambda: asked + (clock.now() - begun).total_seconds()
    clock.advance(hours=1)
    return clock


def _with_key(wechat: Wechat, key: str) -> WechatKeys:
    return replace(wechat.gateway._client._keys, shared=key.encode())


# Notifications


async def test_a_notification_says_what_was_paid(wechat: Wechat, clock: MovableClock) -> None:
    await paid(wechat, clock)
    said = await wechat.gateway.read(*wechat.server.notification("pay1"))
    assert said is not None
    assert (said.payment_id, said.result.status) == ("pay1", ChargeStatus.SUCCEEDED)
    assert (said.result.paid_fen, said.result.reference) == (
        AMOUNT_FEN,
        wechat.server.orders["pay1"].transaction_id,
    )


async def test_after_a_start_the_first_notification_is_understood(
    wechat: Wechat, wechat_settings: dict[str, Any], clock: MovableClock
) -> None:
    """By a process that has asked for nothing yet."""
    await paid(wechat, clock)
    address = str(wechat.gateway._client._http.base_url)
    anew = wechat_gateway(Settings(wechat_server_url=address, **wechat_settings), clock)
    said = await anew.read(*wechat.server.notification("pay1"))
    assert said is not None
    assert said.payment_id == "pay1"
    await anew.aclose()


@pytest.mark.parametrize("event", ["REFUND.SUCCESS", "TRANSACTION.FAIL", "SOMETHING.NEW"])
async def test_word_of_anything_else_is_heard_and_changes_nothing(
    wechat: Wechat, clock: MovableClock, event: str
) -> None:
    await paid(wechat, clock)
    assert await wechat.gateway.read(*wechat.server.notification("pay1", event=event)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"mchid": "1900000009"},
        {"appid": "wx2026000000000009"},
        {"amount": {"total": "35531"}},
        {"amount": {"total": True}},
        {"amount": {"total": -1}},
        {"amount": {}},
        {"key": "9" * 32},
    ],
)
async def test_what_is_for_somebody_else_or_says_no_amount_is_not_taken(
    wechat: Wechat, clock: MovableClock, changes: dict[str, Any]
) -> None:
    await paid(wechat, clock)
    with pytest.raises(InvalidSignature):
        await wechat.gateway.read(*wechat.server.notification("pay1", **changes))


async def test_a_notification_that_was_touched_or_is_old_is_forged(
    wechat: Wechat, clock: MovableClock, keys: Keys
) -> None:
    await paid(wechat, clock)
    headers, body = wechat.server.notification("pay1")
    probe = {"wechatpay-signature": "WECHATPAY/SIGNTEST/" + headers["wechatpay-signature"]}  # they try us
    for given_headers, given_body in ((headers, body + b" "), (headers | probe, body), ({}, body)):
        with pytest.raises(InvalidSignature):
            await wechat.gateway.read(given_headers, given_body)
    wechat.server.age_s = 310
    with pytest.raises(InvalidSignature):
        await wechat.gateway.read(*wechat.server.notification("pay1"))


async def test_signed_but_no_notification_it_is_not_taken(wechat: Wechat) -> None:
    for said in (b"", b"[]", b"null", b"{}", json.dumps({"event_type": "TRANSACTION.SUCCESS"}).encode()):
        with pytest.raises(InvalidSignature):
            await wechat.gateway.read(wechat.server.headers(said), said)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), value=st.text(max_size=20))
def test_whatever_comes_by_the_public_key_it_is_forged_and_nothing_else(
    wechat_by_key: Wechat, body: bytes, value: str
) -> None:
    serial = wechat_by_key.server.signer.serial
    names = ("timestamp", "nonce", "signature")
    headers = {f"wechatpay-{name}": value for name in names} | {"wechatpay-serial": serial}
    with pytest.raises(InvalidSignature):
        wechat_by_key.gateway.read(headers, body).send(None)  # it waits for nothing


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("SUCCESS", ChargeStatus.SUCCEEDED),
        ("REFUND", ChargeStatus.SUCCEEDED),
        ("NOTPAY", ChargeStatus.WAITING),
        ("USERPAYING", ChargeStatus.WAITING),
        ("CLOSED", ChargeStatus.DECLINED),
        ("REVOKED", ChargeStatus.DECLINED),
        ("PAYERROR", ChargeStatus.DECLINED),
        ("SOMETHING_NEW", ChargeStatus.UNKNOWN),
    ],
)
async def test_every_state_of_an_order_is_understood_or_unknown(
    wechat: Wechat, clock: MovableClock, state: str, status: ChargeStatus
) -> None:
    await paid(wechat, clock)
    said = await wechat.gateway.read(*wechat.server.notification("pay1", trade_state=state))
    assert said is not None
    assert said.result.status is status
    wechat.server.orders["pay1"].state = state
    assert (await wechat.gateway.query("pay1")).status is status


async def test_keys_bodies_and_signatures_are_in_no_log(
    wechat: Wechat, clock: MovableClock, caplog: pytest.LogCaptureFixture, wechat_settings: dict[str, Any]
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    await opened(wechat, clock)
    wechat.server.lose_next_answer = 1
    await wechat.gateway.query("pay1")
    await wechat.gateway.refund(refund_request())
    assert "RESOURCE_NOT_EXISTS" in caplog.text
    private = wechat_settings["wechat_private_key_file"].read_text()[40:80]
    for secret in ("pay1", "35531", "WECHATPAY2", APIV3_KEY, private, MERCHANT_ID):
        assert secret not in caplog.text
    assert APIV3_KEY not in repr(wechat.gateway._client._keys)


# Settings


NEEDED = {
    "payment_gateways": "wechat",
    "web_port": 8080,
    "wechat_app_id": "wx1",
    "wechat_merchant_id": "1",
    "wechat_private_key_file": "key.pem",
    "wechat_certificate_serial": "5b7c6a0011223344",
    "wechat_apiv3_key": APIV3_KEY,
    "payments_public_url": "https://shop.example",
}


@pytest.mark.parametrize("name", [name for name in NEEDED if name not in ("payment_gateways", "web_port")])
def test_each_setting_that_is_missing_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name.upper()} is missing"):
        load_settings(**{key: value for key, value in NEEDED.items() if key != name})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"wechat_apiv3_key": "too short 42"}, "WECHAT_APIV3_KEY is wrong"),
        ({"wechat_apiv3_key": "é" * 32}, "WECHAT_APIV3_KEY is wrong"),
        ({"wechat_certificate_serial": "serial=5B"}, "WECHAT_CERTIFICATE_SERIAL is wrong"),
        ({"wechat_public_key_id": "0119"}, "WECHAT_PUBLIC_KEY_ID is wrong"),
        ({"wechat_public_key_id": "PUB_KEY_ID_0119"}, "WECHAT_PUBLIC_KEY_FILE is missing"),
        ({"wechat_public_key_file": "pub_key.pem"}, "WECHAT_PUBLIC_KEY_ID is missing"),
        ({"payments_public_url": "http://shop.example"}, "PAYMENTS_PUBLIC_URL is wrong"),
    ],
)
def test_a_wrong_setting_is_a_sentence_without_its_value(changed: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        load_settings(**(NEEDED | changed))
    for value in changed.values():
        assert value not in str(refused.value)


def test_keys_that_cannot_be_used_are_sentences(
    wechat_settings: dict[str, Any], wechat_public_key: dict[str, Any]
) -> None:
    given = wechat_settings | wechat_public_key
    private, public = given["wechat_private_key_file"], given["wechat_public_key_file"]
    swapped = {"wechat_private_key_file": public, "wechat_public_key_file": private}
    with pytest.raises(SettingsError, match="WECHAT_PRIVATE_KEY_FILE must hold a private key"):
        wechat_keys(Settings(**(given | swapped | {"wechat_public_key_file": public})))
    with pytest.raises(SettingsError, match="WECHAT_PUBLIC_KEY_FILE must hold a public key"):
        wechat_keys(Settings(**(given | swapped | {"wechat_private_key_file": private})))
    private.write_text("no key")
    with pytest.raises(SettingsError, match="WECHAT_PRIVATE_KEY_FILE holds no RSA key"):
        wechat_keys(Settings(**given))
    private.unlink()
    with pytest.raises(SettingsError, match="WECHAT_PRIVATE_KEY_FILE cannot be read"):
        wechat_keys(Settings(**given))
