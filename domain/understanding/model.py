"""The weights: for each feature what it says for and against each head and each topic, in whole numbers.

    b"understanding 2\\n" + zlib of [ JSON | features, a line each | for each the length of what it says, and that ]

What a feature says is a count and so many pairs (head, weight + 128); then, for each head whose topics it tells apart, the
head, a count and so many pairs (topic, weight + 128). `open_model` reads what `write_model` wrote; scores are whole
numbers, so that every machine adds up the same.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"understanding 2\n"
WEIGHTS = Path(__file__).with_name("weights.bin")


@dataclass(frozen=True, slots=True)
class Model:
    """`heads` (`topics.Topic.head`), and of each its topics with their offsets; `weights` and offsets in units of 1/`scale`;
    `steepness`: of the heads' scores, as fitted on sentences that were not trained on; `fingerprint`: of those that were.
    """

    heads: Sequence[str]
    head_offsets: Sequence[int]
    topics: Sequence[Sequence[str]]
    topic_offsets: Sequence[Sequence[int]]
    weights: Mapping[str, bytes]
    scale: int
    steepness: float
    fingerprint: str

    def head_scores(self, features: Sequence[str]) -> list[int]:
        """Return the score of each head, in units of 1/`scale`."""
        scores = list(self.head_offsets)
        weights = self.weights
        for feature in features:
            said = weights.get(feature)
            if said is not None:
                for at in range(1, 1 + 2 * said[0], 2):
                    scores[said[at]] += said[at + 1] - 128
        return scores

    def topic_scores(self, features: Sequence[str], heads: Collection[int]) -> dict[int, list[int]]:
        """Return the score of each topic of these heads, in units of 1/`scale`."""
        scores = {head: list(self.topic_offsets[head]) for head in heads}
        weights = self.weights
        for feature in features:
            said = weights.get(feature)
            if said is None:
                continue
            at = 1 + 2 * said[0]
            while at < len(said):
                end = at + 2 + 2 * said[at + 1]
                if (of_head := scores.get(said[at])) is not None:
                    for pair in range(at + 2, end, 2):
                        of_head[said[pair]] += said[pair + 1] - 128
                at = end
        return scores

    def share_known(self, features: Sequence[str]) -> float:
        """Return what share of what is said was ever met; flags and edges of sentences say nothing about that."""
        said = [one for one in features if one[0] not in "#^" and one[-1] != "$"]
        return sum(one in self.weights for one in said) / max(1, len(said))


def softmax(scores: Sequence[float]) -> list[float]:
    """Return shares that sum to one, in the order of the scores."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def write_model(model: Model, file: Path = WEIGHTS) -> None:
    head = {name: getattr(model, name) for name in Model.__slots__ if name != "weights"}
    names = sorted(model.weights)
    body = b"".join(len(said).to_bytes(2, "big") + said for said in map(model.weights.__getitem__, names))
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
        end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
        weights[name] = raw[at + 2 : end]
        at = end
    return Model(weights=weights, **json.loads(head))
