"""Several bills at once: which ones, what they come to together, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.errors import DomainError
from domain.loans.results import BillState, BillView
from domain.payments.results import BatchOutcome, BatchView, Receipt
from domain.quotes.results import BatchChoice, PaidBill
from handlers.buttons.bills import OpenBills
from handlers.buttons.documents import SendReceipt
from handlers.buttons.repayment import ChooseBills, PayBatch, QuoteBills, StartChoosing
from handlers.repayment.payment_views import awaited_screen, method_rows, no_method
from handlers.repayment.views import amount_changed, demo_note, play_note, split_text
from handlers.ui import bill_names
from handlers.ui.components import back, bold, goods
from handlers.ui.i18n import Texts
from handlers.ui.refusals import sentence
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply
from handlers.ui.selection import pack_picks

Counts = Mapping[int, int]

MOST_ROWS = 40  # a keyboard takes a hundred buttons; who has more chooses by the presets
RECEIPTS_SHOWN = 10


def choose_screen(t: Texts, choice: BatchChoice, counts: Counts) -> Reply:
    chosen = sum(counts.values())
    amount = t.money(choice.amount_fen(counts))
    return reply(
        t("已选 %(count)d 期，一共 %(amount)s", count=chosen, amount=bold(amount))
        if chosen
        else t("要还哪几期？点一下选上，再点一下取消。"),
        t("同一笔分期先还早的一期，所以选后面的会连前面的一起选上。")
        if any(len(loan.bills) > 1 for loan in choice.loans)
        else None,
        keyboard=[
            [
                Button(
                    t("还选中的 %(count)d 期 %(amount)s", count=chosen, amount=amount),
                    QuoteBills(pack_picks(counts), choice.version),
                    style="primary",
                )
            ]
            if chosen
            else None,
            *_bill_rows(t, choice, counts)[:MOST_ROWS],
            *_preset_rows(t, choice, counts),
            [back(t, OpenBills())],
        ],
    )


def _bill_rows(t: Texts, choice: BatchChoice, counts: Counts) -> list[ButtonRow]:
    rows: list[ButtonRow] = []
    for loan_no, loan in enumerate(choice.loans, 1):
        for number, bill in enumerate(loan.bills, 1):
            is_chosen = number <= counts.get(loan_no, 0)
            wanted = {**counts, loan_no: number - 1 if is_chosen else number}
            action = ChooseBills(pack_picks(wanted), choice.version)
            label = _bill_label(t, bill, choice.today, is_chosen=is_chosen)
            rows.append([Button(label, action, name=t.name(bill.title))])
    return rows


def _bill_label(t: Texts, bill: BillView, today: date, *, is_chosen: bool) -> str:
    return t(
        "%(mark)s %(day)s %(amount)s %(goods)s %(bill)s",
        mark="✅" if is_chosen else "⬜",
        day=_day(t, bill, today),
        amount=t.money(bill.owed_fen),
        goods=goods(t, bill.title, bill.item_count),
        bill=bill_names.period(t, bill.no),
    )


def _day(t: Texts, bill: BillView, today: date) -> str:
    if bill.state is BillState.OVERDUE:
        return t("逾期 %(days)d 天", days=bill.days_late)
    if bill.state is BillState.GRACE:
        return t("宽限期")
    return t("今天") if bill.due_date == today else t.short_day(bill.due_date, today)


def _preset_rows(t: Texts, choice: BatchChoice, counts: Counts) -> list[ButtonRow | None]:
    """Return only those that would choose something else than the others, and than what is chosen."""
    presets = {
        t("只选逾期的"): choice.late,
        t("选到期的"): choice.due,
        t("全部选上"): choice.everything,
        t("都不选"): {},
    }
    shown: list[Button] = []
    seen: list[Counts] = [{loan_no: count for loan_no, count in counts.items() if count}]
    for label, preset in presets.items():
        is_empty = not preset and label != t("都不选")
        if preset in seen or is_empty:
            continue
        seen.append(preset)
        shown.append(Button(label, ChooseBills(pack_picks(preset), choice.version)))
    return [shown[:2], shown[2:]]


def nothing_to_choose(t: Texts) -> str:
    return t("现在没有可以一起还的账单。")


def changed(t: Texts) -> str:
    return t("账单刚刚有变动，请再看一遍。")


# Confirming


def confirm_screen(t: Texts, batch: BatchView, payment_methods: tuple[str, ...], *, demo: bool) -> Reply:
    amount = t.money(batch.amount_fen)
    parts = [part for quote in batch.quotes for part in quote.bills]
    return reply(
        amount_changed(t, batch),
        t("一起还 %(count)d 期，%(amount)s", count=len(parts), amount=bold(amount)),
        _table(t, parts),
        split_text(t, batch.split),
        t("%(count)d 笔分期会一笔一笔付，每笔都有自己的回单。", count=len(batch.quotes))
        if len(batch.quotes) > 1
        else None,
        no_method(t, payment_methods),
        demo_note(t, demo=demo),
        keyboard=[
            *method_rows(
                t,
                batch.amount_fen,
                t("确认还款 %(amount)s", amount=amount),
                payment_methods,
                lambda payment_method: PayBatch(batch.batch_id, payment_method, 0),
            ),
            [back(t, StartChoosing())],
        ],
    )


def _table(t: Texts, parts: Sequence[PaidBill]) -> Table:
    return Table(
        words=1,
        header=(t("商品"), t("期"), t("金额")),
        rows=tuple(
            (
                goods(t, part.bill.title, part.bill.item_count),
                bill_names.cell(t, part.bill.no, part.bill.periods),
                t.money(part.split.total_fen),
            )
            for part in parts
        ),
    )


# Afterwards


def outcome_screen(t: Texts, batch_id: str, payment_method: str, outcome: BatchOutcome) -> Reply:
    """Show what is paid so far, above what is to be done for the next one."""
    done = _done(t, outcome.receipts) if outcome.receipts else ()
    if outcome.awaited is None:
        shown = reply(
            *done,
            *_what_is_left(t, outcome),
            keyboard=[*receipt_rows(t, outcome.receipts), *_ways_on(t, outcome)],
        )
        return shown.as_proof() if outcome.receipts else shown
    awaited = awaited_screen(t, outcome.awaited)
    following = [
        Button(t("付好了，付下一笔"), PayBatch(batch_id, payment_method, place(outcome)), style="primary")
    ]
    return Reply(
        parts=(*done, _number_of(t, outcome), *awaited.parts),
        keyboard=(tuple(following), *awaited.keyboard) if outcome.left else awaited.keyboard,
    )


def place(outcome: BatchOutcome) -> int:
    """Return the place of the one that is paid now, from 1."""
    return len(outcome.receipts) + 1


def _number_of(t: Texts, outcome: BatchOutcome) -> str:
    count = place(outcome) + outcome.left
    return t("第 %(place)d 笔，共 %(count)d 笔：", place=place(outcome), count=count)


def _done(t: Texts, receipts: Sequence[Receipt]) -> tuple[str | Table, ...]:
    total_fen = sum(receipt.amount_fen for receipt in receipts)
    parts = [part for receipt in receipts for part in receipt.bills]
    note = play_note(t, is_play=any(receipt.is_play for receipt in receipts))
    paid = (t("✅ 已还 %(amount)s", amount=bold(t.money(total_fen))), _table(t, parts))
    return (*paid, note) if note else paid


def _what_is_left(t: Texts, outcome: BatchOutcome) -> tuple[str, ...]:
    if outcome.stopped is None:
        return ()
    return t("还有 %(count)d 笔分期没有还。", count=outcome.left), _why(t, outcome.stopped)


def _why(t: Texts, error: DomainError) -> str:
    return changed(t) if error.code == "stale" else sentence(t, error)


def receipt_rows(t: Texts, receipts: Sequence[Receipt]) -> list[ButtonRow]:
    return [
        [
            Button(
                t("回单（%(goods)s）", goods=goods(t, receipt.title, receipt.item_count)),
                SendReceipt(receipt.payment_id),
                name=t.name(receipt.title),
            )
        ]
        for receipt in receipts[:RECEIPTS_SHOWN]
    ]


def _ways_on(t: Texts, outcome: BatchOutcome) -> list[ButtonRow]:
    bills = Button(t("我的账单"), OpenBills())
    if outcome.stopped is None:
        return [[bills]]
    return [[Button(t("重新选账单"), StartChoosing(), style="primary")], [bills]]
