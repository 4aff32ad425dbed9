"""What docs/bill_texts.md says of texts that nobody tuned on; their wording was settled before the reader was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.domain.billtexts.scores import Score, of_messages, of_sentences, rows

DOCS = Path("docs/bill_texts.md").read_text(encoding="utf-8")


def held_out(of: str) -> Score:
    score = of_messages if of == "messages" else of_sentences
    return score(rows(f"held_out_{of}.tsv"))


@pytest.mark.parametrize("of", ["messages", "sentences"])
def test_of_texts_nobody_tuned_on_the_fields_are_right_and_no_amount_is_invented(of: str) -> None:
    score = held_out(of)
    precision, invented = score.precision, len(score.invented)  # and not the texts: they stay unseen
    assert precision >= 0.95
    assert invented == 0


@pytest.mark.parametrize("of", ["messages", "sentences"])
def test_the_figures_in_the_documentation_are_those_of_today(of: str) -> None:
    said = re.search(rf"\| {of} \| ([0-9/]+) \| ([0-9.]+) % \| ([0-9.]+) % \| ([0-9]+) \|", DOCS)
    assert said is not None
    score = held_out(of)
    figures = (
        f"{score.texts_right}/{score.texts}",
        f"{score.precision:.1%}",
        f"{score.recall:.1%}",
        len(score.invented),
    )
    assert figures == (said[1], f"{said[2]}%", f"{said[3]}%", int(said[4]))
