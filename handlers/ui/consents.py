"""Consent in words: one sentence where it is asked for, one in /privacy. Both name the same data, receiver and use."""

from __future__ import annotations

from domain.customers.consents import Purpose
from handlers.ui.i18n import N_, Texts

# Where consent is given by answering, by a tap, or with the order: the sentence above that answer or that button.
ASKED = {
    Purpose.IDENTITY: N_(
        "回答即同意把姓名、身份证号和手机号交给核验机构，核实您的身份；可随时在 /privacy 撤回。"
    ),
    Purpose.FACE: N_(
        "点「同意，去做人脸核验」，就是同意把姓名和身份证号交给核验机构，由它核验人脸；可随时在 /privacy 撤回。"
    ),
    Purpose.LENDER: N_("确认即同意把您的姓名、身份证号和手机号交给%(lender)s审核；可随时在 /privacy 撤回。"),
    Purpose.BINDING: N_(
        "发送即同意把姓名、身份证号、手机号和卡号交给支付机构核对、绑卡；可随时在 /privacy 撤回。"
    ),
    Purpose.DEBIT: N_(
        "点「同意并开通」，就是同意下面的授权书，由支付机构从您绑定的卡扣到期和逾期的账单；可随时关闭。"
    ),
}
# The same in /privacy. `Purpose.CARD` is what was agreed to until November 2026, in its words of then.
GIVEN = {
    Purpose.IDENTITY: N_("把姓名、身份证号和手机号交给核验机构，核实身份"),
    Purpose.FACE: N_("把姓名和身份证号交给核验机构，核验人脸"),
    Purpose.LENDER: N_("把姓名、身份证号和手机号交给%(lender)s审核"),
    Purpose.BINDING: N_("把姓名、身份证号、手机号和卡号交给支付机构，核对、绑卡"),
    Purpose.DEBIT: N_("由支付机构从绑定的卡扣到期和逾期的账单"),
    Purpose.CARD: N_("用银行卡自动扣款"),
}


def asked(t: Texts, purpose: Purpose, **values: object) -> str:
    """Return the sentence that says what is agreed to; `lender`, safe inside HTML, of `Purpose.LENDER`."""
    return t(ASKED[purpose], **values)


def asked_in_form(t: Texts) -> str:
    """Return the same of the identity, where it is sent in a form."""
    return t("提交即同意把姓名、身份证号和手机号交给核验机构，核实您的身份；可随时在 /privacy 撤回。")


def asked_again(t: Texts) -> str:
    """Return the same of the identity, where it was taken back."""
    return t(
        "点「同意并继续」，就是同意把姓名、身份证号和手机号交给核验机构，核实您的身份；可随时在 /privacy 撤回。"
    )


def given(t: Texts, purpose: Purpose, **values: object) -> str:
    """Return what was agreed to; `lender`, safe inside HTML, of `Purpose.LENDER`."""
    return t(GIVEN[purpose], **values)


def receivers(t: Texts) -> str:
    """Return who ever gets what tells who somebody is."""
    return t("实名信息只交给核验机构核实、您选定的机构审核；绑卡时还会交给支付机构核对。")
