"""What people say who want a plan in hardship at once: 我想申请个性化分期, 帮我办展期. Pure."""

from __future__ import annotations

from domain.patterns import pattern
from domain.text import folded, simplified

_WANTS = pattern(
    "(?:我|我想|想|要|能不能|能|可不可以|可以|请|麻烦|帮我|给我|替我|在这里|在这|这里)*(?:申请|办理?个?|做个?|走|要个?|来个?|弄个?)(?:一下|1下|一个|一份)?"
    "(?:贷款|还款)?(?:展期|个性化(?:的)?(?:分期|还款)|重新分期|二次分期|再分期)(?:的?(?:方案|还款|计划))?(?:一下|可以|行|成)?(?:吗|么|嘛|不|吧|呢|了)?"
)


def wants_a_plan(words: str) -> bool:
    """Return whether the words, as a whole, ask for another plan because paying as agreed is hard."""
    return _WANTS.fullmatch(simplified(folded(words)).strip("。.!！?？~ ")) is not None
