"""`parse_mode: HTML`: what Telegram makes of it, and what it refuses."""

from __future__ import annotations

import pytest

from bot.sandbox.text.detect import with_detected
from bot.sandbox.text.entities import FormattedText, parse_html
from bot.sandbox.text.render import render_html
from bot.sandbox.text.tokens import MarkupError


def test_offsets_count_utf16_units() -> None:
    parsed = parse_html("😀 <b>还款</b>")
    assert parsed.text == "😀 还款"
    assert parsed.entities == [{"type": "bold", "offset": 3, "length": 2}]


def test_nested_entities_stand_outer_first() -> None:
    parsed = parse_html("<b>a<i>b<u>c</u></i></b>")
    assert [(e["type"], e["offset"], e["length"]) for e in parsed.entities] == [
        ("bold", 0, 3),
        ("italic", 1, 2),
        ("underline", 2, 1),
    ]


def test_white_space_around_the_text_is_cut_and_entities_move() -> None:
    parsed = parse_html("\n  <b> 账单 </b>\n")
    assert parsed.text == "账单"
    assert parsed.entities == [{"type": "bold", "offset": 0, "length": 2}]


def test_character_references_are_decoded() -> None:
    assert parse_html("1 &lt; 2 &amp;&amp; &quot;x&quot; &#65;&#x42; &nbsp;").text == '1 < 2 && "x" AB &nbsp;'


@pytest.mark.parametrize(
    ("markup", "entity"),
    [
        ('<a href="https://a.cn/?x=1&amp;y=2">看</a>', {"type": "text_link", "url": "https://a.cn/?x=1&y=2"}),
        ("<tg-spoiler>看</tg-spoiler>", {"type": "spoiler"}),
        ('<span class="tg-spoiler">看</span>', {"type": "spoiler"}),
        ("<blockquote>看</blockquote>", {"type": "blockquote"}),
        ("<blockquote expandable>看</blockquote>", {"type": "expandable_blockquote"}),
        ('<pre><code class="language-python">看</code></pre>', {"type": "pre", "language": "python"}),
        ('<tg-time unix="1770000000" format="wDT">看</tg-time>',
         {"type": "date_time", "unix_time": 1770000000, "date_time_format": "wDT"}),
        ('<a href="tg://user?id=42">看</a>',
         {"type": "text_mention", "user": {"id": 42, "is_bot": False, "first_name": "看"}}),
    ],
)  # fmt: skip
def test_each_tag_becomes_its_entity(markup: str, entity: dict[str, object]) -> None:
    assert parse_html(markup).entities == [{**entity, "offset": 0, "length": 1}]


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        ("您好 <p>x</p>", 'Unsupported start tag "p" at byte offset 7'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("利率 < 5%", 'Unsupported start tag "" at byte offset 7'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_markup_is_refused_with_the_place(markup: str, complaint: str) -> None:
    with pytest.raises(MarkupError) as error:
        parse_html(markup)
    assert str(error.value) == complaint


def test_commands_and_links_are_found_but_not_in_code() -> None:
    found = with_detected(parse_html("/start <code>/no</code> https://a.cn/x。 @someone"))
    assert [entity["type"] for entity in found.entities] == ["bot_command", "code", "url", "mention"]


def test_html_for_people_escapes_what_is_no_markup() -> None:
    parsed = parse_html('<b>a &lt;script&gt;</b> & <a href="https://a.cn/&quot;x">b</a>')
    html = render_html(parsed.text, parsed.entities)
    assert "<script>" not in html
    assert html.startswith("<b>a &lt;script&gt;</b> &amp; <a href=")
    assert 'href="https://a.cn/&quot;x"' in html


def test_script_links_lose_their_link() -> None:
    assert parse_html('<a href="javascript:alert(1)">x</a>').entities == []


def test_overlapping_entities_still_give_well_formed_html() -> None:
    overlapping = [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 2, "length": 3}]
    assert render_html("abcde", overlapping) == "<b>ab<i>c</i></b>de"


def test_text_without_markup_stays_as_it_is() -> None:
    assert with_detected(FormattedText("3 < 5")) == FormattedText("3 < 5", [])
