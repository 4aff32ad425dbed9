"""Whatever is typed is read without harm and quickly; whatever is read stands in a button and is worked out."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calculator.codes import code_of, code_of_early, early_in, offer_in
from domain.calculator.errors import NotCalculable
from domain.calculator.readings import readings_of
from domain.calculator.results import AT_DRAWDOWN, MOST_PERIODS, SCALE, Early, Offer, Understood, Way
from domain.calculator.rules import calculate, calculate_early, compare
from domain.calculator.sentences import gone_on, is_a_calculation, read_calculation
from domain.quotes.typed_amount import LARGEST_FEN
from tests.support.fuzz import NAUGHTY

TODAY = date(2026, 11, 30)
PIECES = [
    "4000", "30万", "1.5w", "三千块", "¥3,999.00", "分12期", "36期", "30年", "半年",
    "十二期", "每期", "每月", "0.6%", "百分之三", "月息", "6厘", "1分利", "日息万五", "千分之六", "年化",
    "18%", "手续费", "费率", "一共", "总", "288元", "免息", "砍头息", "一次性", "等额本息", "等本等息",
    "等额本金", "先息后本", "每期还680", "月供", "一共还", "第37期后", "提前还5万", "结清", "和", "还是",
    "，", " ", "\n", "哪个划算", "年化多少", "over", "months", "per month", "APR", "fee",
    "vs", "prepay", "after payment 6", "$", "万", "分", "%", "0", "999999999999",
    "9999%", "每期手续费9999999元", "月利率900%", "到手9000", "先扣500", "砍头息10%", "一天5块利息", "免前2期", "首期免息",
    "万5", "4毫", "7天", "30天后还2500", "到期一次还", "利随本清",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
VALUES = st.one_of(st.integers(0, 100 * SCALE), st.sampled_from([0, 1, 1000 * SCALE, LARGEST_FEN]))
OFFERS = st.builds(
    Offer,
    st.one_of(st.integers(1, LARGEST_FEN), st.sampled_from([1, 2, 99, LARGEST_FEN])),
    st.one_of(st.integers(1, MOST_PERIODS), st.sampled_from([1, 2, 12, MOST_PERIODS])),
    st.sampled_from(Way),
    VALUES,
    withheld_fen=st.one_of(st.just(0), st.integers(0, LARGEST_FEN)),
).filter(lambda offer: offer.withheld_fen == 0 or offer.way not in AT_DRAWDOWN)


@settings(max_examples=400, deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_is_read_or_asked_about_and_what_is_read_is_worked_out(text: str, more: str) -> None:
    is_a_calculation(text)
    found = read_calculation([text])
    gone_on([text], more)
    if not isinstance(found, Understood):
        return
    for offer in found.offers:
        assert offer_in(code_of(offer)) == offer
        for one in [offer] if isinstance(offer, Offer) else readings_of(offer):
            _worked_out(one, found.early)


@settings(max_examples=300, deadline=None)
@given(OFFERS, OFFERS, st.integers(0, MOST_PERIODS), st.one_of(st.none(), st.integers(0, LARGEST_FEN)))
def test_any_offer_is_worked_out_or_refused(one: Offer, other: Offer, after: int, part: int | None) -> None:
    _worked_out(one, Early(after, part))
    try:
        found = compare(one, other, TODAY)
    except NotCalculable:
        return
    assert found.difference_fen >= 0


def _worked_out(offer: Offer, early: Early | None) -> None:
    try:
        found = calculate(offer, TODAY)
    except NotCalculable:
        return
    if found.rows:
        assert sum(row.principal_fen for row in found.rows) == offer.amount_fen
        assert found.rows[-1].balance_fen == 0
    if early is None:
        return
    assert early_in(code_of_early(early)) == early
    try:
        changed = calculate_early(offer, early, TODAY)
    except NotCalculable:
        return
    assert 0 <= changed.balance_fen <= offer.amount_fen  # 0: two fen over three periods
    for each in changed.parts:
        assert early.amount_fen is not None
        before = sum(found.payments_fen[early.after :])
        assert before - sum(each.payments_fen) == early.amount_fen + each.saved_fen


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_texts_do_no_harm(text: str) -> None:
    read_calculation([text])
    gone_on(["4000 12期 每期0.6%"], text)
    is_a_calculation(text)


@pytest.mark.parametrize(
    "piece",
    ["每", "分", "还", "0", "9" * 9, "一", " ", "第1", "per ", "年", "提前", ",", "和", "和4000每期0.6%"],
)
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    text = (piece * 40_000)[:40_000]
    start = time.process_time()
    is_a_calculation(text)
    read_calculation([text])
    gone_on([text], text)
    assert time.process_time() - start < 0.5
