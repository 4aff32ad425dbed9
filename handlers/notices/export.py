"""The record of notices as a file: CSV with a byte order mark, so that spreadsheets read its Chinese."""

from __future__ import annotations

import csv
import io

from domain.dates import SHANGHAI
from domain.notices.results import NoticePage
from handlers.notices.settings_views import kind_name, outcome
from handlers.ui.i18n import Texts
from handlers.ui.reply import Attachment


def notice_file(t: Texts, told: NoticePage) -> Attachment:
    """Every notice: when in Beijing, what kind, and what became of it."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow((t("时间"), t("通知"), t("结果")))
    for one in told.notices:
        at = one.at.astimezone(SHANGHAI)
        rows.writerow((f"{at:%Y-%m-%d %H:%M}", kind_name(t, one), outcome(t, one)))
    day = f"{told.now.astimezone(SHANGHAI):%Y-%m-%d}"
    caption = t("🧾 通知记录，截至 %(day)s。可以用表格软件打开。", day=day)
    return Attachment(f"{t('通知记录')} {day}.csv", text.getvalue().encode("utf-8-sig"), caption)
