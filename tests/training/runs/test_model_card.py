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
    plain = structure(model_card("bars", STAWMClassifier, metadata))
    metadata["about"].update(data=text, recipe=text)
    metadata["about"]["result"]["in_words"] = text
    card = model_card(f"bars {text}", STAWMClassifier, metadata)
    assert structure(card) == plain
    assert all(one == "\n" or one.isprintable() for one in card)


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
