"""What the staff chat shows: a card for each case, what the customer says, and what was decided. In Simplified Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from domain.cases.types import (
    DECISIONS,
    Author,
    CaseCard,
    CaseKind,
    CaseLine,
    CaseMove,
    CasePhone,
    CaseStatus,
    Decision,
    ForStaff,
    Reached,
    StopReason,
)
from domain.dates import SHANGHAI, business_day
from domain.moves.errors import CannotMove
from domain.staff.errors import SamePerson
from domain.staff.types import Proposal
from domain.support.rights import ANONYMOUS_ADMIN, SPEAKING_CHANNEL, StaffRights
from handlers.buttons.support import DecideCase
from handlers.ui.components import bold, goods, name
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

KINDS = {
    CaseKind.QUESTION: N_("找客服"),
    CaseKind.PAID_ELSEWHERE: N_("说已经还了"),
    CaseKind.WRONG_AMOUNT: N_("说金额不对"),
    CaseKind.GOODS: N_("收货和退货问题"),
    CaseKind.PAYDAY: N_("改天还"),
    CaseKind.HARDSHIP: N_("有困难，想商量"),
    CaseKind.CARE: N_("⚠️ 紧急：客户可能不想活了，请马上联系"),
    CaseKind.FROZEN: N_("不是我办的，账号已冻结"),
    CaseKind.SIGNED_ONLY: N_("机构已签约，没有订单"),
    CaseKind.IN_PERSON: N_("不刷脸，要人工核实"),
    CaseKind.PHONE: N_("换手机号，要核实本人"),
    CaseKind.MOVE: N_("换 Telegram 账号，要核实本人"),
}
STATES = {
    CaseStatus.WAITING: N_("等客服"),
    CaseStatus.ANSWERED: N_("已回复"),
    CaseStatus.CLOSED: N_("已结束"),
}
DECISION_LABELS = {
    Decision.RECEIVED: N_("钱已到账"),
    Decision.NOT_RECEIVED: N_("没有收到"),
    Decision.CORRECTED: N_("有误，已更正"),
    Decision.CORRECT: N_("金额无误"),
    Decision.GOODS_CHECKED: N_("属实，暂停 30 天"),
    Decision.GOODS_FINE: N_("货已送达"),
    Decision.NOT_SENT_BACK: N_("没有收到退货"),
    Decision.AGREED_30: N_("同意，暂停 30 天"),
    Decision.AGREED_60: N_("同意，暂停 60 天"),
    Decision.AGREED_90: N_("同意，暂停 90 天"),
    Decision.REFUSED: N_("不能同意"),
    Decision.DONE: N_("处理完了"),
    Decision.RELEASED: N_("是本人，解除冻结"),
    Decision.KEPT_FROZEN: N_("确有冒用，继续冻结"),
    Decision.SEEN: N_("人证相符，已核实"),
    Decision.NOT_SEEN: N_("没能核实"),
    Decision.PROVEN: N_("核实是本人，通知原账号"),
    Decision.PHONE_PROVEN: N_("核实是本人，换手机号"),
    Decision.NOT_PROVEN: N_("没能核实，不改"),
    Decision.MOVE_ANYWAY: N_("没通知到也搬"),
    Decision.STOP_MOVE: N_("停止，不搬"),
    Decision.ENDED: N_("不用回复，结束"),
    Decision.PAUSE_ENDED: N_("客户取消了暂停，这件事一起结束"),
}
LANGUAGES = {"zh_CN": N_("简体中文"), "zh_TW": N_("繁體中文"), "en": N_("英语")}
LONGEST_LINE = 300
# Who does not say who they are.
NAMELESS = {ANONYMOUS_ADMIN: N_("匿名管理员"), SPEAKING_CHANNEL: N_("以频道身份")}


def card(t: Texts, case: CaseCard) -> Reply:
    """Show everything that is needed to answer, nothing that tells who it is."""
    return reply(
        *facts(t, case),
        *said_lines(t, case),
        _decided(t, case) if case.decision else t("回复这条消息，客户就能看到。"),
        t("客户最后的话还没有回复，所以没有结束。回复这条消息，或者点「不用回复，结束」。")
        if waits(case)
        else None,
        keyboard=_decisions(t, case),
    )


def facts(t: Texts, case: CaseCard) -> tuple[str | None, ...]:
    """Return what is known of the case, a line each, in Telegram's HTML."""
    return (
        t(
            "%(kind)s　编号 %(number)s　%(state)s",
            kind=bold(t(KINDS[case.kind])),
            number=bold(case.number),
            state=t(STATES[case.status]),
        ),
        t(
            "客户 %(mark)s　%(name)s　%(language)s",
            mark=case.customer_mark,
            name=escape(case.name_mask or t("未实名")),
            language=t(LANGUAGES[case.locale]),
        ),
        _loan(t, case),
        *(_move(t, case.move, case.today) if case.move else ()),
        _phone(t, case.phone) if case.phone else None,
        t("说的金额：%(amount)s", amount=t.money(case.amount_fen)) if case.amount_fen else None,
        t("答应 %(day)s还", day=t.day(case.promised_on, case.today)) if case.promised_on else None,
        t("提醒暂停到 %(day)s", day=t.day(case.pauses_until, case.today))
        if case.pauses_until and case.pauses_until >= case.today
        else None,
        t("答应 %(day)s前答复", day=t.day(case.answer_by, case.today))
        if case.answer_by and case.status is CaseStatus.WAITING and case.decision is None
        else None,
    )


def said_lines(t: Texts, case: CaseCard) -> tuple[str, ...]:
    """Return what was said and decided in the case, in order, in Telegram's HTML."""
    return tuple(_line(t, line) for line in case.lines)


def waits(case: CaseCard) -> bool:
    """Return whether it is decided, and open only for words without an answer."""
    return case.decision is not None and case.status is not CaseStatus.CLOSED


def _decisions(t: Texts, case: CaseCard) -> list[list[Button]]:
    return [
        [Button(t(DECISION_LABELS[decision]), DecideCase(case.case_id, decision))]
        for decision in decisions_of(case)
    ]


def decisions_of(case: CaseCard) -> tuple[Decision, ...]:
    """Return what can be decided of the case as it stands."""
    if case.status is CaseStatus.CLOSED:
        return ()
    if waits(case):
        return (Decision.ENDED,)
    return _of_move(case.move) if case.move else DECISIONS[case.kind]


def _of_move(move: CaseMove) -> tuple[Decision, ...]:
    """Return what can be decided of a move as it stands."""
    if move.is_altered:
        return (Decision.NOT_PROVEN,)
    if move.is_unheard:
        return Decision.STOP_MOVE, Decision.MOVE_ANYWAY
    if move.is_announced:
        return (Decision.STOP_MOVE,)
    if move.is_done or move.stopped is not None:
        return (Decision.DONE,)
    return Decision.PROVEN, Decision.NOT_PROVEN


def _loan(t: Texts, case: CaseCard) -> str | None:
    loan = case.loan
    if loan is None:
        return None
    about = t(
        "订单 %(number)s　%(goods)s　%(lender)s",
        number=loan.order_number,
        goods=escape(goods(t, loan.title, loan.item_count)),
        lender=name(t, loan.lender_name),
    )
    if not loan.late_fen or loan.oldest_due is None:
        return f"{about}\n{t('没有逾期')}"
    late = t(
        "逾期 %(days)d 天，今天还清共 %(amount)s（含罚息）",
        days=loan.days_late,
        amount=t.money(loan.late_fen),
    )
    return f"{about}\n{late}"


def _phone(t: Texts, phone: CasePhone) -> str | None:
    if phone.new_mask is None:
        return None
    if phone.is_in_hand:
        return t("新号 %(phone)s，已收过验证码。请看证件和本人再决定。", phone=phone.new_mask)
    return t("新号 %(phone)s，没有验证过，请打过去核实。请看证件和本人再决定。", phone=phone.new_mask)


MOVES_STOPPED = {
    StopReason.NOT_ME: N_("没有搬：原账号说不是本人。"),
    StopReason.NOT_PROVEN: N_("没有搬：没能核实。"),
    StopReason.GONE: N_("没有搬：有一个账号注销了。"),
    StopReason.SEVERAL: N_("没有搬：分不出要搬哪一个账号。"),
    StopReason.NOT_TOLD: N_("没有搬：没能通知到原账号。"),
    StopReason.FROZEN: N_("没有搬：有一个账号冻结了。"),
    StopReason.OWN_PURCHASES: N_("没有搬：新账号里也有订单或绑过的卡。"),
}


def _move(t: Texts, move: CaseMove, today: date) -> Iterator[str]:
    """Yield whose account is to move, and what became of it."""
    if move.is_altered:
        yield t("⚠️ 这件申请在数据库里被改过，和当时申请、核实的不一样，不会搬。请马上告诉负责系统的同事。")
        return
    if move.is_several:
        yield t(
            "这个身份证号有几个下过单的账号，分不出要搬哪一个。请选「没能核实，不改」，再请客户用要搬的账号的订单号重新申请。"
        )
        return
    if move.old is None and move.stopped is not None:
        yield t(MOVES_STOPPED[move.stopped])
        return
    if move.old is None:
        yield t("没有找到这样的原账号。")
        return
    yield t(
        "原账号：客户 %(mark)s　%(name)s　%(orders)d 个订单，%(open)d 笔没结清",
        mark=move.old.mark,
        name=escape(move.old.name_mask or t("未实名")),
        orders=move.old.orders,
        open=move.old.open_loans,
    )
    if move.old.is_frozen:
        yield t("原账号已冻结，现在搬不了。")
    if move.is_done:
        yield t("已经搬好。")
    elif move.stopped is not None:
        yield t(MOVES_STOPPED[move.stopped])
    elif move.moves_at is not None:
        day = t.day(business_day(move.moves_at), today)
        at = f"{move.moves_at.astimezone(SHANGHAI):%H:%M}"
        if move.is_told:
            yield t("已通知原账号，%(day)s %(time)s 搬。", day=day, time=at)
        else:
            yield t("一直没通知到原账号，客服决定仍然搬：%(day)s %(time)s 搬。", day=day, time=at)
    elif move.is_announced:
        yield t("还没通知到原账号，现在不会搬。通知到以后满 24 小时才搬。")
        if move.is_unheard:
            yield t(
                "已经 3 天没通知到，原账号的人可能不知道这件事，也说不了「不是我」。请再核实一次，再决定停止还是仍然搬。"
            )
    else:
        yield t("请看证件和本人再决定；核实后原账号有 24 小时可以说不是本人。")


def _line(t: Texts, line: CaseLine) -> str:
    at = f"{line.at.astimezone(SHANGHAI):%m-%d %H:%M}"
    if line.decision is not None:
        return f"{at}　{t(DECISION_LABELS[line.decision])}"
    who = t("客户") if line.author is Author.CUSTOMER else _who(t, line)
    return f"{at}　{bold(who)}：{_words(t, line, LONGEST_LINE)}"


def _words(t: Texts, line: CaseLine, longest: int) -> str:
    if line.unreadable:
        return t("（这句话读不出来了）")
    return escape(line.text if len(line.text) <= longest else line.text[:longest] + "…")


def _who(t: Texts, line: CaseLine) -> str:
    if line.by_id in NAMELESS:
        return t(NAMELESS[line.by_id])
    return escape(line.by or t("客服"))


def _decided(t: Texts, case: CaseCard) -> str:
    assert case.decision is not None
    if not case.decided_by:
        if case.kind is CaseKind.PAYDAY and (case.promised_on is None or case.promised_on < case.today):
            return t("答应的那天已经过了。")
        return t("客户说已经解决。") if case.decision is Decision.DONE else t(DECISION_LABELS[case.decision])
    return t(
        "%(name)s：%(decision)s", name=escape(case.decided_by), decision=t(DECISION_LABELS[case.decision])
    )


def said(t: Texts, word: ForStaff) -> Reply:
    """Show new words of a customer, to be replied to."""
    assert word.line is not None
    if word.line.author is Author.REMINDED:
        return _reminder(t, word.card)
    return reply(
        t("编号 %(number)s　客户 %(mark)s：", number=bold(word.card.number), mark=word.card.customer_mark),
        _words(t, word.line, len(word.line.text)),
    )


def _reminder(t: Texts, case: CaseCard) -> Reply:
    assert case.answer_by is not None
    return reply(
        t(
            "⏰ 编号 %(number)s　%(kind)s　客户 %(mark)s：答应 %(day)s前答复，已经过了。回复这条消息，客户就能看到。",
            number=bold(case.number),
            kind=t(KINDS[case.kind]),
            mark=case.customer_mark,
            day=t.day(case.answer_by, case.today),
        )
    )


def welcome(t: Texts) -> Reply:
    return reply(
        bold(t("这里是客服工作群。")),
        t("客户找客服时，这里会出现一条消息。回复那条消息，客户就能看到；需要决定的，点下面的按钮。"),
        t("发 /cases 看还没结束的。发 /find 加订单号、手机号或姓名，查客户。"),
    )


def console(t: Texts, url: str) -> Reply:
    return reply(
        t("后台在网页里。点下面的按钮，Telegram 会告诉它您是谁，再输入验证器里的 6 位验证码。"),
        keyboard=[[Button(t("登录后台"), login=url)]],
    )


def open_list(t: Texts, cases: Sequence[CaseCard]) -> Reply:
    if not cases:
        return reply(t("没有等着处理的。"))
    lines = (
        t(
            "%(number)s　%(kind)s　%(state)s　%(since)s 起",
            number=bold(case.number),
            kind=t(KINDS[case.kind]),
            state=t(STATES[case.status]),
            since=f"{case.opened_at.astimezone(SHANGHAI):%m-%d %H:%M}",
        )
        for case in cases
    )
    return reply(t("还没结束的 %(count)d 件：", count=len(cases)), "\n".join(lines))


def reached(t: Texts, outcome: Reached) -> Reply:
    match outcome:
        case Reached.YES:
            return reply(t("已发给客户。"))
        case Reached.UNREACHABLE:
            return reply(t("客户停用了助手，暂时发不到。客户回来后会自动发出。"))
        case Reached.NOT_YET:
            return reply(t("还没确认送达，会自动再试。"))


def nothing_there(t: Texts) -> Reply:
    return reply(t("请回复带编号的那条消息。"))


def words_only(t: Texts) -> Reply:
    return reply(t("客户那边只能收到文字，请用文字回复。"))


def went_unheard(t: Texts) -> Reply:
    return reply(
        t(
            "助手停了一阵。这之前的几句话可能没有发给客户，按钮也可能没有起作用。请看一下，需要的再发一次、再点一次。"
        ),
        t("发 /cases 看还没结束的。"),
    )


def not_staff(t: Texts) -> Reply:
    return reply(t("您不在客服名单里，看不了这里的事。要加入，请管理员改设置 STAFF_IDS。"))


def words_not_sent(t: Texts) -> Reply:
    return reply(t("您不在客服名单里，这句话没有发给客户。要加入，请管理员改设置 STAFF_IDS。"))


def no_right(t: Texts, user_id: int, rights: StaffRights) -> str:
    """Say so to who tapped, and nobody else, with what is to be set."""
    if not rights.may_see(user_id):
        return t(
            "您不在客服名单里，什么都没有改。要加入，请管理员把您的编号 %(id)s 写进设置 STAFF_IDS（能看能回复）"
            "或 STAFF_MONEY_IDS（还能决定）。",
            id=str(user_id),
        )
    if rights.money:
        return t(
            "您没有决定这件事的权限，什么都没有改。要有权限，请管理员把您的编号 %(id)s 加进设置 STAFF_MONEY_IDS。",
            id=str(user_id),
        )
    return t(
        "还没有人有权决定这件事，什么都没有改。请管理员把您的编号 %(id)s 写进设置 STAFF_MONEY_IDS。",
        id=str(user_id),
    )


def takes_two_members(t: Texts, user_id: int, above_fen: int) -> str:
    """Tell who is no member, or one who may not, that this takes two who may."""
    return t(
        "超过 %(above)s 的要两位能管款项的成员办，您还没有这个权限，什么都没有改。"
        "要有权限，请负责人把您加为成员（编号 %(id)s），或改您的角色。",
        above=t.money(above_fen),
        id=str(user_id),
    )


def proposed_by_you(t: Texts) -> str:
    return t("已记下，现在还没有入账。金额较大，要另一位成员在一天内也点一次。")


def waits_for_second(t: Texts, proposal: Proposal) -> Reply:
    """Tell the chat whose tap is wanted, and until when; under the card."""
    return reply(
        t(
            "%(name)s点了「%(decision)s」：%(amount)s。金额较大，"
            "要另一位成员在 %(until)s 前也在这张卡片上点一次，才会入账。",
            name=escape(proposal.by_name),
            decision=t(DECISION_LABELS[Decision(proposal.details["decision"])]),
            amount=bold(t.money(proposal.amount_fen)),
            until=f"{proposal.closes_at.astimezone(SHANGHAI):%m-%d %H:%M}",
        )
    )


def decided_before(t: Texts, case: CaseCard) -> str:
    """Tell who tapped second what the first one decided."""
    assert case.decision is not None
    decision = t(DECISION_LABELS[case.decision])
    if not case.decided_by:
        return t("已经处理过：%(decision)s。", decision=decision)
    return t("已经处理过：%(name)s选了「%(decision)s」。", name=case.decided_by, decision=decision)


WHY_NOT = {
    StopReason.FROZEN: N_("有一个账号冻结了，现在搬不了。先解除冻结。"),
    StopReason.OWN_PURCHASES: N_("新账号里也有订单或绑过的卡，不能搬。"),
    StopReason.SEVERAL: N_("分不出要搬哪一个账号。请客户用订单号重新申请。"),
}


def stays_open(t: Texts, case: CaseCard) -> str | None:
    """Tell who decided where the customer's last words have no answer yet."""
    if not waits(case):
        return None
    return t("已经记下，但客户最后的话还没有回复，这件事先不结束。回复那条消息，或者点「不用回复，结束」。")


def no_longer(t: Texts, error: Exception | None = None) -> str:
    """Say that it cannot be decided so, and why where that is known."""
    if isinstance(error, SamePerson):
        return t("这是您先点的，要由另一位成员再点一次。")
    if not isinstance(error, CannotMove):
        return t("这件事已经不能这样处理。")
    if error.is_announced:
        return t("这个账号已经有一个核实过的申请，正在等原账号说话，不能再核实一次。")
    if error.is_back:
        return t("原账号的人回来了，正在通知。通知到以后满 24 小时，没有人说不是本人才搬。")
    if error.is_over:
        return t("这件事已经有结果了，看卡片上写的。")
    if error.why in WHY_NOT:
        return t(WHY_NOT[error.why])
    return t("没有找到这样的原账号，或者现在不用这样决定，什么都没有改。")


def chat_number(t: Texts, chat_id: int) -> Reply:
    return reply(
        t("这个群的编号是 %(id)s，写进设置 STAFF_CHAT_ID 就能当客服群。", id=f"<code>{chat_id}</code>")
    )
