"""The weights are of the sentences as they stand, and say what the trainer fitted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.understanding.features import features
from domain.understanding.model import Model, open_model, write_model
from domain.understanding.normalize import normalize
from domain.understanding.topics import read_topics
from tools.understanding.sentences import FOLDER, fingerprint, read_sentences


@pytest.fixture(scope="module")
def model() -> Model:
    return open_model()


def test_the_weights_are_of_the_sentences_as_they_stand(model: Model) -> None:
    assert model.fingerprint == fingerprint(), "make train"


def test_plain_python_says_what_the_trainer_says(model: Model) -> None:
    probes = Path(__file__).with_name("trained.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(probes) > 50
    for line in probes:
        probe = json.loads(line)
        assert model.head_scores(features(normalize(probe["text"]))) == probe["scores"], probe["text"]


def test_every_topic_can_be_meant_and_has_sentences_enough(model: Model) -> None:
    topics = read_topics(FOLDER / "topics.tsv")
    assert {topic.id for topic in topics} == {name for names in model.topics for name in names}
    sentences = read_sentences()
    assert len(sentences) >= 3000
    counts = {topic.id: 0 for topic in topics}
    for sentence in sentences:
        counts[sentence.topic.id] += 1
    assert min(counts.values()) >= 20


def test_a_written_model_is_read_as_it_was(model: Model, tmp_path: Path) -> None:
    write_model(model, tmp_path / "weights.bin")
    assert open_model(tmp_path / "weights.bin") == model


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"something else")
    with pytest.raises(ValueError, match=r"weights\.bin: not the weights of this version"):
        open_model(tmp_path / "weights.bin")


def test_the_weights_stay_small() -> None:
    assert Path("domain/understanding/weights.bin").stat().st_size < 1_200_000
