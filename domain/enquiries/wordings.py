"""Short questions whose words leave no doubt what is asked, as a customer who is late says them. Pure."""

from __future__ import annotations

import re

from domain.patterns import pattern
from domain.text import folded, simplified
from domain.understanding.topics import Intent

_BEFORE = "(?:我|那|请问|现在|目前|已经|到底|总共|一共|这笔|这一笔|这期|这个|账单|还款|都)*"
_AFTER = "(?:了|啊|呀|呢|吗|嘛)*"
_DAYS = "(?:(?:几|多少)天|多久|多长时间)"
_HOW_LATE = (
    rf"{_BEFORE}(?:(?:逾期|超期|过期)了?|(?:晚|迟|拖|拖欠|欠)(?:还|交)?了)(?:有)?{_DAYS}{_AFTER}"
    r"|[\u4e00-\u9fffa-z0-9 ]{1,8}逾期(?:几|多少)天了"
)
_COST = (
    rf"{_BEFORE}(?:逾期|超期)?{_BEFORE}(?:要|得|会|该|被|需要)*(?:罚|罚款|罚息|多交|多付|多缴|多出|多收)(?:了|我|款|息|金|的)*"
    rf"(?:是|有)?(?:多少|几块|几毛)(?:钱|块|元)?{_AFTER}"
)
_SAID: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "screen.overdue_cost",
        pattern(
            rf"{_HOW_LATE}|{_COST}|how (?:late|overdue) am i|how many days (?:am i )?(?:late|overdue)(?: am i)?"
        ),
    ),
    (
        "screen.total_owed",
        pattern(r"how much (?:do|did) i (?:still )?owe(?: you| in total| altogether| in all)?"),
    ),
)
INTENT_OF = {"screen.overdue_cost": Intent.OVERDUE, "screen.total_owed": Intent.BILL_QUERY}


def topic_said(words: str) -> str | None:
    """Return the topic of such a question; None of everything else."""
    plain = simplified(folded(words)).strip("?？!！。.~, ")
    return next((topic for topic, form in _SAID if form.fullmatch(plain)), None)
