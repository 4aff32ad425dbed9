"""What a text can be that somebody of the shop types: every number of ours, and how a person is named."""

from __future__ import annotations

import pytest

from domain.lookups.rules import LONGEST, ClueKind, clues_of
from tests.support.builders import ADULT, PHONE

K = ClueKind


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("F26113045QKM2", K.ORDER, "F26113045QKM2"),
        ("订单号：f26113045qkm2", K.ORDER, "F26113045QKM2"),
        ("7f3kq2", K.CASE, "7F3KQ2"),
        ("JQ261130-7F3K", K.DOCUMENT, "JQ261130-7F3K"),
        ("8F3K-29QX-7M2P-WXYZ", K.DOCUMENT_CODE, "8f3k29qx7m2pwxyz"),
        ("7k3m9qxyz2ab", K.OUR_ID, "7k3m9qxyz2ab"),
        ("HT-2026/0001", K.CONTRACT, "HT-2026/0001"),
        ("2026113022001412345678901234", K.REFERENCE, "2026113022001412345678901234"),
        (f"手机号 +86 {PHONE[:3]} {PHONE[3:7]}-{PHONE[7:]}", K.PHONE, PHONE),
        (ADULT[:6] + " " + ADULT[6:], K.ID_NUMBER, ADULT),
        ("张 示例", K.NAME, "张示例"),
        ("王＊＊", K.NAME_MASK, "王**"),
        ("欧阳**", K.NAME_MASK, "欧阳**"),
        ("123456", K.TELEGRAM, "123456"),
    ],
)
def test_a_number_or_a_name_is_known_for_what_it_is(typed: str, kind: ClueKind, value: str) -> None:
    assert {clue.kind: clue.value for clue in clues_of(typed)}.get(kind) == value


def test_what_can_be_several_things_is_looked_up_as_each_of_them() -> None:
    assert {clue.kind for clue in clues_of(PHONE)} >= {K.PHONE, K.TELEGRAM}
    assert {clue.kind for clue in clues_of("234567")} >= {K.CASE, K.TELEGRAM}


@pytest.mark.parametrize(
    "typed", ["", "  ", "订单号", "**", "x" * (LONGEST + 1), "今天天气怎么样？", "٣٣٣٣٣٣", "张"]
)
def test_what_nobody_is_found_by_is_looked_up_as_nothing(typed: str) -> None:
    assert [clue for clue in clues_of(typed) if clue.kind is not K.NAME] == []


def test_what_somebody_is_known_by_is_in_no_traceback() -> None:
    assert PHONE not in repr(clues_of(PHONE))
