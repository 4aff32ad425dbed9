"""提前还清省多少, of what is owed elsewhere: an estimate under the policy that the customer picks. Nothing is paid by it."""

from __future__ import annotations

from domain.errors import Stale
from domain.tracked.results import SettlePolicy
from handlers.buttons.tracked import ChooseTrackedSettling, OpenTrackedSettling
from handlers.context import Context
from handlers.tracked import settlement_views as views
from handlers.tracked.handlers import show_tracked
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button


async def open_settling(context: Context, action: OpenTrackedSettling) -> Reply:
    detail = await context.services.tracked.bill(context.customer.id, action.bill_id)
    return views.settling_screen(context.t, detail.bill)


async def choose(context: Context, action: ChooseTrackedSettling) -> Reply:
    try:
        policy = SettlePolicy(action.policy)
    except ValueError:  # no button of ours says so
        raise Stale() from None
    tracked = context.services.tracked
    detail = await tracked.choose_settling(context.customer.id, action.bill_id, policy, action.fee_pct)
    shown = views.settling_screen(context.t, detail.bill)
    # Said, since the one that is chosen already changes nothing on the screen.
    return shown.with_toast(context.t("已切换")).drawn_anew(OpenTrackedSettling(action.bill_id))


TAPS: Taps = (
    on_button(OpenTrackedSettling, open_settling, show_tracked),
    on_button(ChooseTrackedSettling, choose, show_tracked),
)
PHRASES: Phrases = {}
