"""Which column of a table tells what: by its header, or, where there is none, by what stands in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from domain.billtexts.plain import plain
from domain.patterns import pattern
from domain.planfiles.cells import (
    count_of,
    day_of,
    is_a_number,
    is_nothing,
    looks_like_money,
    money_of,
    paid_of,
    period_of,
    words_of,
)
from domain.planfiles.results import Cell, Column, FileFault, FileRefused, Row
from domain.value import Value

ABOVE = 20  # rows in which a header is looked for
LONGEST_HEADER = 12
_BESIDE_A_HEADER = pattern(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|[\s:*#_.。,，、/-]|人民币|单位|元$|rmb|cny|¥")
_OF_IT = "(?:应还|应付|应缴|应交|本期|当期|每期|每月|本月|月|期|还款|归还|偿还|应还款|计划|约定)*"
# In this order: of several columns that may be the amount the first one is meant.
_HEADERS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    (Column.LEFT, pattern("(?:剩余|还剩|剩|未还|待还)(?:的)?(?:期数|几期|期次|月数)|periodsleft|left|remainingperiods?")),
    (Column.PERIODS, pattern("(?:总|分期|全部|共|借款)期数|共?几期|期数合计|分几期|periods|terms|numberofperiods")),
    (Column.NO, pattern(
        "(?:还款|分期|账单|当前|本)?期(?:数|次|号|别|序)|第几期|序号|期|no|number|period|periodno|term|installment(?:no)?")),
    (Column.DUE, pattern(
        "(?:应还|应付|应缴|应交|约定|计划|最后|最晚|最迟|本期|每期|每月|预计|账单)*"
        "(?:还款|还|到期|扣款|缴款|缴|付款|支付|划扣|截止)?(?:款)?(?:日期|日|时间|到期日|截止日|截止日期|期限)|"
        "(?:每月)?(?:几号还|哪天还|还款号)|到期|duedate|date|due|dueon|paymentdate|dueday|day")),
    (Column.AMOUNT, pattern(
        "(?:本期|当期|每期|每月|本月|月|期)*(?:应还|应付|应缴|应交)(?:款)?(?:本息)?(?:总)?(?:金额|总额|额|合计|总计|款|和)?|"
        "(?:本期|当期|每期|每月|本月|月|期)+(?:还款|还|付款|付|缴款|缴|供款|供)(?:款)?(?:总)?(?:金额|总额|额|多少)?|"
        "(?:本期|每期|本月)(?:金额|本息)|amountdue|installmentamount|monthlypayment|dueamount")),
    (Column.AMOUNT, pattern(
        "还款(?:总)?(?:金额|总额|额)|还款本息|本息(?:合计|总额|和|总计)?|月供|期供|payment|账单金额|待还金额|待还")),
    (Column.AMOUNT, pattern("金额|合计|总额|总计|小计|amount|total")),
    (Column.PRINCIPAL, pattern(rf"{_OF_IT}本金(?:金额|额)?|principal")),
    (Column.INTEREST, pattern(rf"{_OF_IT}利息(?:金额|额)?|interest")),
    (Column.FEE, pattern(rf"{_OF_IT}(?:分期)?(?:手续费|服务费|费用|管理费|担保费|保费)(?:金额|额)?|fees?")),
    (Column.STATE, pattern(
        "(?:还款|账单|当前|本期|缴款|支付)?(?:状态|情况)|"
        "是否(?:已)?(?:经)?(?:还款?|还清|结清|缴款?|付款?)|status|state|paid")),
    (Column.LENDER, pattern(
        "(?:放款|贷款|分期|借款|出借|金融|还款|发卡)?(?:机构|银行|公司)(?:名称)?|"
        "贷款方|出借方|债权人|lender|bank|creditor")),
    (Column.NAME, pattern(
        "名称|名字|账单(?:名称)?|项目(?:名称)?|(?:分期|借款|债务)(?:名称|项目)?|商品(?:名称)?|用途|贷款(?:名称|产品|类型)|"
        "产品(?:名称)?|平台(?:名称)?|name|bill|item|title|loan")),
)  # fmt: skip
_TELLING = {Column.DUE, Column.AMOUNT, Column.PRINCIPAL}
_NAME_LIKE = pattern("[a-z\u4e00-\u9fff]{2}")
_NEARLY_ALL = 0.8


class Table(Value):
    """The columns by what they tell; `headers`: what the file calls them, of one without a header nothing. `above`: words
    over the table.
    """

    places: Mapping[Column, int]
    headers: Mapping[Column, str]
    rows: Sequence[Row]
    above: str
    width: int

    def cell(self, row: Row, column: Column) -> Cell:
        return row.cell(self.places.get(column))


def table_of(rows: Sequence[Row], today: date) -> Table | None:
    """Return the table in the rows; None where there is none. Raises `FileRefused` where several may be the amount."""
    for place, row in enumerate(rows[:ABOVE]):
        places = header_of(row)
        if len(places) > 1 and _TELLING & places.keys():
            above = " ".join(words_of(cell) for one in rows[:place] for cell in one.cells if cell)
            headers = {column: str(row.cells[at]).strip()[:LONGEST_HEADER] for column, at in places.items()}
            width = max(at for at, cell in enumerate(row.cells) if cell is not None) + 1
            header = [*map(str, row.cells)]  # as it is written: what is no number cannot be compared as one
            body = [one for one in rows[place + 1 :] if [*map(str, one.cells)] != header]  # on each page anew
            return Table(places, headers, body, above, width)
    return _without_header(rows, today)


def header_of(row: Row) -> dict[Column, int]:
    """Return what the cells name; of several that name the same, the one that names it best."""
    best: dict[Column, tuple[int, int]] = {}
    for at, cell in enumerate(row.cells):
        named = _BESIDE_A_HEADER.sub("", plain(cell)) if isinstance(cell, str) else ""
        for rank, (column, called) in enumerate(_HEADERS):
            if named and called.fullmatch(named):
                if column not in best or rank < best[column][0]:
                    best[column] = (rank, at)
                break
    return {column: at for column, (_, at) in best.items()}


def _without_header(rows: Sequence[Row], today: date) -> Table | None:
    width = max((len(row.cells) for row in rows), default=0)
    left = [at for at in range(width) if any(row.cell(at) is not None for row in rows)]
    places: dict[Column, int] = {}

    def take(column: Column, fits: Callable[[Cell], object]) -> None:
        for at in left:
            cells = [row.cell(at) for row in rows if row.cell(at) is not None]
            if column not in places and sum(bool(fits(cell)) for cell in cells) >= _NEARLY_ALL * len(cells):
                places[column] = at
        left[:] = [at for at in left if at not in places.values()]

    take(Column.DUE, lambda cell: not is_a_number(cell) and day_of(cell, today))
    take(Column.STATE, lambda cell: count_of(cell) is None and paid_of(cell) is not None)
    numbers = [at for at in left if _counts(rows, at)]
    if numbers:
        places[Column.NO] = numbers[0]
        left.remove(numbers[0])
    amounts = [
        at for at in left if _share(rows, at, lambda cell: money_of(cell) or is_nothing(cell)) >= _NEARLY_ALL
    ]
    if not amounts or (Column.DUE not in places and Column.NO not in places):
        return None
    places[Column.AMOUNT] = _amount_among(rows, amounts)
    left = [at for at in left if at not in amounts]
    take(Column.NAME, lambda cell: _NAME_LIKE.search(words_of(cell)))
    usual = max(
        sorted({len(row.cells) for row in rows}), key=lambda many: sum(len(row.cells) == many for row in rows)
    )
    return Table(places, {}, rows, "", usual)


def _share(rows: Sequence[Row], at: int, fits: Callable[[Cell], object]) -> float:
    cells = [row.cell(at) for row in rows if row.cell(at) is not None]
    return sum(bool(fits(cell)) for cell in cells) / max(len(cells), 1)


def _counts(rows: Sequence[Row], at: int) -> bool:
    """Return whether the column numbers its rows: each one more than the one above."""
    found = [period_of(row.cell(at)) for row in rows]
    if len(found) < 2 or any(looks_like_money(row.cell(at)) for row in rows):
        return found != [] and all(
            isinstance(row.cell(at), str) and "期" in words_of(row.cell(at)) for row in rows
        )
    numbers = [one[0] for one in found if one is not None]
    steps = [after - before for before, after in pairwise(numbers)]
    return len(numbers) == len(found) and (set(steps) == {1} or set(steps) == {-1})


def _amount_among(rows: Sequence[Row], amounts: Sequence[int]) -> int:
    """Return the column that is the sum of the others, where there are several. Raises `FileRefused`."""
    if len(amounts) == 1:
        return amounts[0]
    for at in amounts:
        others = [other for other in amounts if other != at]
        sums = [
            (money_of(row.cell(at)), sum(money_of(row.cell(other)) or 0 for other in others)) for row in rows
        ]
        if len(others) > 1 and all(whole == parts for whole, parts in sums):
            return at
    raise FileRefused(FileFault.AMBIGUOUS)
