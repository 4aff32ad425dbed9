"""What the staff's topic for incidents shows: one message a kind, with how often and when. In Simplified Chinese."""

from __future__ import annotations

from datetime import datetime
from html import escape

from domain.dates import SHANGHAI
from handlers.ui.components import bold
from handlers.ui.i18n import Texts
from handlers.ui.incidents import Incident, Kind, Where
from handlers.ui.reply import Reply, reply


def told(t: Texts, incident: Incident) -> Reply:
    kind = incident.kind
    parts = [
        bold(_where(t, kind)),
        f"<code>{escape(' · '.join(part for part in (kind.error, kind.place) if part))}</code>",
        t("%(count)s 次，最近一次 %(moment)s", count=incident.count, moment=_moment(incident.last_at)),
    ]
    if incident.count > 1:
        parts.append(t("第一次 %(moment)s", moment=_moment(incident.first_at)))
    if incident.numbers:
        parts.append(t("客户看到的编号：%(numbers)s", numbers="、".join(incident.numbers)))
    return reply("\n".join(parts))


def _where(t: Texts, kind: Kind) -> str:
    match kind.where:
        case Where.CHAT:
            return t("⚠️ 回复客户时程序出错")
        case Where.CHARGE:
            return t("⚠️ Telegram 已经收款，还没记上账")
        case Where.JOB:
            return t("⚠️ 定时任务出错：%(job)s", job=escape(kind.about))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"
