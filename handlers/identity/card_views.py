"""Photos of the ID card, and the look at the face: what is asked for, what was read, and what came out."""

from __future__ import annotations

from datetime import date
from html import escape

from domain.cases.types import CaseView
from domain.checkout.results import CheckoutStep, CheckoutView
from domain.customers.consents import Purpose
from domain.errors import InvalidInput
from domain.identity.card import CardSide, PictureFault
from domain.identity.types import CardReadView
from handlers.buttons.checkout import AskCancelCheckout, CheckoutBack, ResumeCheckout
from handlers.buttons.identity import AgreeFace, AskInPerson, ConfirmCard, DiscardCard, LookUpFace
from handlers.buttons.support import OpenAgent
from handlers.services import StaffHours
from handlers.ui.components import back, bold, hours_line, name
from handlers.ui.consents import asked
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

FAULTS = {
    PictureFault.TOO_LARGE: N_("这张图太大了。请发 10 MB 以内的照片。"),
    PictureFault.NOT_A_PICTURE: N_("这个文件不是照片。请发身份证的照片（JPG、PNG 或 WebP）。"),
    PictureFault.TOO_MANY_PIXELS: N_("这张图的尺寸太大了。请用手机直接拍一张再发。"),
    PictureFault.TOO_LONG: N_("这张图太长了，不像一张证件的照片。请用手机对着证件拍一张再发。"),
    PictureFault.TOO_SMALL: N_("这张图太小，看不清字。请拍大一点再发。"),
    PictureFault.UNREADABLE: N_("没有读出身份证上的字。请把证件放平、光线亮一些、拍满画面，再发一张。"),
    PictureFault.FAILED: N_("这张没读出来，请再发一次。"),
}
UNFIT = {
    "expired": N_("这张证件已经过期了。请换领新证件后再来。"),
    "minor": N_("按证件上的出生日期，您还不满 18 周岁，暂时不能办理分期。"),
    "incomplete": N_("有的字没读出来。请拍清楚一点，再发一张。"),
    "another": N_("照片上的身份证号和您实名认证的不是同一个。请发您本人的身份证；有疑问可以找客服。"),
}
_SEEN = {
    CardSide.FRONT: N_("人像面已经核对过，还差国徽面。"),
    CardSide.BACK: N_("国徽面已经核对过，还差人像面。"),
}


_TYPED = {
    CheckoutStep.NAME: N_("也可以不拍照，直接输入姓名。"),
    CheckoutStep.ID_NUMBER: N_("也可以不拍照，直接输入身份证号。"),
}


def photo_hint(t: Texts) -> str:
    """Beside the typed questions, where photos can be read."""
    return t("也可以把身份证人像面拍给我，我读出姓名和号码请您核对；照片读完就删。")


def not_taken(t: Texts, said: str, view: CheckoutView, *, deleted: bool) -> Reply:
    """Why this picture will not do; the question stands, and so does what was read of the other side."""
    typed = _TYPED.get(view.step)
    return reply(
        picture_gone(t, deleted=deleted),
        t(said),
        t(typed) if typed else None,
        keyboard=[
            [Button(t("看刚才读到的"), ResumeCheckout(view.draft_id))]
            if view.step is CheckoutStep.CARD_READ
            else None,
            *_rows(t, view),
        ],
    )


def fault(t: Texts, refused: PictureFault, view: CheckoutView, *, deleted: bool) -> Reply:
    return not_taken(t, FAULTS[refused], view, deleted=deleted)


def unfit(t: Texts, error: InvalidInput, view: CheckoutView, *, deleted: bool) -> Reply:
    return not_taken(t, UNFIT[error.reason], view, deleted=deleted)


def too_often(t: Texts, view: CheckoutView, *, deleted: bool) -> Reply:
    return not_taken(t, N_("照片发得太频繁了，请过一分钟再发。"), view, deleted=deleted)


def not_fetched(t: Texts, view: CheckoutView) -> Reply:
    return reply(t("没能收到这张照片，请再发一次。"), keyboard=_rows(t, view))


def picture_gone(t: Texts, *, deleted: bool) -> str:
    if deleted:
        return t("照片我读完就删了，没有保存。")
    return t("照片我没有保存，但您那条消息没能删掉，请您自己删除。")


def read(t: Texts, view: CheckoutView, today: date, *, notice: str | None = None) -> Reply:
    """Show what was read, to be confirmed."""
    card = view.identity.card
    assert card is not None
    return reply(
        notice,
        bold(t("请核对从照片上读到的：")),
        "\n".join(_fields(t, card, today)),
        _differs(t, card),
        t("另一面也可以现在发来，一起核对。") if len(card.sides) == 1 else None,
        keyboard=[
            [Button(t("对，就用这些"), ConfirmCard(view.draft_id), style="primary")],
            [Button(t("不对，重新拍或自己输入"), DiscardCard(view.draft_id))],
            *_rows(t, view),
        ],
    )


def _fields(t: Texts, card: CardReadView, today: date) -> list[str]:
    lines = []
    if card.id_number_mask is not None:
        lines.append(t("姓名：%(name)s", name=escape(card.name_mask or "")))
        lines.append(t("身份证号：%(number)s", number=escape(card.id_number_mask)))
    if card.long_term:
        lines.append(t("证件有效期：长期"))
    elif card.valid_until is not None:
        lines.append(t("证件有效期到：%(day)s", day=t.day(card.valid_until, today)))
    return lines


def _differs(t: Texts, card: CardReadView) -> str | None:
    match card.differs:
        case ():
            return None
        case ("name",):
            return t("⚠️ 照片上的姓名和您输入的不一样。核对过照片没错的话，就用照片上的。")
        case ("id_number",):
            return t("⚠️ 照片上的身份证号和您输入的不一样。核对过照片没错的话，就用照片上的。")
        case _:
            return t("⚠️ 照片上的姓名、身份证号和您输入的都不一样。核对过照片没错的话，就用照片上的。")


def ask_card(t: Texts, view: CheckoutView, *, available: bool) -> Reply:
    """Ask for the card: the chosen lender wants to see it."""
    lender = _lender(t, view)
    if not available:
        return reply(
            t("%(lender)s要核对身份证照片，这里现在还读不了照片。可以换一家机构，或找客服。", lender=lender),
            keyboard=_rows(t, view),
        )
    seen = view.identity.card_sides
    return reply(
        t("%(lender)s要核对身份证照片，两面都要。", lender=lender),
        t(_SEEN[seen[0]]) if seen else t("请一面一面发来：有照片的人像面，印着有效期的国徽面。"),
        t("直接拍照，或者发图片文件都行。"),
        t("照片只在这里读一下，读完就删，不保存，也不发给别人。"),
        keyboard=_rows(t, view),
    )


# The face


def ask_face(t: Texts, view: CheckoutView) -> Reply:
    """Consent to it, which stands for itself, and the other ways."""
    return reply(
        t("%(lender)s要做一次人脸核验，确认是您本人。", lender=_lender(t, view)),
        t("人脸信息是敏感信息：核验在核验机构的页面上做，我不拍、不看、不保存您的脸，只收到通过或没通过。"),
        asked(t, Purpose.FACE),
        t("不想刷脸也可以：请客服人工核实，或者换一家机构。"),
        keyboard=[
            [Button(t("同意，去做人脸核验"), AgreeFace(view.draft_id), style="primary")],
            *_other_ways(t, view),
        ],
    )


def face_page(t: Texts, view: CheckoutView, url: str | None) -> Reply:
    if url is None:
        failed = view.identity.face_reason is not None
        return reply(
            t("人脸核验没有通过。可以再试一次，或者请客服人工核实。")
            if failed
            else t("人脸核验页面现在打不开，请过一会儿再试，或者用别的方式。"),
            keyboard=[[Button(t("再试一次"), LookUpFace(view.draft_id))], *_other_ways(t, view)],
        )
    return reply(
        t("请点下面的按钮，到核验机构的页面做人脸核验。做完回到这里，点「看看结果」。"),
        keyboard=[
            [Button(t("去做人脸核验"), url=url, style="primary")],
            [Button(t("看看结果"), LookUpFace(view.draft_id))],
            *_other_ways(t, view),
        ],
    )


def _other_ways(t: Texts, view: CheckoutView) -> list[ButtonRow]:
    return [[Button(t("不刷脸，请客服核实"), AskInPerson(view.draft_id))], *_rows(t, view)]


def in_person(t: Texts, case: CaseView, view: CheckoutView, hours: StaffHours) -> Reply:
    return reply(
        t(
            "好的，人工核实的申请已经记下，编号 %(number)s。客服会在这里和您约时间，请备好身份证。",
            number=bold(case.number),
        ),
        t("核实之前这次下单会保留一天，过了再下一次就好。"),
        hours_line(t, hours),
        keyboard=[[back(t, ResumeCheckout(view.draft_id))]],
    )


def _lender(t: Texts, view: CheckoutView) -> str:
    assert view.choice is not None
    return name(t, view.choice.lender_name)


def _rows(t: Texts, view: CheckoutView) -> list[ButtonRow]:
    return [
        [Button(t("找客服"), OpenAgent())],
        [
            Button(t("取消下单"), AskCancelCheckout(view.draft_id)),
            back(t, CheckoutBack(view.draft_id, view.step)),
        ],
    ]
