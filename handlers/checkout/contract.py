"""What is read and agreed before an order: the cost disclosure, with the agreement on the same screen."""

from __future__ import annotations

from datetime import date
from html import escape

from domain.checkout.results import CheckoutStep, Disclosure
from domain.value import replace
from handlers.buttons.breakdowns import ExplainRates
from handlers.buttons.checkout import Agree, CheckoutBack
from handlers.checkout.agreement import AgreementText, agreement_text
from handlers.plans.disclosure_views import all_payments, contingent_costs, cost_table
from handlers.services import Services
from handlers.ui.components import back, bold, name, schedule_table
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply


async def contract_screen(services: Services, t: Texts, customer_id: str, shown: Disclosure) -> Reply:
    """Return the disclosure with the agreement as filled in for this customer, which is kept as what they look at."""
    facts = await services.agreements.agreement_facts(customer_id, shown.draft_id)
    agreement = agreement_text(t, facts)
    version = await services.agreements.agreement_shown(
        customer_id,
        shown.draft_id,
        version=agreement.version,
        sha256=agreement.sha256,
        locale=agreement.locale,
    )
    return disclosure_screen(t, replace(shown, version=version), agreement, services.today())


def disclosure_screen(t: Texts, shown: Disclosure, agreement: AgreementText, today: date) -> Reply:
    return Reply(
        parts=(
            bold(t("综合融资成本明示表")),
            *((t("还款日或费用变了，订单还没有下。请按新的再看一遍。"),) if shown.renewed else ()),
            cost_table(t, shown),
            contingent_costs(t, shown, today),
            t("您将与%(lender)s签订《分期服务协议》，全文在下面。", lender=name(t, shown.lender_name)),
            t("请读完，按钮稍后出现。") if not shown.reading_over else t("读完并同意，就可以继续。"),
        ),
        folded=(
            (t("每期还款明细"), schedule_table(t, all_payments(shown, today), today.year)),
            (t("分期服务协议全文"), escape(_with_code(t, agreement))),
        ),
        keyboard=_keyboard(t, shown),
        reading=None if shown.reading_over else shown.draft_id,
    )


def _with_code(t: Texts, agreement: AgreementText) -> str:
    code = t(
        "版本 %(version)s　校验码 %(code)s",
        version=agreement.version,
        code=agreement.sha256[:12],
    )
    return f"{agreement.text.rstrip()}\n\n{code}"


def _keyboard(t: Texts, shown: Disclosure) -> tuple[tuple[Button, ...], ...]:
    return_row = (back(t, CheckoutBack(shown.draft_id, CheckoutStep.DISCLOSURE)),)
    if not shown.reading_over:
        return (return_row,)
    tick = Button(
        t("☐ 我已阅读，同意《分期服务协议》"), Agree(shown.draft_id, shown.version), style="primary"
    )
    # Not before: the button to go on is edited into this message, wherever one has gone from it.
    return ((tick,), (Button(t("怎么算的"), ExplainRates(shown.draft_id)),), return_row)
