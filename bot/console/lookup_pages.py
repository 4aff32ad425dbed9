"""Looking somebody up: a search, why, one customer's sheet, and a sealed field in full.

What names a person is sent in forms, never in an address: those stand in logs.
"""

from __future__ import annotations

from starlette.responses import Response

from bot.console.html import Content, Html, choice, field, link, table, tag
from bot.console.sheet_tables import head_of, tables_of
from bot.console.visit import ROOT, Page, Visit
from domain.errors import NotFound
from domain.lookups.lookers import Looker
from domain.lookups.results import Field, Found, Person
from domain.lookups.rules import LONGEST
from domain.staff.rules import LONGEST_REASON, may
from domain.staff.types import Verb
from domain.text import is_digits
from handlers.lookups import labels
from handlers.ui.i18n import N_


def looker_of(visit: Visit) -> Looker:
    return Looker(visit.member.member)


def customer_link(visit: Visit, person: Person) -> Html:
    """Return a person, masked, with the way to their sheet where the role may open it."""
    named = f"{person.name_mask or visit.t('未实名')} {person.mark}"
    if not may(visit.member.member.role, Verb.OPEN_CUSTOMER):
        return tag("span", named)
    return link(f"{ROOT}/customers/{person.customer_id}", named)


async def _ask(visit: Visit) -> Response:
    return visit.page(visit.t("查找"), _search_form(visit))


async def _find(visit: Visit) -> Response:
    found = await visit.services.lookups.find(looker_of(visit), visit.form.get("what", ""))
    return visit.page(visit.t("查找"), _search_form(visit), _hits(visit, found))


def _search_form(visit: Visit) -> Html:
    t = visit.t
    kinds = t("、").join(t(label) for label in labels.CLUES.values())
    return visit.form_to(
        "/find",
        field(
            t("要查的号码或名字"),
            "what",
            type="search",
            required=True,
            maxlength=LONGEST,
            autocomplete="off",
            hint=t("可以查：%(kinds)s。", kinds=kinds),
        ),
        tag("button", t("查找")),
        role="search",
    )


def _hits(visit: Visit, found: Found) -> list[Content]:
    t = visit.t
    if not found.kinds:
        return [tag("p", t("看不出这是什么号码，没有查。"), role="status")]
    kinds = t("、").join(t(labels.CLUES[kind]) for kind in found.kinds)
    if not found.hits:
        return [tag("p", t("没有找到。按这些查过：%(kinds)s。", kinds=kinds), role="status")]
    rows = [
        [labels.hit_label(t, one.kind, one.number), customer_link(visit, one.person), one.person.since.isoformat()]
        for one in found.hits
    ]  # fmt: skip
    return [
        table(t("按这些查过：%(kinds)s", kinds=kinds), (t("找到的"), t("客户"), t("从什么时候起")), rows),
        tag("p", t("还有更多，请再说一样：手机号、订单号，或者全名。")) if found.more else None,
    ]


# One customer


async def _why(visit: Visit) -> Response:
    t = visit.t
    return visit.page(
        t("打开客户资料"),
        visit.form_to(
            f"/customers/{visit.path('customer_id')}",
            tag("p", t("为什么要看这位客户？理由和您的名字会记进操作记录。")),
            choice(t("理由"), "why", [(str(place), t(label)) for place, label in enumerate(labels.REASONS)]),
            field(t("补充说明"), "note", maxlength=LONGEST_REASON, autocomplete="off"),
            tag("button", t("打开客户资料")),
            class_="narrow",
        ),
    )


def _reason(visit: Visit) -> str:
    """Return the chosen reason with the words beside it; nothing where none was chosen."""
    why, note = visit.form.get("why", ""), visit.form.get("note", "").strip()
    if not is_digits(why) or len(why) > 1 or int(why) >= len(labels.REASONS):
        return note
    return f"{labels.REASONS[int(why)]}：{note}" if note else labels.REASONS[int(why)]


async def _sheet(visit: Visit) -> Response:
    t, reason = visit.t, _reason(visit)
    sheet = await visit.services.lookups.open(looker_of(visit), visit.path("customer_id"), reason)
    name = sheet.person.name_mask or t("未实名")
    return visit.page(
        t("客户 %(name)s %(mark)s", name=name, mark=sheet.person.mark),
        head_of(t, sheet),
        _reveal_form(visit, sheet.person.customer_id, reason),
        tables_of(visit, sheet),
    )


def _reveal_form(visit: Visit, customer_id: str, reason: str) -> Html | None:
    t = visit.t
    if not may(visit.member.member.role, Verb.REVEAL):
        return None
    return visit.form_to(
        f"/customers/{customer_id}/reveal",
        choice(t("看完整信息"), "field", [(str(one), t(label)) for one, label in labels.FIELDS.items()]),
        field(t("原因"), "note", value=reason, required=True, maxlength=LONGEST_REASON, autocomplete="off"),
        tag("button", t("显示"), class_="quiet"),
        class_="filter",
    )


async def _reveal(visit: Visit) -> Response:
    t, customer_id = visit.t, visit.path("customer_id")
    try:
        wanted = Field(visit.form.get("field", ""))
    except ValueError:
        raise NotFound() from None
    plain = await visit.services.lookups.reveal(looker_of(visit), customer_id, wanted, _reason(visit))
    return visit.page(
        t(labels.FIELDS[wanted]),
        [tag("p", tag("strong", one)) for one in plain],
        tag("p", t("已经记进操作记录。看完请离开这一页。"), class_="hint"),
        tag("p", link(f"{ROOT}/customers/{customer_id}", t("返回"))),
    )


PAGES = (
    Page("/find", Verb.FIND, _ask, _find, title=N_("查找")),
    Page("/customers/{customer_id:str}", Verb.OPEN_CUSTOMER, _why, _sheet),
    Page("/customers/{customer_id:str}/reveal", Verb.REVEAL, take=_reveal),
)
