"""Who wants somebody else to see their due dates is understood; who does not, or asks something else, is not."""

from __future__ import annotations

import pytest

from domain.sharing.wordings import wants_to_share


@pytest.mark.parametrize(
    "said",
    [
        "共享给家人看还款日", "让我老婆也能看到", "让我老婆也能看到我的还款日", "给我妈看一下我的账单", "給我媽看我的帳單",
        "想让家人知道哪天还款", "能不能让我女朋友也看到我的账单", "把还款日分享给我老公", "分享给老公",
        "讓我太太也看得到繳款日", "账单可以共享给别人吗", "让孩子帮我看还款日。",
    ],
)  # fmt: skip
def test_wishes_to_share(said: str) -> None:
    assert wants_to_share(said)


@pytest.mark.parametrize(
    "said",
    [
        "不想让老婆看到我的账单", "别让我妈知道我分期", "会不会让家人知道我分期", "逾期会通知家人吗", "怕家人知道",
        "给我看账单", "让我看看还款日", "给老婆买手机分期", "给我妈还款", "我老婆的账单", "帮我姐还花呗", "分享商品给朋友",
        "给家人买", "让客服看我的账单", "欠我哥2000 年底还", "给别人还款怎么还",
    ],
)  # fmt: skip
def test_what_means_something_else(said: str) -> None:
    assert not wants_to_share(said)
