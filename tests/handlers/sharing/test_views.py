"""What the owner, whoever is asked and whoever watches read: only what is shared, in every language."""

from __future__ import annotations

from datetime import date

import pytest

from domain.outbox.results import NoticeKind
from domain.sharing.notices import ShareAcceptedContent, SharedLateContent, ShareEndedContent
from domain.sharing.results import (
    InvitedView,
    LateOf,
    SharedDue,
    SharingPage,
    SharingStatus,
    SharingView,
    WatchedView,
    WatchingView,
)
from domain.text import LocalText
from domain.value import replace
from handlers.buttons.sharing import (
    AcceptInvitation,
    AskEndSharing,
    AskLeaveWatched,
    CancelInvitation,
    MakeInvitation,
    OpenWatched,
    RenewInvitation,
    ShareAmounts,
    ShareName,
)
from handlers.notices.views import notice
from handlers.sharing.views import SHOWN, invitation, sharing_screen, watched_screen
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply, Table
from tests.support.asking import buttons

TODAY = date(2026, 12, 1)
T = texts_for("zh_CN")
LINK, SECRET = "https://t.me/fenqi_bot?start=share_", "s" * 24
INVITED = SharingView(
    "id1", SharingStatus.INVITED, SECRET, date(2026, 12, 4), False, False, "小*", None, None
)
ACTIVE = SharingView("id1", SharingStatus.ACTIVE, None, None, False, False, "小*", "王*", TODAY)
NOTE = SharedDue(date(2026, 12, 10), LocalText({"zh_CN": "花呗<b>"}), 1, 3, 12, None, is_note=True)
LOAN = SharedDue(date(2026, 12, 5), LocalText({"zh_CN": "小米手机 15"}), 1, 3, 12, 35_724)
WATCHED = WatchedView("id1", "小*", False, TODAY, coming=(replace(LOAN, amount_fen=None), NOTE))


def words(screen: Reply) -> str:
    """What is read, whatever of it is bold."""
    return screen.html().replace("<b>", "").replace("</b>", "")


def page(own: SharingView | None, *watching: WatchingView) -> SharingPage:
    return SharingPage(TODAY, own, watching)


def test_before_anything_is_shared_it_says_what_that_means_and_makes_no_link_by_itself() -> None:
    screen = sharing_screen(T, page(None), LINK, "小*")
    assert "金额默认不显示" in words(screen)
    assert "对方同意了才开始" in words(screen)
    assert buttons(screen)[0].action == MakeInvitation()
    assert "t.me" not in screen.html()


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
def test_a_link_is_shown_copied_and_handed_on(locale: str) -> None:
    screen = sharing_screen(texts_for(locale), page(INVITED), LINK, "小*")
    assert f"<code>{LINK}{SECRET}</code>" in screen.html()
    handed, copied, amounts, name, renewed, cancelled = buttons(screen)[:6]
    assert handed.url is not None
    assert handed.url.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2Ffenqi_bot")
    assert copied.copy == LINK + SECRET
    assert [amounts.action, name.action] == [ShareAmounts(1), ShareName(0)]
    assert [renewed.action, cancelled.action] == [RenewInvitation("id1"), CancelInvitation("id1")]


@pytest.mark.parametrize("is_expired", [True, False])
def test_a_link_that_is_none_any_more_is_replaced_or_taken_back(is_expired: bool) -> None:
    lost = replace(INVITED, secret=None, is_expired=is_expired)
    screen = sharing_screen(T, page(lost), LINK, None)
    assert ("过期" in words(screen)) is is_expired
    assert [one.action for one in buttons(screen)][:2] == [RenewInvitation("id1"), CancelInvitation("id1")]


def test_the_owner_sees_who_watches_what_they_see_and_how_to_end_it() -> None:
    screen = sharing_screen(T, page(replace(ACTIVE, shows_amounts=True)), LINK, "小*")
    assert "王*看得到您的还款日" in words(screen)
    assert "还款日、账单名称和金额" in words(screen)
    actions = [one.action for one in buttons(screen)]
    assert ShareAmounts(0) in actions
    assert AskEndSharing("id1") in actions


def test_a_hidden_name_is_offered_to_be_shown_only_where_it_can_be_read() -> None:
    hidden = replace(ACTIVE, name=None)
    shown = [one.action for one in buttons(sharing_screen(T, page(hidden), LINK, "小*"))]
    assert ShareName(1) in shown
    unreadable = [one.action for one in buttons(sharing_screen(T, page(hidden), LINK, None))]
    assert ShareName(1) not in unreadable


def test_whom_one_watches_stands_there_too() -> None:
    screen = sharing_screen(T, page(None, WatchingView("a", "小*"), WatchingView("b", None)), LINK, None)
    labels = {one.label: one.action for one in buttons(screen)}
    assert labels["看 小*的还款日"] == OpenWatched("a")
    assert labels["看共享给我的还款日"] == OpenWatched("b")


@pytest.mark.parametrize("shows_amounts", [True, False])
def test_whoever_is_asked_reads_who_asks_what_is_seen_and_agrees_with_a_button_of_its_own(
    shows_amounts: bool,
) -> None:
    screen = invitation(T, InvitedView(SECRET, "小*", shows_amounts), "王*")
    assert words(screen).startswith("👥 小*邀请您")
    assert ("没有金额" in words(screen)) is not shows_amounts
    assert "对方会看到您的名字：王*" in words(screen)
    assert buttons(screen)[0].action == AcceptInvitation(SECRET)
    assert "有人邀请您" in words(invitation(T, InvitedView(SECRET, None, shows_amounts), None))


def test_who_watches_sees_days_and_names_without_a_column_of_amounts() -> None:
    screen = watched_screen(T, WATCHED)
    (table,) = [part for part in screen.parts if isinstance(part, Table)]
    assert table.header == ("还款日", "名称")
    assert table.rows[0] == ("12/5", "小米手机 15 第 3/12 期")
    assert "¥" not in screen.html()
    assert "逾期" not in screen.html()
    assert AskLeaveWatched("id1") in [one.action for one in buttons(screen)]


def test_the_next_day_of_what_comes_later_stands_below_the_two_months() -> None:
    yearly = replace(NOTE, day=date(2027, 12, 31), no=1, periods=1)
    screen = watched_screen(T, replace(WATCHED, coming=(), later=(yearly,)))
    assert words(screen).index("接下来两个月没有到期的。") < words(screen).index(
        "两个月以后，每笔最近的一期："
    )
    (table,) = [part for part in screen.parts if isinstance(part, Table)]
    assert table.rows == (("27/12/31", "花呗<b>"),)


def test_amounts_stand_there_where_the_owner_shows_them() -> None:
    shown = replace(WATCHED, shows_amounts=True, coming=(LOAN, NOTE))
    (table,) = [part for part in watched_screen(T, shown).parts if isinstance(part, Table)]
    assert [row[2] for row in table.rows] == ["¥357.24", "—"]


def test_what_is_open_is_told_of_a_loan_and_of_a_note_apart() -> None:
    late = (replace(LOAN, day=date(2026, 11, 30), amount_fen=None), replace(NOTE, day=date(2026, 11, 30)))
    text = words(watched_screen(T, replace(WATCHED, late=late)))
    assert "小米手机 15 第 3/12 期　还没收到" in text
    assert "没记已还" in text


def test_a_long_list_is_cut_and_says_so_and_a_silent_one_shows_nothing() -> None:
    many = watched_screen(T, replace(WATCHED, coming=(LOAN,) * (SHOWN + 3)))
    assert "还有 3 笔没有列出" in words(many)
    silent = watched_screen(T, replace(WATCHED, coming=(), is_silent=True))
    assert "现在看不到" in words(silent)
    assert "没有到期" not in words(silent)


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
def test_what_is_late_is_told_calmly_and_as_somebody_elses(locale: str) -> None:
    dues = (replace(LOAN, day=date(2026, 11, 30), amount_fen=None), replace(NOTE, day=date(2026, 11, 30)))
    content = SharedLateContent(NoticeKind.SHARED_LATE, TODAY, (LateOf("id1", "小*", dues),))
    shown = notice(texts_for(locale), content)
    assert "花呗&lt;b&gt;" in shown.html()
    for word in ("逾期", "罚息", "征信", "遲延", "overdue", "penalty", "¥"):
        assert word not in shown.html()
    assert [one.action for one in buttons(shown)] == [OpenWatched("id1"), AskLeaveWatched("id1")]


def test_who_agreed_and_what_ended_is_told_with_a_name_or_without() -> None:
    agreed = ShareAcceptedContent(NoticeKind.SHARE_ACCEPTED, TODAY, "王*")
    assert "王*同意了" in words(notice(T, agreed))
    assert "对方同意了" in words(notice(T, replace(agreed, watcher_name=None)))
    ended = ShareEndedContent(NoticeKind.SHARE_ENDED, TODAY, "小*")
    assert "小*的还款日不再共享给您" in words(notice(T, ended))
    assert "有一位的还款日不再共享给您" in words(notice(T, replace(ended, owner_name=None)))
