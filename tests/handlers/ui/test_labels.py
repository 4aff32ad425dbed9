"""Labels are whole on a phone, and no two of a screen are alike."""

from __future__ import annotations

import pytest

from handlers.buttons.bills import OpenBill
from handlers.buttons.home import OpenHome
from handlers.ui.labels import WIDEST, laid_out, room_in, width
from handlers.ui.reply import Button, ButtonRow

LONG = "小米手机 15 · 12GB+256GB"


def labels(*rows: ButtonRow) -> list[list[str]]:
    return [[button.label for button in row] for row in laid_out(rows)]


def about(label: str, number: int = 1, name: str | None = None) -> Button:
    return Button(label, OpenBill(f"bill-{number}"), name=name)


def test_what_has_room_stays_as_it_is() -> None:
    assert labels([about("还 ¥357.24"), about("账单", 2)], [about("返回", 3)]) == [
        ["还 ¥357.24", "账单"],
        ["返回"],
    ]


def test_of_a_name_goes_first_which_one_of_its_kind_it_is() -> None:
    assert labels([about(f"还 ¥357.24（{LONG}）", name=LONG)]) == [["还 ¥357.24（小米手机 15）"]]


def test_a_name_is_cut_so_that_the_amount_behind_it_is_seen() -> None:
    name = "很长很长的一个商品名字，长得一行放不下"
    ((label,),) = labels([about(f"{name}　¥12,345.67", name=name)])
    assert label.endswith("…　¥12,345.67")
    assert width(label) <= WIDEST[1]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_row_without_room_for_its_labels_is_broken(count: int) -> None:
    wide = "长" * (room_in(count) // 2 + 1)
    rows = labels([about(wide, number) for number in range(count)])
    assert [label for row in rows for label in row].count(wide) + sum(
        label.endswith(wide) for row in rows for label in row if label != wide
    ) == count
    assert all(width(label) <= room_in(len(row)) for row in rows for label in row)
    assert len(rows) > 1


def test_labels_that_are_equal_and_lead_elsewhere_are_numbered_in_their_order() -> None:
    same = f"{LONG}　¥3,999.00"
    assert labels([about(same, 1)], [about(same, 2)], [about("返回", 3)]) == [
        [f"① {same}"],
        [f"② {same}"],
        ["返回"],
    ]


def test_a_number_takes_its_room_from_the_name() -> None:
    name = "长" * 14
    rows = labels(*([about(f"{name}　¥3,999.00", number, name)] for number in (1, 2)))
    assert [row[0][0] for row in rows] == ["①", "②"]
    assert all(width(label) <= WIDEST[1] for row in rows for label in row)


def test_a_sign_and_what_leads_to_the_same_stay_as_they_are() -> None:
    signs = [about("－", 1), about("＋", 2)]
    assert labels(signs, [about("－", 3), about("＋", 4)]) == [["－", "＋"], ["－", "＋"]]
    home = Button("回首页", OpenHome())
    assert labels([home], [home]) == [["回首页"], ["回首页"]]
