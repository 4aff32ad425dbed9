"""The weights: for each feature what it says for and against each head and each topic, in whole numbers.

    b"understanding 3\\n" + zlib of [ JSON | features, a line each | of each the length of what it says | that of each ]

What a feature says is a count and so many pairs (head, weight + 128); then how many heads it is whose topics it tells
apart, those heads, the count of pairs of each, and so many pairs (topic, weight + 128) of each. `open_model` reads what
`write_model` wrote; scores are whole numbers, so that every machine adds up the same.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from domain.value import Value, names_of

MAGIC = b"understanding 3\n"
WEIGHTS = Path(__file__).with_name("weights.bin")


class Model(Value):
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
        said = filter(None, map(self.weights.get, features))
        pairs = b"".join([one[1 : 1 + 2 * one[0]] for one in said])
        return _added(self.head_offsets, pairs)

    def topic_scores(self, features: Sequence[str], heads: Collection[int]) -> dict[int, list[int]]:
        """Return the score of each topic of these heads, in units of 1/`scale`."""
        pairs: dict[int, list[bytes]] = {head: [] for head in heads}
        for said in filter(None, map(self.weights.get, features)):
            first = 2 + 2 * said[0]
            counts = first + said[first - 1]
            for head, of_head in pairs.items():
                if (at := said.find(head, first, counts)) >= 0:
                    count = at - first + counts
                    start = 2 * counts - first + 2 * sum(said[counts:count])
                    of_head.append(said[start : start + 2 * said[count]])
        return {head: _added(self.topic_offsets[head], b"".join(found)) for head, found in pairs.items()}

    def share_known(self, features: Sequence[str]) -> float:
        """Return what share of what is said was ever met; flags and edges of sentences say nothing about that."""
        said = [one for one in features if one[0] not in "#^" and one[-1] != "$"]
        return sum(one in self.weights for one in said) / max(1, len(said))


def _added(offsets: Sequence[int], pairs: bytes) -> list[int]:
    """Return the offsets with what pairs (place, weight + 128) add to them."""
    places = pairs[::2]
    scores = [offset - 128 * places.count(place) for place, offset in enumerate(offsets)]
    for place, weight in zip(places, pairs[1::2], strict=True):
        scores[place] += weight
    return scores


def said_of(heads: bytes, topics: Mapping[int, bytes]) -> bytes:
    """Return what a feature says, of pairs for heads and, by head, of pairs for topics."""
    counts = bytes(len(pairs) // 2 for pairs in topics.values())
    return (
        bytes([len(heads) // 2]) + heads + bytes([len(topics), *topics]) + counts + b"".join(topics.values())
    )


def softmax(scores: Sequence[float]) -> list[float]:
    """Return shares that sum to one, in the order of the scores."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def write_model(model: Model, file: Path = WEIGHTS) -> None:
    head = {name: getattr(model, name) for name in names_of(Model) if name != "weights"}
    names = sorted(model.weights)
    said = [model.weights[name] for name in names]
    body = struct.pack(f">{len(said)}H", *map(len, said)) + b"".join(said)
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
    lengths = struct.unpack_from(f">{len(names)}H", raw, at)
    ends = list(accumulate(lengths, initial=at + 2 * len(names)))
    weights = {name: raw[start:end] for name, start, end in zip(names, ends[:-1], ends[1:], strict=True)}
    return Model(weights=weights, **json.loads(head))
