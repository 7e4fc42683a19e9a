"""A model is read as it was exported, in both directions, and one that cannot be used says what to do."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy
import onnx
import pytest

from monitor.comparison import JudgeSetup, NliSetup, check_judge, load_judge
from monitor.comparison.nli import NliModel, Read
from monitor.comparison.onnx_shapes import free_lengths
from monitor.errors import JudgeError
from monitor.model import Basis, Mention, Pair, Relation, Side
from tests.tiny_nli import graph, make_model

OPEN, SHUT = "the bridge is open", "the bridge is shut"


def pair(a: str, b: str) -> Pair:
    return Pair(Side(Mention(a, 0, len(a))), Side(Mention(b, 0, len(b))))


def softmax(*logits: float) -> list[float]:
    weights = [math.exp(value) for value in logits]
    return [weight / sum(weights) for weight in weights]


def one(model: NliModel, a: str, b: str) -> Read:
    ((_, read),) = model.read([(a, b)])
    return read


def test_a_reading_is_the_share_of_each_output(tmp_path: Path) -> None:
    read = one(NliModel(make_model(tmp_path)), OPEN, SHUT)
    expected = softmax(0.5 + 2 * 2.0, 0.5 - 2 * 1.0, 0.0)
    assert [read.contradicts, read.supports, read.neutral] == pytest.approx(expected, abs=1e-5)


def test_the_two_directions_are_two_readings(tmp_path: Path) -> None:
    model = NliModel(make_model(tmp_path))
    found = dict(model.read([(OPEN, SHUT), (SHUT, OPEN)]))
    assert found[OPEN, SHUT].contradicts > found[SHUT, OPEN].contradicts + 0.01


@pytest.mark.parametrize(
    ("labels", "against"),
    [
        (("contradicts", "supports", "neutral"), 0),
        (("entailment", "Contradiction", "neutral"), 1),
        (("neutral", "supports", "contradicts"), 2),
    ],
)
def test_the_configured_order_of_outputs_counts(tmp_path: Path, labels: tuple[str, ...], against: int) -> None:
    read = one(NliModel(make_model(tmp_path), labels), OPEN, SHUT)
    assert read.contradicts == pytest.approx(softmax(4.5, -1.5, 0.0)[against], abs=1e-5)


def test_a_model_with_two_outputs_knows_no_support(tmp_path: Path) -> None:
    read = one(NliModel(make_model(tmp_path, ("contradiction", "neutral"))), OPEN, SHUT)
    assert read.supports == 0.0
    assert read.contradicts == pytest.approx(softmax(4.5, -1.5)[0], abs=1e-5)


def test_pairs_of_all_lengths_score_as_they_do_alone(tmp_path: Path) -> None:
    model = NliModel(make_model(tmp_path))
    pairs = [(" ".join([OPEN] * (1 + n % 7)), " ".join([SHUT, "maybe"] * (1 + n % 5))) for n in range(35)]
    together = dict(model.read(pairs))
    fresh = NliModel(tmp_path)
    for a, b in pairs:
        assert together[a, b].contradicts == pytest.approx(one(fresh, a, b).contradicts, abs=1e-5)


def test_what_was_read_before_is_not_read_again(tmp_path: Path) -> None:
    model = NliModel(make_model(tmp_path))
    first = one(model, OPEN, SHUT)
    assert one(model, OPEN, SHUT) is first


def test_a_pinned_length_is_freed(tmp_path: Path) -> None:
    make_model(tmp_path, pinned=32)
    freed = onnx.load_from_string(free_lengths((tmp_path / "model.onnx").read_bytes()))
    onnx.checker.check_model(freed)
    dims = [[dim.dim_param or dim.dim_value for dim in put.type.tensor_type.shape.dim] for put in freed.graph.input]
    assert dims == [["batch", "free_1"]] * 3
    assert [put.name for put in freed.graph.input] == ["input_ids", "attention_mask", "token_type_ids"]
    assert one(NliModel(tmp_path), OPEN, SHUT) == one(NliModel(make_model(tmp_path / "free")), OPEN, SHUT)


@pytest.mark.parametrize("damaged", [b"\xff" * 40, b"\x3a\xff\xff\xff\x7f", b"\x07"])
def test_bytes_that_are_no_model_are_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r"model"):
        free_lengths(damaged)


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def second_model(folder: Path) -> None:
    onnx.save(graph(3, None), str(folder / "model_2.onnx"))


def broken(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / name).write_bytes(b"not this")

    return damage


def only_numbers(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({"id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}}))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (remove("model.onnx"), "holds no .onnx file"),
        (second_model, "holds 2 .onnx files"),
        (remove("tokenizer.json"), "tokenizer.json is missing"),
        (broken("tokenizer.json"), "is no tokenizer"),
        (broken("model.onnx"), "cannot be used as a model"),
        (remove("config.json"), "judge.nli.labels: nothing is no order of outputs"),
        (only_numbers, "judge.nli.labels: LABEL_0"),
    ],
)
def test_a_folder_that_cannot_be_used_says_what_to_do(
    tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    damage(make_model(tmp_path))
    with pytest.raises(JudgeError, match=said):
        load_judge(JudgeSetup("nli", nli=NliSetup(tmp_path)))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    for check in (check_judge, load_judge):
        with pytest.raises(JudgeError, match="monitor models list"):
            check(JudgeSetup("auto", nli=NliSetup(tmp_path / "nothing")))


@pytest.mark.parametrize("labels", [("supports", "neutral"), ("contradicts",), ("contradicts", "contradiction")])
def test_an_order_without_a_place_for_each_is_refused(tmp_path: Path, labels: tuple[str, ...]) -> None:
    with pytest.raises(JudgeError, match=r"judge\.nli\.labels"):
        check_judge(JudgeSetup("nli", nli=NliSetup(make_model(tmp_path), labels)))


def test_outputs_and_labels_that_differ_in_number_are_refused(tmp_path: Path) -> None:
    with pytest.raises(JudgeError, match="3 outputs and 2 labels"):
        NliModel(make_model(tmp_path), ("contradicts", "neutral"))


def test_a_model_whose_scores_depend_on_their_batch_is_refused(tmp_path: Path) -> None:
    made = graph(2, None)
    # Every score of the batch becomes the sum of the batch.
    made.graph.node[-1].output[0] = "own"
    made.graph.initializer.append(onnx.numpy_helper.from_array(numpy.array([0], dtype=numpy.int64), "first"))
    made.graph.node.append(onnx.helper.make_node("ReduceSum", ["own", "first"], ["all"], keepdims=1))
    made.graph.node.append(onnx.helper.make_node("Sub", ["all", "own"], ["others"]))
    made.graph.node.append(onnx.helper.make_node("Add", ["others", "all"], ["logits"]))
    make_model(tmp_path, ("contradiction", "neutral"))
    weights = next(each for each in made.graph.initializer if each.name == "weights")
    table = onnx.numpy_helper.to_array(weights).copy()
    table[3] = (0.03, -0.03)  # words that it does not know weigh, too
    weights.CopyFrom(onnx.numpy_helper.from_array(table, "weights"))
    onnx.save(made, str(tmp_path / "model.onnx"))
    with pytest.raises(JudgeError, match="not quantised"):
        NliModel(tmp_path)


def test_the_judge_calls_the_clear_contradiction_and_not_the_rest(tmp_path: Path) -> None:
    judge = load_judge(JudgeSetup("nli", 0.8, NliSetup(make_model(tmp_path / "tiny"))))
    stubborn = " ".join(["shut"] * 8)
    against, other = judge.judge([pair(stubborn, stubborn), pair("maybe maybe", "maybe the mill")])
    assert (against.relation, against.basis, against.judge) == (Relation.CONTRADICTS, Basis.SEMANTIC, "nli:tiny")
    assert against.contradicts >= 0.8
    assert other.relation is Relation.NEUTRAL


def test_what_follows_both_ways_is_the_same_and_one_way_a_support(tmp_path: Path) -> None:
    judge = load_judge(JudgeSetup("nli", 0.8, NliSetup(make_model(tmp_path))))
    same, one_way = judge.judge([pair("mill mill mill", "mill mill mill"), pair("mill mill", "maybe")])
    assert (same.relation, one_way.relation) == (Relation.SAME, Relation.SUPPORTS)


def test_what_there_was_no_time_for_is_unjudged(tmp_path: Path) -> None:
    judge = load_judge(JudgeSetup("nli", 0.8, NliSetup(make_model(tmp_path)), patience=-1.0))
    answers = judge.judge([pair(f"{OPEN} {'mill ' * n}", SHUT) for n in range(40)])
    assert answers[-1].relation is Relation.UNJUDGED
    assert "time" in answers[-1].reason


def test_a_judgement_is_the_same_whichever_comes_first(tmp_path: Path) -> None:
    judge = load_judge(JudgeSetup("nli", 0.8, NliSetup(make_model(tmp_path))))
    there, back = judge.judge([pair(OPEN, SHUT), pair(SHUT, OPEN)])
    assert there.contradicts == pytest.approx(back.contradicts)
