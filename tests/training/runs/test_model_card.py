import pytest
from markdown_it import MarkdownIt  # Keras comes with it.

from stawm_keras.models import STAWMClassifier
from training.runs.model_card import model_card


@pytest.fixture
def metadata():
    return {
        "parameter_count": 1234,
        "weights_dtype": "float32",
        "about": {
            "recipe": "digits_demo",
            "data": "digits",
            "checkpoint": "last",
            "epochs": 3,
            "values": {"image_shape": [12, 12, 1]},
            "result": {"in_words": "error 3.00 %", "test_images": 1000},
        },
    }


HOSTILE = [
    "<script>alert(1)</script>",
    "a\n\n# Heading\n\n* item",
    "[link](https://example.com) ![picture](x.png)",
    "`code` <b>bold</b>",
    "``` <i>fence</i>",
    "\n```\n<b>block</b>",
    "**strong** _weak_",
    "&lt;b&gt;\u2028<hr>\x1b[31m\u202e",
    "`",
    "",
]


def structure(card):
    """What a card is made of, without its text and code."""
    tokens = MarkdownIt("commonmark").parse(card)
    kinds = []
    for token in tokens:
        inner = [child.type for child in token.children or [] if child.type != "text"]
        kinds.append((token.type, inner))
    return kinds


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_the_metadata_is_markup(metadata, text):
    metadata["id2label"] = {"0": "ant", "1": "bee"}
    metadata["about"]["result"]["test_recall"] = {"ant": 90.0, "bee": None}
    plain = structure(model_card("bars", STAWMClassifier, metadata))
    metadata["about"].update(data=text, recipe=text)
    metadata["id2label"] = {"0": text, "1": "bee"}
    metadata["about"]["result"]["test_recall"] = {text: 90.0, "bee": None}
    metadata["about"]["result"]["in_words"] = text
    card = model_card(f"bars {text}", STAWMClassifier, metadata)
    assert structure(card) == plain
    assert all(one == "\n" or one.isprintable() for one in card)


def test_names_the_classes(metadata):
    metadata["id2label"] = {str(n): f"Art {n}" for n in range(22)}
    recall = {"Art 0": 95.0, "Art 1": 61.25, "Art 2": None}
    metadata["about"]["result"]["test_recall"] = recall
    card = model_card("bars", STAWMClassifier, metadata)
    assert "* 22 classes: `Art 0`, `Art 1`, " in card
    assert "`Art 19` and 2 more.\n* Training" in card and "Art 20" not in card
    assert "; recall by class from 61.2 % (`Art 1`) to 95.0 % (`Art 0`)." in card


def test_says_what_the_metadata_say(metadata):
    metadata["about"]["data"] = "my `own`\ndigits"
    card = model_card('"bars"', STAWMClassifier, metadata)
    for part in (
        '# `"bars"`',
        "* Data: `` my `own` digits ``.",
        "* Scores: `error 3.00 %` on 1,000 test images.",
        r'.from_preset("\"bars\"")',
    ):
        assert part in card, card
