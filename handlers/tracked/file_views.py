"""What a file of a repayment plan is answered: why it is not taken, and which of its lines were not read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.billtexts.results import NoBill, Origin
from domain.identity.card import PictureFault
from domain.planfiles.reader import MOST_BILLS
from domain.planfiles.results import Column, Fault, FileFault, FileReading, FileRefused, LineFault
from domain.planfiles.service import LARGEST
from domain.planfiles.text_files import MOST_ROWS
from domain.value import replace
from handlers.buttons.bills import OpenBills
from handlers.buttons.tracked import OpenTracked, StartTracking
from handlers.ui.components import home
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

LISTED = 8  # faults
MEGABYTE = 1_000_000
_REFUSED = {
    FileFault.WRONG_KIND: N_("这个文件我读不了。能读的是表格：CSV、TXT，或者 Excel 的 xlsx、xls，或者 ods。"),
    FileFault.TOO_LARGE: N_("文件太大了。请只留还款计划那张表，%(megabytes)d MB 以内。"),
    FileFault.TOO_MANY_ROWS: N_("表里超过 %(rows)d 行。请只留这一笔的还款计划。"),
    FileFault.TOO_MANY_BILLS: N_("一个文件里最多读 %(bills)d 笔，请分成几个文件发。"),
    FileFault.EMPTY: N_("这个文件是空的。"),
    FileFault.LOCKED: N_("这个文件有密码。请去掉密码再发。"),
    FileFault.BROKEN: N_("这个文件打不开，可能没有存完整。请重新导出再发。"),
    FileFault.NO_TABLE: N_(
        "没找到还款日和金额。请在第一行写上每一列是什么，比如「期数」「还款日」「应还金额」。"
    ),
    FileFault.AMBIGUOUS: N_(
        "有几列都像金额，我不知道该记哪一列。请在第一行写上每一列是什么，比如「应还金额」「本金」「利息」。"
    ),
    FileFault.FOREIGN_MONEY: N_("表里的金额不是人民币。现在只能记人民币的账单。"),
    FileFault.NO_LINE: N_("表里没有一行能读懂："),
    FileFault.OVER: N_("表里的每一期都过了，或者已经还清，没有要提醒的。"),
    FileFault.FAILED: N_("这次没有读出来。请另存为 CSV 再发一次。"),
}
_PICTURES = {
    PictureFault.TOO_LARGE: N_("图片太大了，请发 10 MB 以内的。"),
    PictureFault.NOT_A_PICTURE: N_("这个文件不是图片，或者打不开。"),
    PictureFault.TOO_MANY_PIXELS: N_("图片太大了，请截成一屏一张再发。"),
    PictureFault.TOO_LONG: N_("图片太长了，请截成一屏一张再发。"),
    PictureFault.TOO_SMALL: N_("图片太小，看不清上面的字。请发原图。"),
    PictureFault.UNREADABLE: N_("图片上没有看到字。"),
    PictureFault.FAILED: N_("这张图片没有读出来，请再发一次。"),
}
_NO_BILL = {
    NoBill.FOREIGN_MONEY: N_("图片里的金额不是人民币。现在只能记人民币的账单。"),
    NoBill.ADVERTISEMENT: N_("这张图片像是广告，里面没有账单。"),
    NoBill.NOT_A_BILL: N_("图片里没看出账单。请截账单或还款计划那一页，还款日和金额都要在上面。"),
}
_COLUMNS = {
    Column.NO: N_("期数"),
    Column.DUE: N_("还款日"),
    Column.AMOUNT: N_("金额"),
    Column.PRINCIPAL: N_("本金"),
    Column.INTEREST: N_("利息"),
    Column.FEE: N_("手续费"),
    Column.STATE: N_("状态"),
    Column.NAME: N_("名称"),
    Column.LENDER: N_("机构"),
    Column.LEFT: N_("剩余期数"),
    Column.PERIODS: N_("总期数"),
}
_FAULTS = {
    LineFault.UNREAD: N_("第 %(line)d 行「%(column)s」看不懂：%(said)s"),
    LineFault.MISSING: N_("第 %(line)d 行「%(column)s」是空的"),
    LineFault.NOTHING_DUE: N_("第 %(line)d 行「%(column)s」没有应还的：%(said)s"),
    LineFault.TOO_LARGE: N_("第 %(line)d 行「%(column)s」太大了：%(said)s"),
    LineFault.TWICE: N_("第 %(line)d 行「%(column)s」和前面的重复"),
    LineFault.OUT_OF_ORDER: N_("第 %(line)d 行「%(column)s」比前一期还早"),
    LineFault.TOO_WIDE: N_("第 %(line)d 行多出一格，可能是金额里的逗号把它分开了"),
    LineFault.DONE: N_("第 %(line)d 行已经还清，不用记"),
}


def refused(t: Texts, why: FileRefused) -> Reply:
    said = t(_REFUSED[why.fault], megabytes=LARGEST // MEGABYTE, rows=MOST_ROWS, bills=MOST_BILLS)
    return reply(
        said,
        _listed(t, why.faults),
        t("什么都没记，文件我也没有留。也可以用一句话告诉我，或者把账单的短信、通知转给我。"),
        keyboard=_ways_on(t),
    )


def too_often(t: Texts, *, pictures: bool = False) -> Reply:
    said = (
        t("图片发得太快了，这一张没有读。请过一分钟再发。")
        if pictures
        else t("文件发得太快了，这一个没有读。请过一分钟再发。")
    )
    return reply(said, keyboard=_ways_on(t))


def not_fetched(t: Texts, *, pictures: bool = False) -> Reply:
    said = t("图片没有取到，请再发一次。") if pictures else t("文件没有取到，请再发一次。")
    return reply(said, keyboard=_ways_on(t))


def pictures_unread(t: Texts) -> Reply:
    """Answer a picture where nothing is installed that reads it."""
    return reply(
        t("图片我看不了。账单的短信、通知可以直接转给我，也可以用一句话告诉我，或者发还款计划的表格。"),
        keyboard=[[Button(t("我的账单"), OpenBills()), Button(t("记一笔"), StartTracking())], [home(t)]],
    )


def picture_refused(t: Texts, fault: PictureFault) -> Reply:
    return reply(t(_PICTURES[fault]), *_else(t), keyboard=_ways_on(t))


def no_bill_in_picture(t: Texts, why: NoBill) -> Reply:
    return reply(t(_NO_BILL[why]), *_else(t), keyboard=_ways_on(t))


def picture_over(t: Texts) -> Reply:
    return reply(t("图片里的每一期都过了，或者已经还清，没有要提醒的。"), *_else(t), keyboard=_ways_on(t))


def _else(t: Texts) -> tuple[str]:
    return (t("什么都没记，图片我也没有留。也可以用一句话告诉我，或者把账单的短信、通知转给我。"),)


def with_faults(t: Texts, shown: Reply, reading: FileReading) -> Reply:
    """Add to what a file told of which of its lines were not read, in front of the question at the end."""
    is_picture = reading.bills[0].origin is Origin.PICTURE
    gone = t("图片我没有留。") if is_picture else t("文件我没有留。")
    said = (_faults(t, reading.faults), _other_total(t, reading), gone)
    more = [part for part in said if part]
    if len(reading.bills) > 1:
        return replace(shown, parts=(*shown.parts, *more))
    *before, last = shown.parts
    return replace(shown, parts=(*before, *more, last))


def _faults(t: Texts, faults: Sequence[Fault]) -> str | None:
    if not faults:
        return None
    heading = t("有 %(count)d 处请您看一下，其余的都读好了：", count=len(faults))
    return f"{heading}\n{_listed(t, faults)}"


def _listed(t: Texts, faults: Sequence[Fault]) -> str | None:
    lines = [_fault(t, fault) for fault in faults[:LISTED]]
    if len(faults) > LISTED:
        lines.append(t("……还有 %(count)d 处", count=len(faults) - LISTED))
    return "\n".join(lines) or None


def _fault(t: Texts, fault: Fault) -> str:
    named = "" if fault.column is None else fault.header or t(_COLUMNS[fault.column])
    return t(_FAULTS[fault.why], line=fault.line, column=escape(named), said=escape(fault.said or ""))


def _other_total(t: Texts, reading: FileReading) -> str | None:
    if reading.total_fen is None:
        return None
    return t("表里写的合计是 %(total)s，和各期加起来的不一样。", total=t.money(reading.total_fen))


def _ways_on(t: Texts) -> list[list[Button]]:
    return [[Button(t("记一笔"), StartTracking()), Button(t("我的分期"), OpenTracked(0))], [home(t)]]
