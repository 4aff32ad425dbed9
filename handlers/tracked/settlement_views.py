"""What settling a tracked bill now would save, and which of them costs most."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.tracked.results import SettlePolicy, TrackedBillView, TrackedKind, TrackedSettling
from domain.tracked.settlement import MOST_FEE_PCT
from handlers.buttons.tracked import ChooseTrackedSettling, OpenTrackedBill, OpenTrackedSettling
from handlers.ui.components import back, bold
from handlers.ui.i18n import N_, Texts
from handlers.ui.notes import NOTED
from handlers.ui.reply import Button, ButtonRow, Reply, reply

ON_BUTTONS = 3
_POLICIES = {
    SettlePolicy.WAIVED: N_("以后的利息和手续费都免"),
    SettlePolicy.CURRENT: N_("只收这一期的"),
    SettlePolicy.CHARGED: N_("剩下的照样收"),
}


def settling_screen(t: Texts, bill: TrackedBillView) -> Reply:
    settling, name = bill.settling, bold(bill.terms.name or "")
    if settling is None:
        return reply(
            t("%(name)s 没记借了多少、一共几期，算不出提前还清省多少。", name=name),
            keyboard=[[back(t, OpenTrackedBill(bill.bill_id))]],
        )
    return reply(
        _comes_to(t, name, settling),
        t("剩余本金约 %(amount)s，按期还还要付 %(plan)s。", amount=t.money(settling.principal_left_fen),
          plan=t.money(settling.on_plan_fen)),
        t("按等额本息估算。") if bill.terms.kind is TrackedKind.LOAN else t("按每期本金一样多估算。"),
        t("提前还清怎么收，看合同或者问机构，选一个：") if settling.policy is None else t("要是收法不一样，可以换一个："),
        t("这只是估算，以机构的结清金额为准。"),
        keyboard=[
            *([_policy_button(t, bill, one)] for one in _POLICIES),
            [_fee_button(t, bill, pct) for pct in range(1, MOST_FEE_PCT + 1)],
            [back(t, OpenTrackedBill(bill.bill_id))],
        ],
    )  # fmt: skip


def _comes_to(t: Texts, name: str, settling: TrackedSettling) -> str:
    saved_fen = settling.saved_fen
    if settling.amount_fen is None or saved_fen is None:
        return t("%(name)s 提前还清能省多少，看机构怎么收。", name=name)
    amount = bold(t.money(settling.amount_fen))
    if saved_fen > 0:
        saved = bold(t.money(saved_fen))
        return t(
            "%(name)s 现在还清约 %(amount)s，比按期还少付约 %(saved)s。",
            name=name,
            amount=amount,
            saved=saved,
        )
    if saved_fen < 0:
        more = bold(t.money(-saved_fen))
        return t("%(name)s 现在还清约 %(amount)s，反而多付约 %(more)s。", name=name, amount=amount, more=more)
    return t("%(name)s 现在还清约 %(amount)s，不省钱。", name=name, amount=amount)


def _policy_button(t: Texts, bill: TrackedBillView, policy: SettlePolicy) -> Button:
    label = t(_POLICIES[policy])
    is_chosen = bill.terms.settle_policy is policy
    return Button(f"✓ {label}" if is_chosen else label, ChooseTrackedSettling(bill.bill_id, policy.value, 0))


def _fee_button(t: Texts, bill: TrackedBillView, pct: int) -> Button:
    is_chosen = bill.terms.settle_policy is SettlePolicy.FEE and bill.terms.settle_fee_pct == pct
    label = t("违约金 %(pct)d%%", pct=pct)
    action = ChooseTrackedSettling(bill.bill_id, SettlePolicy.FEE.value, pct)
    return Button(f"✓ {label}" if is_chosen else label, action)


# Beside the loans here: which of the notes costs most


def noted_lines(t: Texts, bills: Sequence[TrackedBillView]) -> list[str | None]:
    """Say of each note what it costs a year and what settling it would save, the dearest first; those of which that is not
    known are named as such.
    """
    open_bills = [bill for bill in bills if bill.next_due is not None]
    rated = dearest_first(open_bills)
    unknown = [escape(bill.terms.name or "") for bill in open_bills if bill.rates is None]
    return [
        "\n".join([t("您自己记的，年化高的在前："), *(_rated(t, bill) for bill in rated)]) if rated else None,
        t("没记借了多少、一共几期，算不出年化：%(names)s。", names=t("、").join(unknown))
        if unknown
        else None,
    ]


def dearest_first(bills: Sequence[TrackedBillView]) -> list[TrackedBillView]:
    rated = [bill for bill in bills if bill.rates is not None and bill.next_due is not None]
    return sorted(rated, key=lambda bill: -(bill.rates.simple_pct if bill.rates else 0))


def noted_rows(t: Texts, bills: Sequence[TrackedBillView]) -> list[ButtonRow]:
    rated = [bill for bill in dearest_first(bills) if bill.settling is not None][:ON_BUTTONS]
    return [
        [
            Button(
                t("%(name)s 提前还清省多少", name=bill.terms.name or ""),
                OpenTrackedSettling(bill.bill_id),
                name=bill.terms.name,
            )
        ]
        for bill in rated
    ]


def _rated(t: Texts, bill: TrackedBillView) -> str:
    assert bill.rates is not None
    values = {"name": escape(bill.terms.name or ""), "rate": t.percent(bill.rates.simple_pct)}
    if bill.settling is None:
        said = t("%(name)s：年化 %(rate)s（单利）", **values)
    elif bill.settling.saved_fen is None:
        said = t("%(name)s：年化 %(rate)s（单利），提前还清怎么收还没选", **values)
    elif bill.settling.saved_fen > 0:
        saved = t.money(bill.settling.saved_fen)
        said = t("%(name)s：年化 %(rate)s（单利），现在还清约省 %(saved)s", saved=saved, **values)
    else:
        said = t("%(name)s：年化 %(rate)s（单利），现在还清不省钱", **values)
    return f"{NOTED} {said}"
