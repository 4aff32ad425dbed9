"""What consent is asked for is what is said of it afterwards, and what is really handed over."""

from __future__ import annotations

import pytest

from domain.autopay.ports import CardBinding
from domain.customers.consents import HANDS_OVER, Datum, Purpose, Receiver
from domain.customers.service import LOCALES
from domain.identity.types import FaceCheck, IdentityCheck
from domain.value import names_of
from handlers.ui.consents import ASKED, GIVEN, asked, asked_again, asked_in_form, given, receivers
from handlers.ui.i18n import Texts, texts_for

LENDER = "LENDER"
WORDS: dict[str, dict[Datum | Receiver, str]] = {
    "zh_CN": {
        Datum.NAME: "姓名",
        Datum.ID_NUMBER: "身份证号",
        Datum.PHONE: "手机号",
        Datum.CARD_NUMBER: "卡号",
        Receiver.VERIFIER: "核验机构",
        Receiver.PAYMENT: "支付机构",
        Receiver.LENDER: LENDER,
    },
    "zh_TW": {
        Datum.NAME: "姓名",
        Datum.ID_NUMBER: "身分證字號",
        Datum.PHONE: "手機號碼",
        Datum.CARD_NUMBER: "卡號",
        Receiver.VERIFIER: "驗證機構",
        Receiver.PAYMENT: "支付機構",
        Receiver.LENDER: LENDER,
    },
    "en": {
        Datum.NAME: "name",
        Datum.ID_NUMBER: "ID number",
        Datum.PHONE: "mobile number",
        Datum.CARD_NUMBER: "card number",
        Receiver.VERIFIER: "the verifier",
        Receiver.PAYMENT: "the payment institution",
        Receiver.LENDER: LENDER,
    },
}
# The fields of what goes out, by what they are called there.
FIELDS = {
    "name": Datum.NAME,
    "holder_name": Datum.NAME,
    "id_number": Datum.ID_NUMBER,
    "phone": Datum.PHONE,
    "number": Datum.CARD_NUMBER,
}


def named(locale: str, sentence: str) -> set[Datum | Receiver]:
    return {one for one, word in WORDS[locale].items() if word in sentence}


def said(t: Texts, purpose: Purpose) -> list[str]:
    """Return every sentence of the purpose: where it is asked for, in whatever way, and where it stands afterwards."""
    sentences = [given(t, purpose, lender=LENDER)]
    if purpose in ASKED:
        sentences.append(asked(t, purpose, lender=LENDER))
    if purpose is Purpose.IDENTITY:
        sentences += [asked_in_form(t), asked_again(t)]
    return sentences


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.CARD])
def test_a_consent_names_the_same_data_and_receiver_wherever_it_is_spoken_of(
    locale: str, purpose: Purpose
) -> None:
    handed = HANDS_OVER[purpose]
    sentences = said(texts_for(locale), purpose)
    assert len(sentences) >= 2
    for sentence in sentences:
        assert named(locale, sentence) == {handed.receiver, *handed.data}, sentence


def test_every_purpose_has_its_words_and_only_what_is_no_longer_asked_for_has_no_question() -> None:
    assert set(GIVEN) == set(HANDS_OVER) == set(Purpose)
    assert set(Purpose) - set(ASKED) == {Purpose.CARD}


@pytest.mark.parametrize("locale", LOCALES)
def test_whoever_gets_data_of_a_person_is_named_where_all_are(locale: str) -> None:
    sentence = receivers(texts_for(locale))
    words = WORDS[locale]
    assert {Receiver.VERIFIER, Receiver.PAYMENT} <= named(locale, sentence)
    assert {one.receiver for one in HANDS_OVER.values() if one.data} == set(Receiver)
    assert len(words) == len(Datum) + len(Receiver)


@pytest.mark.parametrize(
    ("goes_out", "purpose"),
    [(IdentityCheck, Purpose.IDENTITY), (FaceCheck, Purpose.FACE), (CardBinding, Purpose.BINDING)],
)
def test_what_goes_out_is_what_was_consented_to(goes_out: type, purpose: Purpose) -> None:
    # Our own id is none of the person's.
    handed = {FIELDS[name] for name in names_of(goes_out) if not name.endswith("_id")}
    assert handed == HANDS_OVER[purpose].data
