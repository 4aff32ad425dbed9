"""The log, read by member, by subject and by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from starlette.responses import Response

from bot.console.html import Content, Html, choice, field, link, table, tag
from bot.console.visit import ROOT, Page, Visit
from bot.console.words import OUTCOMES, ROLES, SUBJECTS, VERBS, WAYS, moment, subject
from domain.staff.types import LogFilter, LogLine, Subject, SubjectKind, Verb
from domain.text import is_digits
from handlers.ui.i18n import N_, Texts

_LONGEST = 64


async def _log(visit: Visit) -> Response:
    t = visit.t
    wanted, older = _wanted(visit), visit.query.get("older", "")
    older_than = int(older) if is_digits(older) and len(older) < 16 else None
    page = await visit.services.log.read(wanted, older_than)
    names = {one.id: one.name for one in await visit.services.members.members()}
    heads = (t("时间"), t("谁"), t("做了什么"), t("关于"), t("原因"), t("结果"), t("金额"))
    return visit.page(
        t("操作记录"),
        _asked(visit, wanted, names),
        table(t("最新的在前，北京时间"), heads, (_row(visit, line, names) for line in page.lines)),
        None if page.lines else tag("p", t("没有符合的记录。")),
        _older(visit, page.older_than),
        tag("p", t("这里的记录只增不改，数据库会拒绝修改和删除。"), class_="hint"),
    )


def _wanted(visit: Visit) -> LogFilter:
    """Return what is asked for; what cannot be is not asked for."""
    query = {name: value.strip()[:_LONGEST] for name, value in visit.query.items()}
    kind, about = query.get("kind", ""), query.get("about", "")
    try:
        day = date.fromisoformat(query["day"]) if query.get("day") else None
    except ValueError:
        day = None
    known = Subject(SubjectKind(kind), about) if kind in set(SubjectKind) and kind and about else None
    return LogFilter(by=query.get("by") or None, subject=known, day=day)


def _asked(visit: Visit, wanted: LogFilter, names: Mapping[str, str]) -> Html:
    t, about = visit.t, wanted.subject or Subject()
    return tag(
        "form",
        choice(t("成员"), "by", [("", t("所有人")), *names.items()], wanted.by or ""),
        choice(
            t("关于"),
            "kind",
            [("", t("所有")), *((str(kind), t(name)) for kind, name in SUBJECTS.items())],
            about.kind,
        ),
        field(t("编号"), "about", value=about.id, maxlength=_LONGEST),
        field(t("日期"), "day", type="date", value=wanted.day.isoformat() if wanted.day else ""),
        tag("button", t("查看")),
        method="get",
        action=f"{ROOT}/log",
        class_="filter",
    )


def _row(visit: Visit, line: LogLine, names: Mapping[str, str]) -> list[Content]:
    t = visit.t
    about = names.get(line.subject.id) if line.subject.kind is SubjectKind.MEMBER else None
    return [
        moment(line.at),
        line.by_name or (t("系统或命令行") if line.by is None else line.by),
        t(VERBS[line.verb]),
        about or subject(t, line.subject),
        _reason(t, line),
        t(OUTCOMES[line.outcome]),
        tag("span", t.money(line.amount_fen), class_="money") if line.amount_fen is not None else None,
    ]


def _reason(t: Texts, line: LogLine) -> Content:
    """Return why; of a member the role that came of it, of signing in the way."""
    if line.reason is None:
        return tag("em", t("读不出来了"))
    if line.subject.kind is not SubjectKind.MEMBER:
        return line.reason
    known = next((word for code, word in (*WAYS.items(), *ROLES.items()) if code == line.reason), None)
    return t(known) if known is not None else line.reason


def _older(visit: Visit, older_than: int | None) -> Html | None:
    if older_than is None:
        return None
    kept = [(name, value) for name, value in visit.query.items() if name not in ("older", "lang")]
    return tag("p", link(f"{ROOT}/log?{urlencode([*kept, ('older', older_than)])}", visit.t("更早的")))


PAGES = (Page("/log", Verb.READ_LOG, _log, title=N_("操作记录")),)
