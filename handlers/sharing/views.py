"""Due dates that one other person sees: what the owner, whoever is asked, and whoever watches read."""

from __future__ import annotations

from datetime import date
from html import escape
from urllib.parse import urlencode

from domain.sharing.results import (
    InvitedView,
    SharedDue,
    SharingPage,
    SharingStatus,
    SharingView,
    WatchedView,
    WatchingView,
)
from handlers.buttons.home import OpenHome
from handlers.buttons.sharing import (
    AcceptInvitation,
    AskEndSharing,
    AskLeaveWatched,
    CancelInvitation,
    EndSharing,
    LeaveWatched,
    MakeInvitation,
    OpenSharing,
    OpenWatched,
    RenewInvitation,
    ShareAmounts,
    ShareName,
)
from handlers.buttons.tracked import OpenTracked
from handlers.ui import bill_names
from handlers.ui.components import back, bold, goods
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply

SHOWN = 20
_SHARE = "https://t.me/share/url"


def sharing_screen(t: Texts, page: SharingPage, link: str, name: str | None) -> Reply:
    """`link`: of an invitation, up to its secret; `name`: of the customer, as it would be read."""
    parts, rows = _own(t, page, link, name)
    watching = t("您也在看别人共享给您的还款日：") if page.watching else None
    return reply(
        *parts,
        watching,
        keyboard=[*rows, *(_watching_row(t, one) for one in page.watching), [back(t, OpenTracked(0))]],
    )


def _own(t: Texts, page: SharingPage, link: str, name: str | None) -> tuple[list[str], list[ButtonRow]]:
    own = page.own
    if own is None:
        return _none_yet(t), [[Button(t("生成邀请链接"), MakeInvitation(), style="primary")]]
    if own.status is SharingStatus.ACTIVE:
        return _active(t, own, page.today), [
            *_choices(t, own, name),
            [Button(t("结束共享"), AskEndSharing(own.sharing_id))],
        ]
    if own.secret is None:
        lost = (
            t("邀请链接过期了，没有人用过。") if own.is_expired else t("原来的邀请链接读不出来了，请换一个。")
        )
        return [lost], [
            [Button(t("换一个链接"), RenewInvitation(own.sharing_id), style="primary")],
            [Button(t("取消邀请"), CancelInvitation(own.sharing_id))],
        ]
    address = link + own.secret
    return _invited(t, own, address, page.today), [
        [Button(t("发给对方"), url=_share(t, address), style="primary"), Button(t("复制链接"), copy=address)],
        *_choices(t, own, name),
        [
            Button(t("换一个链接"), RenewInvitation(own.sharing_id)),
            Button(t("取消邀请"), CancelInvitation(own.sharing_id)),
        ],
    ]


def _none_yet(t: Texts) -> list[str]:
    return [
        bold(t("共享还款日")),
        t("可以让一个人（比如家人）也看到您的还款日：只有日期和账单名称，金额默认不显示。"),
        t("到期没还的，第二天傍晚也会告诉对方一次。"),
        t("您发邀请链接，对方同意了才开始；两边都可以随时结束。"),
    ]


def _invited(t: Texts, own: SharingView, address: str, today: date) -> list[str]:
    assert own.valid_until is not None
    return [
        t("👥 您的邀请链接："),
        f"<code>{escape(address)}</code>",
        t("只能用一次，%(day)s当天还有效。对方同意后我会告诉您。", day=t.day(own.valid_until, today)),
        _what_is_seen(t, shows_amounts=own.shows_amounts),
        _how_named(t, own),
    ]


def _active(t: Texts, own: SharingView, today: date) -> list[str]:
    who = bold(own.watcher_name) if own.watcher_name else t("有一个人")
    since = t.day(own.since or today, today)
    return [
        t("👥 %(who)s看得到您的还款日，从 %(day)s开始。", who=who, day=since),
        _what_is_seen(t, shows_amounts=own.shows_amounts),
        _how_named(t, own),
        t("到期没还的，第二天傍晚也会告诉对方一次。"),
    ]


def _what_is_seen(t: Texts, *, shows_amounts: bool) -> str:
    if shows_amounts:
        return t("对方看得到：还款日、账单名称和金额。")
    return t("对方看得到：还款日和账单名称，没有金额。")


def _how_named(t: Texts, own: SharingView) -> str:
    if own.name is None:
        return t("不显示您的名字。")
    return t("您的名字显示为：%(name)s。", name=escape(own.name))


def _choices(t: Texts, own: SharingView, name: str | None) -> list[ButtonRow]:
    """Return what the other one sees, to be changed; a name that cannot be read is not offered."""
    amounts = (
        Button(t("不显示金额"), ShareAmounts(0))
        if own.shows_amounts
        else Button(t("显示金额"), ShareAmounts(1))
    )
    if own.name is not None:
        return [[amounts, Button(t("隐去名字"), ShareName(0))]]
    if name is None:
        return [[amounts]]
    return [[amounts, Button(t("显示为 %(name)s", name=name), ShareName(1), name=name)]]


def _share(t: Texts, address: str) -> str:
    """Return the address under which Telegram asks to whom the link is sent."""
    return f"{_SHARE}?{urlencode({'url': address, 'text': t('邀请您一起看我的还款日，打开后可以先看说明再决定。')})}"


def _watching_row(t: Texts, one: WatchingView) -> ButtonRow:
    if one.owner_name is None:
        return [Button(t("看共享给我的还款日"), OpenWatched(one.sharing_id))]
    label = t("看 %(name)s的还款日", name=one.owner_name)
    return [Button(label, OpenWatched(one.sharing_id), name=one.owner_name)]


def ending(t: Texts, sharing_id: str) -> Reply:
    return reply(
        t("结束共享？对方马上就看不到了，我会告诉对方一声。"),
        keyboard=[
            [Button(t("确认结束共享"), EndSharing(sharing_id), style="danger")],
            [back(t, OpenSharing())],
        ],
    )


def invitation(t: Texts, asked: InvitedView, name: str | None) -> Reply:
    """Ask whoever opened a link. `name`: theirs, as the owner would read it."""
    return reply(
        t("👥 %(name)s邀请您一起看还款日。", name=bold(asked.owner_name))
        if asked.owner_name
        else t("👥 有人邀请您一起看还款日。"),
        t("同意后您看得到：对方哪天有账单到期、账单叫什么、多少钱。")
        if asked.shows_amounts
        else t("同意后您看得到：对方哪天有账单到期、账单叫什么，没有金额。"),
        t("对方到期没还的，第二天傍晚我会告诉您一次。您不用替对方还，随时可以退出。"),
        t("对方会看到您的名字：%(name)s。", name=escape(name)) if name else t("对方不会看到您的名字。"),
        t("不认识对方的话，请不要同意。"),
        keyboard=[
            [Button(t("同意，一起看"), AcceptInvitation(asked.secret), style="primary")],
            [Button(t("不用了"), OpenHome())],
        ],
    )


def watched_screen(t: Texts, watched: WatchedView) -> Reply:
    return reply(
        t("👥 %(name)s的还款日", name=bold(watched.owner_name))
        if watched.owner_name
        else t("👥 共享给您的还款日"),
        *_dates(t, watched),
        keyboard=[
            [Button(t("不再看了"), AskLeaveWatched(watched.sharing_id))],
            [back(t, OpenSharing())],
        ],
    )


def _dates(t: Texts, watched: WatchedView) -> list[str | Table | None]:
    if watched.is_silent:
        return [t("现在看不到，请过些时候再来。")]
    coming = watched.coming[:SHOWN]
    return [
        t("过了还款日的：") if watched.late else None,
        "\n".join(late_line(t, due, watched.today) for due in watched.late[-SHOWN:]) or None,
        t("更早的还有 %(count)d 笔没有列出。", count=len(watched.late) - SHOWN)
        if len(watched.late) > SHOWN
        else None,
        t("接下来两个月：") if coming else t("接下来两个月没有到期的。"),
        _table(t, coming, watched.today, with_amounts=watched.shows_amounts) if coming else None,
        t("还有 %(count)d 笔没有列出。", count=len(watched.coming) - SHOWN)
        if len(watched.coming) > SHOWN
        else None,
        t("两个月以后，每笔最近的一期：") if watched.later else None,
        _table(t, watched.later[:SHOWN], watched.today, with_amounts=watched.shows_amounts)
        if watched.later
        else None,
        t("只是日期，还了没有，以对方自己的记录为准。"),
    ]


def _table(t: Texts, dues: tuple[SharedDue, ...], today: date, *, with_amounts: bool) -> Table:
    header, words = (t("还款日"), t("名称")), 2
    rows = [(t.short_day(due.day, today), due_name(t, due)) for due in dues]
    if not with_amounts:
        return Table(header, tuple(rows), words=words)
    priced = tuple((*row, _amount(t, due)) for row, due in zip(rows, dues, strict=True))
    return Table((*header, t("金额")), priced, words=words)


def _amount(t: Texts, due: SharedDue) -> str:
    return "—" if due.amount_fen is None else t.money(due.amount_fen)


def due_name(t: Texts, due: SharedDue) -> str:
    """Name what is due, and nothing more. Plain text."""
    named = goods(t, due.title, due.item_count) or t("一笔")
    if due.periods is None or due.periods <= 1:
        return named
    return f"{named} {bill_names.of_plan(t, due.no, due.periods)}"


def late_line(t: Texts, due: SharedDue, today: date) -> str:
    """Say what was due and is open: of a loan no payment came, of a note the owner marked none."""
    parts = [t.day(due.day, today), escape(due_name(t, due))]
    if due.amount_fen is not None:
        parts.append(t.money(due.amount_fen))
    return "　".join([*parts, t("没记已还") if due.is_note else t("还没收到")])


def leaving(t: Texts, sharing_id: str) -> Reply:
    return reply(
        t("不再看了？想再看的话，要请对方重新邀请。我会告诉对方一声。"),
        keyboard=[
            [Button(t("确认退出"), LeaveWatched(sharing_id), style="danger")],
            [back(t, OpenSharing())],
        ],
    )
