"""The weights: for each feature what it says for and against each topic and each head, in whole numbers.

    b"understanding 1\\n" + zlib of [ JSON | features, a line each | for each a count and its (class, weight) pairs ]

`open_model` reads what `write_model` wrote; a score is a whole number, so that every machine adds up the same.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"understanding 1\n"
WEIGHTS = Path(__file__).with_name("weights.bin")


@dataclass(frozen=True, slots=True)
class Model:
    """`classes`: so many `heads` (intents, `topics.Topic.head`), then `head:topic`; `offsets` and `weights` in units of
    1/`scale`; `steepness`: of the heads' scores, as fitted on sentences that were not trained on; `fingerprint`: of all.
    """

    classes: Sequence[str]
    heads: int
    offsets: Sequence[int]
    weights: Mapping[str, bytes]
    scale: int
    steepness: float
    fingerprint: str

    def scores(self, features: Sequence[str]) -> list[int]:
        """Return the score of each class, in units of 1/`scale`."""
        scores = list(self.offsets)
        weights = self.weights
        for feature in features:
            pairs = weights.get(feature)
            if pairs is not None:
                for at in range(0, len(pairs), 2):
                    scores[pairs[at]] += pairs[at + 1] - 128
        return scores

    def share_known(self, features: Sequence[str]) -> float:
        """Return what share of the features was ever met."""
        return sum(feature in self.weights for feature in features) / max(1, len(features))


def softmax(scores: Sequence[float]) -> list[float]:
    """Return shares that sum to one, in the order of the scores."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def write_model(model: Model, file: Path = WEIGHTS) -> None:
    head = {
        "classes": list(model.classes),
        "heads": model.heads,
        "offsets": list(model.offsets),
        "scale": model.scale,
        "steepness": model.steepness,
        "fingerprint": model.fingerprint,
    }
    names = sorted(model.weights)
    body = b"".join(bytes([len(model.weights[name]) // 2]) + model.weights[name] for name in names)
    text = "\n".join([json.dumps(head, ensure_ascii=False), *names]).encode()
    file.write_bytes(MAGIC + zlib.compress(len(text).to_bytes(4, "big") + text + body, 9))


def open_model(file: Path = WEIGHTS) -> Model:
    """Read the weights. Raises `ValueError` where the file is no such one."""
    written = file.read_bytes()
    if not written.startswith(MAGIC):
        raise ValueError(f"{file.name}: not the weights of this version")
    raw = zlib.decompress(written[len(MAGIC) :])
    at = 4 + int.from_bytes(raw[:4], "big")
    head, *names = raw[4:at].decode().split("\n")
    weights: dict[str, bytes] = {}
    for name in names:
        end = at + 1 + 2 * raw[at]
        weights[name] = raw[at + 1 : end]
        at = end
    return Model(weights=weights, **json.loads(head))
