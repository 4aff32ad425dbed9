"""Rich messages: HTML and blocks in, checked blocks, safe HTML and plain text out."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.rich.limits import columns_of
from bot.sandbox.rich.message import RichContent, read_rich_message
from tests.support.bot_api import types, worked_out

BILL = """
<p>本月待还 <b>¥849.73</b></p>
<table bordered striped>
  <caption>账单</caption>
  <tr><th>日期</th><th align="right">金额</th></tr>
  <tr><td>12月5日</td><td align="right">¥357.24</td></tr>
  <tr><td colspan="2">合计 &amp; 说明</td></tr>
</table>
<details open><summary>怎么算的</summary><p>本金<br>利息</p></details>
<blockquote>引用<cite>来源</cite></blockquote>
<pre><code class="language-text">a  b
c</code></pre>
<hr/>
<p>仅供参考 <a href="https://a.cn/">链接</a>
<tg-time unix="1770000000" format="D">后天</tg-time></p>
随便一句
"""


def read(html: str) -> RichContent:
    return read_rich_message({"html": html})


def complaint(given: dict[str, Any]) -> str:
    with pytest.raises(ApiError) as error:
        read_rich_message(given)
    assert error.value.code == 400
    return error.value.description


def test_a_bill_becomes_blocks_that_bot_api_types_accept() -> None:
    content = read(BILL)
    parsed = worked_out(types.RichMessage).model_validate(content.message)
    assert [block.type for block in parsed.blocks] == [
        "paragraph", "table", "details", "blockquote", "pre", "divider", "paragraph", "paragraph",
    ]  # fmt: skip


def test_the_plain_text_has_a_line_for_each_row() -> None:
    assert read(BILL).text.splitlines() == [
        "本月待还 ¥849.73", "账单", "日期 | 金额", "12月5日 | ¥357.24", "合计 & 说明",
        "怎么算的", "本金", "利息", "引用", "a  b", "c", "仅供参考 链接 后天", "随便一句",
    ]  # fmt: skip


def test_the_html_for_people_is_written_anew_from_the_blocks() -> None:
    html = read('<p onclick="x()">a &lt;img src=x&gt; <a href="javascript:x()">b</a></p>').html
    assert html == "<p>a &lt;img src=x&gt; b</p>"


def test_a_table_keeps_alignment_headers_and_spans() -> None:
    table = read(BILL).message["blocks"][1]
    assert table["is_bordered"] and table["is_striped"]
    assert table["cells"][0][1] == {"align": "right", "valign": "middle", "text": "金额", "is_header": True}
    assert table["cells"][2][0]["colspan"] == 2


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<div>x</div>", 'can\'t parse entities: Unsupported start tag "div" at byte offset 0'),
        ("<h3>x</h3>", 'can\'t parse entities: Unsupported start tag "h3" at byte offset 0'),
        ("<table><tr><td>x</tr></table>",
         'can\'t parse entities: Unmatched end tag at byte offset 16, expected "</td>", found "</tr>"'),
        ("<p>x", 'can\'t parse entities: Can\'t find end tag corresponding to start tag "p"'),
        ("<p><table></table></p>",
         'can\'t parse entities: Tag "table" is not allowed in a line of text at byte offset 3'),
        ("<td>x</td>", 'can\'t parse entities: Tag "td" is out of place at byte offset 0'),
        ("<table>x</table>",
         'can\'t parse entities: Text is out of place in the tag "table" at byte offset 0'),
        ("<details>x</details>",
         'can\'t parse entities: Tag "details" must have a tag "summary" at byte offset 0'),
        ("  <p> </p> ", "rich message is empty"),
    ],
)  # fmt: skip
def test_broken_rich_html_is_refused(html: str, reason: str) -> None:
    assert complaint({"html": html}) == f"Bad Request: {reason}"


def test_exactly_one_form_must_be_given() -> None:
    expected = (
        "Bad Request: exactly one of the fields html, markdown and blocks must be used in a rich message"
    )
    assert complaint({}) == expected
    assert complaint({"html": "<p>x</p>", "markdown": "x"}) == expected


def test_the_text_may_have_32768_characters() -> None:
    assert read(f"<p>{'分' * 32_768}</p>").text == "分" * 32_768
    assert complaint({"html": f"<p>{'分' * 32_769}</p>"}) == "Bad Request: rich message is too long"


def test_there_may_be_500_blocks_with_rows_counted() -> None:
    rows = "<tr><td>x</td></tr>"
    read(f"<table>{rows * 499}</table>")
    assert (
        complaint({"html": f"<table>{rows * 500}</table>"}) == "Bad Request: rich message has too many blocks"
    )
    nested = f"<details><summary>x</summary>{'<p>x</p>' * 500}</details>"
    assert complaint({"html": nested}) == "Bad Request: rich message has too many blocks"


def test_a_table_may_have_20_columns() -> None:
    read(f"<table><tr>{'<td>x</td>' * 20}</tr></table>")
    wide = f"<table><tr>{'<td>x</td>' * 19}<td colspan='2'>x</td></tr></table>"
    assert complaint({"html": wide}) == "Bad Request: rich message table has too many columns"


def test_a_cell_that_reaches_down_takes_a_column_of_the_rows_below() -> None:
    assert columns_of([[{"rowspan": 2}, {}], [{}, {}]]) == 3
    assert columns_of([[{"rowspan": 2}, {}], [{}], [{}, {}, {}]]) == 3


def test_blocks_may_be_nested_16_deep() -> None:
    def nested(depth: int) -> str:
        return "<blockquote>" * (depth - 1) + "<p>x</p>" + "</blockquote>" * (depth - 1)

    read(nested(16))
    assert complaint({"html": nested(17)}) == "Bad Request: rich message is nested too deeply"


@pytest.mark.parametrize("form", ["blocks", "markdown"])
def test_another_form_than_html_is_refused_by_name(form: str) -> None:
    expected = f"Bad Request: {form} of a rich message isn't supported by the sandbox; use html"
    assert complaint({form: "x"}) == expected
