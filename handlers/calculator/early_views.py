"""Paying a part ahead of time, or all: what is left, and what each use of the money saves."""

from __future__ import annotations

from domain.calculator.codes import code_of, code_of_early
from domain.calculator.results import EarlyCalculation, PartEarly
from domain.terms import Method, PrepayStrategy
from handlers.buttons.calculator import AskEarly, SendCalculatedChart
from handlers.calculator.views import to_calculation
from handlers.calculator.wording import cost_name, offer_text
from handlers.ui.components import back, bold
from handlers.ui.cost_names import inside
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, Table, reply

WAYS = {PrepayStrategy.FEWER: N_("少还几期"), PrepayStrategy.SMALLER: N_("每期少还")}


def early_screen(t: Texts, found: EarlyCalculation) -> Reply:
    code, early = code_of(found.calculation.offer), found.early
    body = _whole(t, found) if early.amount_fen is None else _part(t, found, early.amount_fen)
    return reply(
        t("🧮 %(offer)s", offer=bold(offer_text(t, found.calculation.offer))),
        *body,
        t("有的机构提前还要收违约金，这里没有算；以合同为准。"),
        keyboard=[
            [Button(t("看图"), SendCalculatedChart(code, code_of_early(early)))] if found.parts else None,
            [Button(t("换个时间或金额"), AskEarly(code)), Button(t("看整个方案"), to_calculation(code))],
            [back(t, to_calculation(code))],
        ],
    )


def _whole(t: Texts, found: EarlyCalculation) -> list[str | Table]:
    offer = found.calculation.offer
    cost = inside(cost_name(t, offer))
    left = {"no": found.early.after, "balance": bold(t.money(found.balance_fen))}
    said = [t("还完第 %(no)d 期当天结清，要还剩余本金 %(balance)s。", **left)]
    saved = {
        "count": offer.periods - found.early.after,
        "cost": cost,
        "saved": bold(t.money(found.waived_fen)),
    }
    if offer.bears_interest:
        return [*said, t("后面 %(count)d 期的%(cost)s %(saved)s 不用再付。", **saved)]
    return [
        *said,
        t(
            "后面 %(count)d 期的%(cost)s还有 %(saved)s：合同约定不再收的，就省下这些；约定照收的，结清不省钱。",
            **saved,
        ),
    ]


def _part(t: Texts, found: EarlyCalculation, amount_fen: int) -> list[str | Table]:
    cost = inside(cost_name(t, found.calculation.offer))
    stays, is_level = found.calculation.payments_fen[found.early.after :], found.calculation.is_level
    best = max(found.parts, key=lambda part: part.saved_fen)
    return [
        t(
            "还完第 %(no)d 期，提前还 %(amount)s，%(cost)s最多省 %(saved)s。",
            no=found.early.after,
            amount=bold(t.money(amount_fen)),
            cost=cost,
            saved=bold(t.money(best.saved_fen)),
        ),
        Table(
            header=(t("怎么还"), t("还剩期数"), t("每期") if is_level else t("下一期"), t("省")),
            rows=(
                (t("不提前还"), str(len(stays)), t.money(stays[0]), "–"),
                *(_row(t, part) for part in found.parts),
            ),
        ),
        _explained(t, found, len(stays)),
        t("没提前还时，从这里起还有%(cost)s %(left)s。", cost=cost, left=t.money(found.cost_left_fen)),
    ]


def _row(t: Texts, part: PartEarly) -> tuple[str, ...]:
    return (
        t(WAYS[part.strategy]),
        str(part.periods),
        t.money(part.payments_fen[0]),
        t.money(part.saved_fen),
    )


def _explained(t: Texts, found: EarlyCalculation, left: int) -> str:
    by_way = {part.strategy: part for part in found.parts}
    fewer, smaller = by_way.get(PrepayStrategy.FEWER), by_way[PrepayStrategy.SMALLER]
    offer, is_level = found.calculation.offer, found.calculation.is_level
    if is_level or offer.method is Method.INTEREST_ONLY:
        less = t("每期少还：期数不变，每期少 %(less)s。", less=t.money(found.less_fen(smaller)))
    else:
        less = t("每期少还：期数不变，下一期少 %(less)s。", less=t.money(found.less_fen(smaller)))
    if fewer is None:
        return less
    if is_level:
        sooner = t("少还几期：每期不变，早 %(count)d 期还完。", count=left - fewer.periods)
    elif offer.method is Method.EQUAL_PRINCIPAL:
        sooner = t(
            "少还几期：每期还的本金不变，利息逐期减少，早 %(count)d 期还完。", count=left - fewer.periods
        )
    else:
        sooner = t("少还几期：早 %(count)d 期还完。", count=left - fewer.periods)
    return sooner + "\n" + less
