"""The pages of the log and of what waits for a second person."""

from __future__ import annotations

import re

from domain.staff.types import ProposalStatus, Role, Subject, SubjectKind, Verb
from tests.bot.console.conftest import Browser
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.staff import ABOVE_FEN

pytestmark = on_sqlite
SOMEBODY = Subject(SubjectKind.CUSTOMER, "c1")


def rows(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr>(?!<th)(.*?)</tr>", page)]


async def test_the_log_is_read_by_member_subject_and_day(browser: Browser, clock: MovableClock) -> None:
    added = await browser.people.add("Li Lei", Role.OWNER)
    await browser.sign_in(added)
    await browser.people.log.look(added.member, Verb.OPEN_CUSTOMER, SOMEBODY, reason="客户<来电>")
    day = clock.now().date()
    for query in (f"by={added.member.id}&kind=customer&about=c1", f"day={day}&kind=customer&about=c1"):
        (row,) = rows((await browser.get(f"/log?{query}")).text)
        assert "Li Lei" in row
        assert "打开客户资料" in row
        assert "客户&lt;来电&gt;" in row
    assert len(rows((await browser.get("/log")).text)) == 3
    for nothing in ("day=2020-01-01", "by=nobody", "kind=customer&about=c2"):
        assert "没有符合的记录" in (await browser.get(f"/log?{nothing}")).text
    for odd in ("day=never", "older=x", "older=99999999999999999999", "kind=odd&about=1"):
        assert (await browser.get(f"/log?{odd}")).status_code == 200


async def test_a_proposal_shows_what_it_moves_and_its_own_proposer_cannot_say_yes(
    browser: Browser, second_browser: Browser
) -> None:
    first, second = await browser.people.add("Li Lei"), await browser.people.add("Han Mei", Role.MONEY)
    refund = Subject(SubjectKind.REFUND, "r1")
    proposal = await browser.people.approvals.propose(
        first.member, Verb.PAY_BACK, refund, ABOVE_FEN + 1, details={}, reason="客户要求"
    )
    await browser.sign_in(first)
    own = (await browser.get("/approvals")).text
    assert f"/approvals/{proposal.id}/yes" not in own
    assert "登记人工退款：¥3,000.01" in own
    await second_browser.sign_in(second)
    assert "有 1 件等您确认" in (await second_browser.get("/")).text
    assert f"/approvals/{proposal.id}/yes" in (await second_browser.get("/approvals")).text
    path, reason = f"/approvals/{proposal.id}/no", f"reason-{proposal.id}"
    asked = await second_browser.post(path, **{reason: " "})
    assert (asked.status_code, "请写明原因" in asked.text) == (409, True)
    declined = await second_browser.post(path, **{reason: "金额不对"})
    assert declined.headers["location"] == "/console/approvals"
    assert (await browser.people.approvals.proposal(proposal.id)).status is ProposalStatus.DECLINED
    assert "Han Mei：没有同意" in (await browser.get("/approvals")).text
