"""`make train`: fit the weights, leave out what says little, round what is left, and say what came of it.

One logistic regression a head (`topics.Topic.head`) on all sentences, one a topic on the sentences of its head. Runs
where scikit-learn is: .venv-tools. The same sentences always make the same weights.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from domain.understanding.features import features
from domain.understanding.model import WEIGHTS, Model, open_model, write_model
from domain.understanding.normalize import normalize
from domain.understanding.topics import head_intent
from tools.understanding.sentences import FOLDER, Sentence, Slips, fingerprint, read_questions, read_sentences

SCALE = 24  # units to one; the heaviest weight is 127
LEAST = 2  # units: a weight below is left out
OF_A_SLIP = 0.5  # what a sentence with a slip counts beside the one it was made from


def main() -> None:
    sentences = read_sentences()
    print(f"{len(sentences)} sentences")
    slips = Slips([one.text for one in sentences])
    rows = [(one, one.text, 1.0) for one in sentences]
    rows += [(one, slip, OF_A_SLIP) for one in sentences for slip in slips.of(one.text)]
    fitted = _fit(rows)
    model = _rounded(*fitted)
    model = _steep(model)
    write_model(model)
    size = WEIGHTS.stat().st_size / 1024
    print(f"{WEIGHTS.name}: {size:.0f} KiB, {len(model.weights)} features, {len(model.classes)} classes")
    _check(model)


def _fit(rows: Sequence[tuple[Sentence, str, float]]) -> tuple[list[str], int, list[str], Any, Any]:
    """Return classes, how many of them are heads, features, and for each class weights (class × feature) and offsets."""
    count = CountVectorizer(analyzer=lambda text: features(normalize(text)), binary=True)
    matrix = count.fit_transform([text for _, text, _ in rows]).astype(np.float64)
    weight = np.array([w for _, _, w in rows])
    head = np.array([one.topic.head for one, _, _ in rows])
    topic = np.array([one.topic.id for one, _, _ in rows])
    names, coefficients, offsets = [], [], []
    heads = sorted(set(head))
    jobs = [(name, np.ones(len(rows), bool), head == name) for name in heads]
    for name in heads:
        inside = head == name
        jobs += [(f"{name}:{one}", inside, topic == one) for one in sorted(set(topic[inside]))]
    for name, inside, meant in tqdm(jobs, disable=not sys.stderr.isatty()):
        names.append(name)
        if meant[inside].all():
            coefficients.append(np.zeros(matrix.shape[1]))
            offsets.append(0.0)
            continue
        fitted = LogisticRegression(C=1.0, solver="liblinear", tol=1e-2, random_state=0)
        fitted.fit(matrix[inside], meant[inside], sample_weight=weight[inside])
        coefficients.append(fitted.coef_[0])
        offsets.append(float(fitted.intercept_[0]))
    return names, len(heads), list(count.get_feature_names_out()), np.array(coefficients), np.array(offsets)


def _rounded(classes: list[str], heads: int, names: list[str], coefficients: Any, offsets: Any) -> Model:
    units = np.clip(np.rint(coefficients * SCALE), -128, 127).astype(int)
    units[np.abs(units) < LEAST] = 0
    weights: dict[str, bytes] = {}
    for at, name in enumerate(names):
        column = units[:, at]
        if pairs := [byte for i in np.nonzero(column)[0] for byte in (int(i), int(column[i]) + 128)]:
            weights[name] = bytes(pairs)
    return Model(
        classes,
        heads,
        [int(o) for o in np.rint(offsets * SCALE)],
        weights,
        SCALE,
        steepness=1.0,
        fingerprint=fingerprint(),
    )


def _steep(model: Model) -> Model:
    """Return the model as sure of itself as it is right on questions that it was not fitted on."""
    questions = read_questions(FOLDER / "calibration.tsv")
    intents = [head_intent(head).value for head in model.classes[: model.heads]]
    scores = np.array([model.scores(features(normalize(q.text)))[: model.heads] for q in questions]) / SCALE
    right = np.array([[intent in q.intents for intent in intents] for q in questions])

    def surprise(steepness: float) -> float:
        powers = np.exp((scores - scores.max(axis=1, keepdims=True)) * steepness)
        shares = powers / powers.sum(axis=1, keepdims=True)
        return float(-np.log((shares * right).sum(axis=1) + 1e-9).mean())

    found = minimize_scalar(surprise, bounds=(0.3, 3.0), method="bounded")
    print(f"steepness {found.x:.2f}, surprise {found.fun:.3f} (1.00: {surprise(1.0):.3f})")
    return Model(
        model.classes,
        model.heads,
        model.offsets,
        model.weights,
        model.scale,
        round(float(found.x), 2),
        model.fingerprint,
    )


def _check(model: Model) -> None:
    """End the program where the written file says something else than what was fitted."""
    again = open_model()
    if again.weights != model.weights or list(again.offsets) != list(model.offsets):
        raise SystemExit("the file does not say what was fitted")


if __name__ == "__main__":
    main()
