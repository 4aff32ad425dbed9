"""`make train`: fit the weights, leave out what says little, round what is left, and say what came of it.

One logistic regression a head (`topics.Topic.head`) on all sentences, one a topic on the sentences of its head. Runs
where scikit-learn is: .venv-tools. The same sentences always make the same weights.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from domain.understanding.features import features
from domain.understanding.model import WEIGHTS, Model, open_model, said_of, write_model
from domain.understanding.normalize import normalize
from domain.understanding.topics import head_intent
from domain.value import replace
from tools.understanding.sentences import FOLDER, Sentence, Slips, fingerprint, read_questions, read_sentences

SCALE = 24  # units to one; the heaviest weight is 127
LEAST, LEAST_OF_A_TOPIC = 2, 4  # units: a weight below is left out
LEAST_OF_A_FEATURE = 3  # units: a feature whose heaviest weight for a head is below is left out altogether
PROBES, PROBE_FILE = 60, Path("tests/domain/understanding/trained.jsonl")
OF_A_SLIP = 0.5  # what a sentence with a slip counts beside the one it was made from


def main() -> None:
    sentences = read_sentences()
    print(f"{len(sentences)} sentences")
    slips = Slips([one.text for one in sentences])
    rows = [(one, one.text, 1.0) for one in sentences]
    rows += [(one, slip, OF_A_SLIP) for one in sentences for slip in slips.of(one.text)]
    names, heads, topics = _fit(rows)
    model = _steep(_rounded(names, heads, topics))
    write_model(model)
    _write_probes(names, heads)
    size = WEIGHTS.stat().st_size / 1024
    print(
        f"{WEIGHTS.name}: {size:.0f} KiB, {len(model.weights)} features, {sum(map(len, model.topics))} topics"
    )
    _check(model)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of classes (class × feature) and their offsets, in the order of the names."""

    names: list[str]
    coefficients: Any
    offsets: Any

    def rounded(self, least: int, heaviest: int = 0) -> tuple[Any, list[int]]:
        units = np.clip(np.rint(self.coefficients * SCALE), -128, 127).astype(int)
        units[np.abs(units) < least] = 0
        units[:, np.abs(units).max(axis=0) < heaviest] = 0
        return units, [int(offset) for offset in np.rint(self.offsets * SCALE)]


def _fit(rows: Sequence[tuple[Sentence, str, float]]) -> tuple[list[str], Fitted, list[Fitted]]:
    """Return the features, the heads, and of each head its topics."""
    count = CountVectorizer(analyzer=lambda text: features(normalize(text)), binary=True)
    matrix = count.fit_transform([text for _, text, _ in rows]).astype(np.float64)
    weight = np.array([w for _, _, w in rows])
    head = np.array([one.topic.head for one, _, _ in rows])
    topic = np.array([one.topic.id for one, _, _ in rows])
    heads = _fit_each(matrix, head, weight)
    topics = [
        _fit_each(matrix[head == name], topic[head == name], weight[head == name])
        for name in tqdm(heads.names, disable=not sys.stderr.isatty())
    ]
    return list(count.get_feature_names_out()), heads, topics


def _fit_each(matrix: Any, meant: Any, weight: Any) -> Fitted:
    """Fit one regression a class: it against all others."""
    names = sorted(set(meant))
    if len(names) == 1:
        return Fitted(names, np.zeros((1, matrix.shape[1])), np.zeros(1))
    fitted = [
        LogisticRegression(C=1.0, solver="liblinear", tol=1e-2, random_state=0).fit(
            matrix, meant == name, sample_weight=weight
        )
        for name in names
    ]
    return Fitted(
        names, np.vstack([one.coef_ for one in fitted]), np.array([one.intercept_[0] for one in fitted])
    )


def _rounded(names: list[str], heads: Fitted, topics: list[Fitted]) -> Model:
    of_heads, head_offsets = heads.rounded(LEAST, LEAST_OF_A_FEATURE)
    of_topics = [one.rounded(LEAST_OF_A_TOPIC) for one in topics]
    weights: dict[str, bytes] = {}
    for at, name in enumerate(names):
        if not (said := _pairs(of_heads[:, at])):
            continue
        by_topic = [_pairs(units[:, at]) for units, _ in of_topics]
        weights[name] = said_of(said, {head: pairs for head, pairs in enumerate(by_topic) if pairs})
    return Model(
        heads=heads.names,
        head_offsets=head_offsets,
        topics=[one.names for one in topics],
        topic_offsets=[offsets for _, offsets in of_topics],
        weights=weights,
        scale=SCALE,
        steepness=1.0,
        fingerprint=fingerprint(),
    )


def _pairs(column: Any) -> bytes:
    return bytes(byte for i in np.nonzero(column)[0] for byte in (int(i), int(column[i]) + 128))


def _steep(model: Model) -> Model:
    """Return the model as sure of itself as it is right on questions that it was not fitted on."""
    questions = read_questions(FOLDER / "calibration.tsv")
    intents = [head_intent(head).value for head in model.heads]
    scores = np.array([model.head_scores(features(normalize(q.text))) for q in questions]) / SCALE
    right = np.array([[intent in q.intents for intent in intents] for q in questions])

    def surprise(steepness: float) -> float:
        powers = np.exp((scores - scores.max(axis=1, keepdims=True)) * steepness)
        shares = powers / powers.sum(axis=1, keepdims=True)
        return float(-np.log((shares * right).sum(axis=1) + 1e-9).mean())

    found = minimize_scalar(surprise, bounds=(0.3, 3.0), method="bounded")
    print(f"steepness {found.x:.2f}, surprise {found.fun:.3f} (at 1.00: {surprise(1.0):.3f})")
    return replace(model, steepness=round(float(found.x), 2))


def _write_probes(names: list[str], heads: Fitted) -> None:
    """Write what scikit-learn's own matrices say of some questions, for a test to compare."""
    texts = [question.text for question in read_questions(FOLDER / "calibration.tsv")][:PROBES]
    count = CountVectorizer(analyzer=lambda text: features(normalize(text)), binary=True, vocabulary=names)
    units, offsets = heads.rounded(LEAST, LEAST_OF_A_FEATURE)
    scores = count.transform(texts).toarray().astype(int) @ units.T + np.array(offsets)
    lines = [
        json.dumps({"text": text, "scores": row.tolist()}, ensure_ascii=False)
        for text, row in zip(texts, scores, strict=True)
    ]
    PROBE_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _check(model: Model) -> None:
    """End the program where the written file says something else than what was fitted."""
    again = open_model()
    if again != model:
        raise SystemExit("the file does not say what was fitted")


if __name__ == "__main__":
    main()
