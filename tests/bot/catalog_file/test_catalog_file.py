"""Every kind of mistake is refused, in its place; a good file is read to the fen."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog_file import CatalogFileError, Finding, load_catalog, read_catalog, read_pictures
from bot.catalog_file.problems import SHOWN_AT_MOST
from domain.terms import (
    DayCount,
    DueDayRule,
    InstitutionSpec,
    Method,
    PenaltyBase,
    PenaltyTerms,
    PlanSpec,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayTerms,
    RemainderIn,
    Rounding,
)
from tests.bot.catalog_file.small import SMALL, changed, only_problem, problems, read, written
from tests.support.pictures import a_jpeg


class TestWhatIsRead:
    def test_yuan_become_fen_from_text_and_from_whole_numbers(self, tmp_path: Path) -> None:
        assert [product.price_fen for product in read(tmp_path, SMALL).products] == [399_900, 5_900]

    @pytest.mark.parametrize(
        ("text", "amount_fen"),
        [("0.01", 1), ("3999.5", 399_950), ("３９９９．００", 399_900), ("10000000", 10**9)],
    )
    def test_an_amount_is_exact(self, tmp_path: Path, text: str, amount_fen: int) -> None:
        assert read(tmp_path, changed("3999.00", text)).products[0].price_fen == amount_fen

    def test_a_text_without_the_locale_falls_back_to_chinese(self, tmp_path: Path) -> None:
        phone, case = read(tmp_path, SMALL).products
        assert (phone.name.in_("en"), phone.name.in_("zh_TW"), case.name.in_("en")) == (
            "Phone",
            "手机",
            "手机壳",
        )

    def test_a_lender_that_says_little_gets_the_documented_defaults(self, tmp_path: Path) -> None:
        (lender,) = read(tmp_path, SMALL).institutions
        assert lender.remainder_in is RemainderIn.LAST
        assert lender.day_count is DayCount.MONTHLY
        assert lender.due_day == DueDayRule()
        assert lender.penalty == PenaltyTerms()
        assert lender.prepay == PrepayTerms(PrepayPolicy.CURRENT_PERIOD)
        assert (lender.min_age, lender.max_age, lender.students_allowed) == (18, 60, False)
        assert (lender.debit_cutoff, lender.quote_cutoff) == (time(22), time(22))

    def test_a_lender_that_says_everything_is_taken_at_its_word(self, tmp_path: Path) -> None:
        more = (
            'due_day = { day = 5, min_days = 20 }\nremainder_in = "first"\nday_count = "actual/365"\n'
            'penalty = { daily = "0.05%", base = "principal", grace_days = 3, cap = "18%" }\n'
            'min_age = 20\nmax_age = 55\nstudents_allowed = true\ndebit_cutoff = "21:30"\n'
        )
        text = changed("credit_line", more + "credit_line").replace(
            '"current_period"', '"waived", fee_percent = "3%"'
        )
        (lender,) = read(tmp_path, text).institutions
        assert lender.due_day == DueDayRule(5, 20)
        assert lender.penalty == PenaltyTerms(
            Decimal("0.05"), None, PenaltyBase.PRINCIPAL, grace_days=3, cap_annual_pct=Decimal(18)
        )
        assert lender.prepay == PrepayTerms(PrepayPolicy.WAIVED, PrepayFeeKind.PERCENT, Decimal(3))
        assert (lender.min_age, lender.max_age, lender.students_allowed) == (20, 55, True)
        assert lender.debit_cutoff == time(21, 30)

    def test_a_plan_takes_rounding_remainder_and_day_count_from_its_lender(self, tmp_path: Path) -> None:
        text = changed('"floor"', '"each_half_up"\nremainder_in = "first"\nday_count = "30/360"')
        (plan,) = read(tmp_path, text).plans
        assert plan.terms.method is Method.FLAT_FEE
        assert plan.terms.fee_per_period_pct == Decimal("0.6")
        assert plan.terms.rounding is Rounding.EACH_HALF_UP
        assert plan.terms.remainder_in is RemainderIn.FIRST
        assert plan.terms.day_count is DayCount.D30_360
        assert (plan.min_amount_fen, plan.max_amount_fen) == (30_000, 5_000_000)

    def test_categories_keep_the_order_of_the_file(self, tmp_path: Path) -> None:
        second = '[[categories]]\nid = "a"\nname = "电脑"\n\n[[products]]'
        text = changed("[[products]]", second)
        assert [(c.id, c.position) for c in read(tmp_path, text).categories] == [("phones", 0), ("a", 1)]

    def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(self, tmp_path: Path) -> None:
        windows = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
        assert read(tmp_path, windows) == read(tmp_path, SMALL)

    def test_pictures_are_read_from_beside_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "pictures").mkdir()
        (tmp_path / "pictures" / "case.jpg").write_bytes(a_jpeg(640, 480))
        path = written(tmp_path, changed("price = 59", 'price = 59\npicture = "pictures/case.jpg"'))
        assert read_pictures(read_catalog(path), path) == {"case": a_jpeg(640, 480)}


PLACED = {
    "price as a decimal number": ('"3999.00"', "3999.5", 9, 'products[1] "phone", price', "quotation marks"),
    "price as nan": ('"3999.00"', "nan", 9, 'products[1] "phone", price', "quotation marks"),
    "price as infinity": ('"3999.00"', "inf", 9, 'products[1] "phone", price', "quotation marks"),
    "price as words": ("3999.00", "三千", 9, 'products[1] "phone", price', "at most two decimals"),
    "price with three decimals": (
        "3999.00",
        "39.999",
        9,
        'products[1] "phone", price',
        "at most two decimals",
    ),
    "price true": ('"3999.00"', "true", 9, 'products[1] "phone", price', "not true"),
    "price zero": ('"3999.00"', "0", 9, 'products[1] "phone", price', "from 0.01"),
    "price negative": ("3999.00", "-5.00", 9, 'products[1] "phone", price', "from 0.01"),
    "price too large": ("3999.00", "10000000.01", 9, 'products[1] "phone", price', "to 10000000 yuan"),
    "price huge": ('"3999.00"', "9" * 4000, 9, 'products[1] "phone", price', "more than 18 digits"),
    "price huge in hexadecimal": (
        '"3999.00"',
        "0x" + "f" * 9000,
        9,
        'products[1] "phone", price',
        "18 digits",
    ),
    "stock negative": ("stock = 0", "stock = -1", 18, 'products[2] "case", stock', "from 0 to"),
    "stock as text": ("stock = 0", 'stock = "0"', 18, 'products[2] "case", stock', "without quotation marks"),
    "id with capitals": ('id = "case"', 'id = "Case!"', 14, 'products[2] "Case!", id', "1 to 24 characters"),
    "id too long": ('id = "case"', f'id = "{"a" * 25}"', 14, "products[2], id", "1 to 24 characters"),
    "id taken": ('id = "case"', 'id = "phone"', 14, 'products[2] "phone", id', "the product in line 6"),
    "unknown category": (
        '"phones"\nname = "手机壳"',
        '"phons"\nname = "手机壳"',
        15,
        'products[2] "case", category',
        'Did you mean "phones"?',
    ),
    "unknown lender": ('institution = "lender"', 'institution = "lendr"', 33, "institution", "Did you mean"),
    "unknown key": ("stock = 0", "stcok = 0\nstock = 0", 18, "stcok", 'Did you mean "stock"?'),
    "unknown locale": ("en = ", "eng = ", 8, 'products[1] "phone", name.eng', 'Did you mean "en"?'),
    "no Chinese name": ("zh_CN =", "zh_TW =", 8, 'products[1] "phone", name', "zh_CN is missing"),
    "missing reference": (
        'category = "phones"\nname = "手机壳"',
        'name = "手机壳"',
        13,
        'products[2] "case"',
        'write for example category = "phones"',
    ),
    "missing table": (
        'prepay = { policy = "current_period" }\n',
        "",
        21,
        'institutions[1] "lender"',
        'write for example prepay = { policy = "current_period" }',
    ),
    "missing key of a table": (
        '{ policy = "current_period" }',
        "{ fee_months = 1 }",
        28,
        'institutions[1] "lender", prepay',
        'write for example policy = "current_period"',
    ),
    "missing key": ("stock = 3\n", "", 5, 'products[1] "phone"', "The key stock is missing"),
    "empty name": ('"手机壳"', '"  "', 16, 'products[2] "case", name', "empty"),
    "name too long": ("手机壳", "壳" * 41, 16, 'products[2] "case", name', "41 characters; at most 40"),
    "category name too long": ('"手机"', f'"{"机" * 17}"', 3, "name", "17 characters; at most 16"),
    "translated name too long": ("Phone", "P" * 41, 8, 'products[1] "phone", name.en', "at most 40"),
    "name with a line break": ("手机壳", "手机\\n壳", 16, "name", "one line"),
    "name as number": ('"手机壳"', "7", 16, "name", "between quotation marks, not 7"),
    "bad kind": ("consumer_finance", "consumer_finanze", 24, "kind", 'Did you mean "consumer_finance"?'),
    "bad phone": ("400-000-0001", "call me", 25, "contact", "phone number"),
    "http address": ("https://example", "http://example", 26, "official_url", "https://"),
    "address with a password": ("https://example", "https://a:b@example", 26, "official_url", "https://"),
    "address without host": ("example.com/lender", "", 26, "official_url", "https://"),
    "address with a bad port": ("example.com", "example.com:http", 26, "official_url", "https://"),
    "bad rounding": ('"floor"', '"flour"', 27, "rounding", 'Did you mean "floor"?'),
    "bad prepay policy": ('"current_period"', '"free"', 28, "prepay.policy", "waived"),
    "prepay not a table": ('{ policy = "current_period" }', '"waived"', 28, "prepay", "A table is expected"),
    "both prepay fees": (
        '"current_period"',
        '"waived", fee_percent = "1%", fee_months = 1',
        28,
        "prepay.fee_months",
        "not both",
    ),
    "penalty both ways": (
        "credit_line",
        'penalty = { daily = "0.05%", multiple = "1.5" }\ncredit_line',
        29,
        "penalty.multiple",
        "not both",
    ),
    "penalty multiple as a decimal number": (
        "credit_line",
        "penalty = { multiple = 1.5 }\ncredit_line",
        29,
        "penalty.multiple",
        'like "1.5"',
    ),
    "penalty above the law": (
        "credit_line",
        'penalty = { cap = "36%" }\ncredit_line',
        29,
        "penalty.cap",
        "to 24%",
    ),
    "negative grace": (
        "credit_line",
        "penalty = { grace_days = -1 }\ncredit_line",
        29,
        "penalty.grace_days",
        "from 0",
    ),
    "due day 31": ("credit_line", "due_day = { day = 31 }\ncredit_line", 29, "due_day.day", "from 1 to 28"),
    "due day as word": ("credit_line", 'due_day = "monthly"\ncredit_line', 29, "due_day", '"anchor"'),
    "lending to minors": ("credit_line", "min_age = 16\ncredit_line", 29, "min_age", "from 18"),
    "ages the wrong way round": (
        "credit_line",
        "min_age = 40\nmax_age = 30\ncredit_line",
        30,
        "max_age",
        "which is 40",
    ),
    "late window": (
        "credit_line",
        'debit_cutoff = "18:00"\ndebit = { windows = ["09:00", "20:00"] }\ncredit_line',
        30,
        "debit.windows",
        "18:00",
    ),
    "windows beside a wrong cut-off": (
        "credit_line",
        'debit_cutoff = "24:30"\ndebit = { windows = ["09:00"] }\ncredit_line',
        29,
        "debit_cutoff",
        "22:00",
    ),
    "cut-off before the usual windows": (
        "credit_line",
        'debit_cutoff = "08:00"\ncredit_line',
        29,
        "debit_cutoff",
        "no direct debit would ever be tried",
    ),
    "odd window": (
        "credit_line",
        'debit = { windows = ["08:30"] }\ncredit_line',
        29,
        "debit.windows",
        "on the hour",
    ),
    "no window": ("credit_line", "debit = { windows = [] }\ncredit_line", 29, "debit.windows", "09:00"),
    "windows out of order": (
        "credit_line",
        'debit = { windows = ["20:00", "09:00"] }\ncredit_line',
        29,
        "debit.windows",
        "later than the one before",
    ),
    "bad time": ("credit_line", 'debit_cutoff = "24:30"\ncredit_line', 29, "debit_cutoff", "22:00"),
    "rate without sign": ('"0.6%"', '"0.6"', 36, "fee_per_period", '"0.6%"'),
    "rate as a number": ('"0.6%"', "0.6", 36, "fee_per_period", '"0.6%"'),
    "rate negative": ('"0.6%"', '"-0.6%"', 36, "fee_per_period", "from 0%"),
    "rate nan": ('"0.6%"', "nan", 36, "fee_per_period", "not nan"),
    "no fee": ('fee_per_period = "0.6%"\n', "", 31, 'plans[1] "plan-12"', "fee_per_period or total_fee"),
    "two fees": ('"0.6%"', '"0.6%"\ntotal_fee = "7.2%"', 37, "total_fee", "not both"),
    "bad method": ('"flat_fee"', '"flat"', 34, "method", "equal_installment"),
    "zero periods": ("periods = 12", "periods = 0", 35, "periods", "from 1 to 60"),
    "too many periods": ("periods = 12", "periods = 61", 35, "periods", "from 1 to 60"),
    "amounts the wrong way round": (
        "min_amount = 300",
        "min_amount = 60000",
        38,
        "max_amount",
        "below min_amount",
    ),
    "fee timing of a flat fee": (
        "min_amount",
        'fee_timing = "drawdown"\nmin_amount',
        37,
        "fee_timing",
        "upfront_fee",
    ),
    "flat fee with the interest rounding": (
        '"floor"',
        '"half_up"',
        34,
        "method",
        "does not go with the rounding",
    ),
    "flat fee with daily interest": ('"current_period"', '"daily_interest"', 34, "method", "annual rate"),
    "flat fee with months of interest": (
        '"current_period"',
        '"waived", fee_months = 1',
        34,
        "method",
        "annual rate",
    ),
}


class TestWhereItIsWrong:
    @pytest.mark.parametrize("mistake", PLACED)
    def test_a_mistake_is_reported_once_in_its_place(self, tmp_path: Path, mistake: str) -> None:
        old, new, line, place, said = PLACED[mistake]
        problem = only_problem(tmp_path, changed(old, new))
        assert problem.place.startswith(f"line {line}, ")
        assert problem.place.endswith(place)
        assert said in problem.message
        assert len(str(problem)) < 400

    def test_an_interest_method_with_a_fee_is_told_what_it_takes(self, tmp_path: Path) -> None:
        text = changed('"flat_fee"', '"equal_installment"').replace('"floor"', '"half_up"')
        extra, missing = sorted(problems(tmp_path, text), key=lambda problem: -(problem.line or 0))
        assert "does not take fee_per_period; it takes annual_rate" in extra.message
        assert "needs annual_rate" in missing.message

    def test_an_interest_method_needs_a_lender_that_rounds_half_up(self, tmp_path: Path) -> None:
        text = changed('"flat_fee"', '"equal_principal"').replace(
            'fee_per_period = "0.6%"', 'annual_rate = "12%"'
        )
        assert "needs a lender with half_up" in only_problem(tmp_path, text).message

    def test_a_microloan_company_must_not_lend_to_students(self, tmp_path: Path) -> None:
        text = changed('"consumer_finance"', '"microloan"\nstudents_allowed = true')
        assert only_problem(tmp_path, text).place == 'line 25, institutions[1] "lender", students_allowed'

    def test_all_problems_come_together_in_the_order_of_their_lines(self, tmp_path: Path) -> None:
        text = changed('"0.6%"', "0.6").replace('"3999.00"', "-1").replace("stock = 0", "stock = 1.5")
        assert [problem.line for problem in problems(tmp_path, text)] == [9, 18, 36]
        plans_at = text.index("[[plans]]")
        plans_first = text[plans_at:] + text[:plans_at]
        assert [problem.line for problem in problems(tmp_path, plans_first)] == [6, 17, 26]

    def test_a_lender_with_a_mistake_does_not_make_its_plans_wrong_too(self, tmp_path: Path) -> None:
        assert only_problem(tmp_path, changed("400-000-0001", "-")).place.endswith("contact")

    @pytest.mark.parametrize("section", ["categories", "products", "institutions", "plans"])
    def test_each_section_must_be_there(self, tmp_path: Path, section: str) -> None:
        renamed = SMALL.replace(f"[[{section}]]", f"[[x{section}]]")
        found = problems(tmp_path, renamed)
        assert any(f"The file has no [[{section}]]" in problem.message for problem in found)
        assert any(f'Did you mean "{section}"?' in problem.message for problem in found)

    def test_single_brackets_are_explained(self, tmp_path: Path) -> None:
        problem = only_problem(tmp_path, changed("[[categories]]", "[categories]"))
        assert "two brackets" in problem.message

    def test_an_empty_file_lacks_every_section(self, tmp_path: Path) -> None:
        assert len(problems(tmp_path, "")) == 4

    def test_the_error_as_text_names_file_places_and_how_many_more(self, tmp_path: Path) -> None:
        text = SMALL + '[[products]]\nid = "phone"\n' * (SHOWN_AT_MOST + 1)
        with pytest.raises(CatalogFileError) as caught:
            read(tmp_path, text)
        said = str(caught.value)
        assert said.startswith(f"The catalog file {tmp_path / 'catalog.toml'} has ")
        assert f"… and {len(caught.value.problems) - SHOWN_AT_MOST} more." in said


class TestWarningsAndChecks:
    def test_an_empty_category_is_a_warning(self, tmp_path: Path) -> None:
        path = written(tmp_path, SMALL + '[[categories]]\nid = "home"\nname = "家居"\n')
        (warning,) = load_catalog(path).warnings
        assert str(warning).startswith('line 39, categories[2] "home": No product')

    def test_a_lender_without_plans_and_a_plan_out_of_reach_are_warnings(self, tmp_path: Path) -> None:
        second = SMALL[SMALL.index("[[institutions]]") : SMALL.index("[[plans]]")].replace(
            '"lender"', '"idle"'
        )
        text = SMALL.replace("credit_line = 50000", "credit_line = 200") + second
        said = [warning.message for warning in load_catalog(written(tmp_path, text)).warnings]
        assert [message.split(";")[0] for message in said] == [
            "The institution's credit_line is below min_amount",
            "This institution has no plan",
        ]

    def test_a_refusing_check_of_a_plan_is_reported_in_the_plan_s_place(self, tmp_path: Path) -> None:
        def check(lender: InstitutionSpec, plan: PlanSpec) -> Finding:
            return Finding(f"{lender.id} asks too much over {plan.terms.periods}.", refuses=True)

        with pytest.raises(CatalogFileError) as caught:
            load_catalog(written(tmp_path, SMALL), check)
        assert [str(p) for p in caught.value.problems] == [
            'line 31, plans[1] "plan-12": lender asks too much over 12.'
        ]

    def test_a_check_that_only_warns_lets_the_file_in(self, tmp_path: Path) -> None:
        loaded = load_catalog(written(tmp_path, SMALL), lambda *_: Finding("Dear.", refuses=False))
        assert [warning.message for warning in loaded.warnings] == ["Dear."]

    def test_a_plan_with_a_mistake_is_not_asked_about(self, tmp_path: Path) -> None:
        def check(lender: InstitutionSpec, plan: PlanSpec) -> Finding | None:
            raise AssertionError("a broken plan reached the check")

        with pytest.raises(CatalogFileError):
            load_catalog(written(tmp_path, changed('"0.6%"', '"0.6"')), check)
