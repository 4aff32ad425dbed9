"""Who opened a Mini App: signed by Telegram, recent, a person."""

from __future__ import annotations

import json

import pytest

from bot.web.init_data import MOST_AGE_S, Opener, read_init_data, signed
from domain.ports import InvalidSignature

TOKEN, NOW = "123456:ABC-DEF", 1_795_478_400.0
FIELDS = {
    "query_id": "AAE",
    "auth_date": str(int(NOW)),
    "user": json.dumps({"id": 7, "first_name": "张", "language_code": "zh-hans"}, ensure_ascii=False),
}


def test_what_telegram_signed_says_who_opened_it() -> None:
    assert read_init_data(signed(FIELDS, TOKEN), TOKEN, NOW) == Opener(7, int(NOW))
    assert read_init_data(signed(FIELDS, TOKEN), TOKEN, NOW + MOST_AGE_S) == Opener(7, int(NOW))


def test_the_hash_is_the_one_of_telegrams_description() -> None:
    """Worked out with the command line's openssl: the secret is HMAC-SHA256 of the token under "WebAppData"."""
    assert signed({"auth_date": "1", "user": "{}"}, "1:a").endswith(
        "hash=4b6449b69b2251ac6102874b0783c9f66143e1d995b2f64e058b9b59e4d064e7"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hash=",
        "user=%7B%7D",
        signed(FIELDS, "123456:another"),
        signed(FIELDS, TOKEN).replace("%22id%22%3A+7", "%22id%22%3A+8"),
        signed(FIELDS, TOKEN) + "&user=%7B%22id%22%3A8%7D",
        signed({**FIELDS, "auth_date": str(int(NOW) - MOST_AGE_S - 1)}, TOKEN),
        signed({**FIELDS, "auth_date": str(int(NOW) + 120)}, TOKEN),
        signed({**FIELDS, "auth_date": "soon"}, TOKEN),
        signed({**FIELDS, "user": '{"id": "7"}'}, TOKEN),
        signed({**FIELDS, "user": "[]"}, TOKEN),
        signed({**FIELDS, "user": '{"id": true}'}, TOKEN),
        signed({**FIELDS, "user": '{"id": 7, "language_code": "\\ud800"}'}, TOKEN),
        signed({**FIELDS, "user": "[" * 3_000}, TOKEN),
        signed({"auth_date": FIELDS["auth_date"]}, TOKEN),
        "a" * 10_000,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidSignature):
        read_init_data(text, TOKEN, NOW)
