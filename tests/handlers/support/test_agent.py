"""找客服: requests about a loan are offered to whoever has one."""

from __future__ import annotations

from datetime import time

from handlers.buttons.support import AskFor, WriteToPerson
from handlers.services import StaffHours
from handlers.support.views import agent_screen
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply

T = texts_for("zh_CN")
HOURS = StaffHours(time(9), time(18), open_now=True)


def kinds(screen: Reply) -> list[type[object]]:
    return [type(button.action) for row in screen.keyboard for button in row]


def test_whoever_has_bills_may_say_what_it_is_about() -> None:
    assert kinds(agent_screen(T, HOURS, None, has_bills=True)).count(AskFor) == 5


def test_whoever_has_none_is_offered_a_person_and_nothing_that_is_then_refused() -> None:
    offered = kinds(agent_screen(T, HOURS, None, has_bills=False))
    assert AskFor not in offered
    assert WriteToPerson in offered
