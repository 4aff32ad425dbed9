"""Replies: tables in both forms, nothing from outside becomes markup."""

from __future__ import annotations

from handlers.buttons.bills import OpenBills
from handlers.buttons.home import OpenHome
from handlers.ui.reply import Button, Reply, Table, reply
from handlers.ui.sending import bare_markup, markup

TABLE = Table(header=("期数", "每期"), rows=(("3 期", "¥1,333.00"), ("12 期", "¥357.24")))


def test_a_table_as_text_is_aligned_by_the_width_of_its_characters() -> None:
    assert TABLE.plain() == "<pre>期数        每期\n3 期   ¥1,333.00\n12 期    ¥357.24</pre>"


def test_a_table_as_rich_message_aligns_amounts_to_the_right() -> None:
    assert TABLE.rich().startswith('<table><tr><th align="left">期数</th><th align="right">每期</th></tr>')


def test_cells_are_escaped_in_both_forms() -> None:
    table = Table(header=("<b>",), rows=(("&",),))
    assert "<b>" not in table.rich() + table.plain().removeprefix("<pre>")
    assert "&amp;" in table.rich()
    assert "&amp;" in table.plain()


def test_parts_and_rows_that_are_none_are_left_out() -> None:
    made = reply("a", None, "b", keyboard=[None, [Button("x", OpenHome())]])
    assert made.html() == "a\nb"
    assert len(made.keyboard) == 1


def test_only_tables_and_folded_texts_need_a_rich_message() -> None:
    assert not reply("a").is_rich
    assert reply(TABLE).is_rich
    assert Reply(parts=("a",), folded=(("t", "c"),)).is_rich


def test_a_button_becomes_exactly_one_kind_of_telegram_button() -> None:
    keyboard = markup(
        reply("x", keyboard=[[Button("a", OpenHome(), style="primary")], [Button("b", url="https://example.com")],
                             [Button("c", copy="1")]])
    )  # fmt: skip
    assert keyboard is not None
    first, second, third = (row[0] for row in keyboard.inline_keyboard)
    assert (first.callback_data, first.style) == ("1hm", "primary")
    assert second.url == "https://example.com"
    assert third.copy_text is not None


def test_both_forms_of_a_keyboard_say_the_same() -> None:
    shown = reply(
        "账单",
        keyboard=[
            [Button("还款", OpenBills(), style="primary"), Button("打开", url="https://example.com/pay")],
            [Button("复制", copy="355.31")],
        ],
    )
    usual = markup(shown)
    assert usual is not None
    assert bare_markup(shown) == usual.to_dict()
    assert bare_markup(reply("账单")) is None
