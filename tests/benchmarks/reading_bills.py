"""CPU per text of a bill: read from the first character to the bills in it; what is typed otherwise; and a filter's look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median, quantiles
from time import process_time

from domain.billtexts.messages import read_message
from domain.billtexts.sentences import read_sentence
from domain.tracked.messages import carries_a_code, message_in
from tests.benchmarks import tables
from tests.domain.billtexts.scores import TODAY, rows

MEASURES = True
ROUNDS = 15
WARM = 3  # rounds: the table of senders, OpenCC, the patterns


def _measured(read: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """Return the median and the 95th percentile of what the texts take, each as the median of its rounds; in ms."""
    rounds = []
    for _ in range(WARM + ROUNDS):
        taken = []
        for text in texts:
            began = process_time()
            read(text)
            taken.append((process_time() - began) * 1e3)
        rounds.append(taken)
    of_each = tables.medians(rounds[WARM:])
    return median(of_each), quantiles(of_each, n=20)[-1]


def main() -> None:
    messages = [text for text, _ in rows("seen_messages.tsv")] + [
        text for text, _ in rows("held_out_messages.tsv")
    ]
    sentences = [text for text, _ in rows("seen_sentences.tsv")]
    measured: dict[str, tuple[Callable[[str], object], Sequence[str]]] = {
        "a lender's text": (lambda text: read_message(text, TODAY), messages),
        "the same, as the chat does": (
            lambda text: message_in(text, TODAY, forwarded=False),
            messages,
        ),
        "a sentence that notes a bill": (lambda text: read_sentence(text, TODAY), sentences),
        "whether a code is in it": (carries_a_code, messages),
    }
    tables.heading(f"Reading texts of bills ({len(messages)} texts, {len(sentences)} sentences, CPU)")
    for name, (read, texts) in measured.items():
        middle, slow = _measured(read, texts)
        tables.line(f"{name}, median", middle, "ms", 2)
        tables.line(f"{name}, p95", slow, "ms  (at most 2)", 2)


if __name__ == "__main__":
    main()
