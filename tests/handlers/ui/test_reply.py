"""Replies: tables in both forms, nothing from outside becomes markup."""

from __future__ import annotations

import re

from handlers.buttons.bills import OpenBills
from handlers.buttons.home import OpenHome
from handlers.ui.reply import MAX_TEXT, Button, Reply, Table, read_length, reply
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


LONG = Reply(
    parts=("标题", TABLE),
    folded=(
        ("明细", Table(header=("期", "应还"), rows=tuple((str(no), "¥1,000.00") for no in range(400)))),
        ("协议", "\n".join(f"第 {no} 条" + "约" * 60 for no in range(60))),
    ),
    keyboard=((Button("继续", OpenHome()),),),
)


def test_what_is_too_long_for_one_plain_message_has_its_folded_texts_before_it() -> None:
    *before, last = LONG.pages()
    assert last == reply("标题", TABLE).html()
    assert all(read_length(page) <= MAX_TEXT for page in before)
    assert len(before) > 2
    shown = "\n".join(before)
    assert all(f"第 {no} 条" in shown for no in range(60))
    assert all(
        re.search(rf"^(?:<pre>)?{no}\s+¥1,000.00(?:</pre>)?$", shown, re.MULTILINE) for no in range(1, 400)
    )
    assert all(page.count("<pre>") == page.count("</pre>") for page in before)


def test_what_fits_is_one_message() -> None:
    short = Reply(parts=("a",), folded=(("t", "c"),))
    assert short.pages() == (short.html(),)


def test_a_cell_of_two_lines_stands_on_two_where_there_are_no_tables() -> None:
    table = Table(header=("期数", "利息合计"), rows=(("3 期", "¥1.00\n13.03%"),))
    assert table.plain() == "<pre>期数  利息合计\n3 期     ¥1.00\n        13.03%</pre>"
    assert "¥1.00 13.03%" in table.rich()
