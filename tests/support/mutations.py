"""Hypothesis' strategies for files that were damaged, or made to do damage."""

import copy

from hypothesis import strategies as st

# What a reader may take for a size, a count or a path.
NASTY = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([-1, 0, 1, 2**31, 2**63, 10**30, -(10**30), 1e308, 5e-324, 0.5, -0.5]),
    st.integers(-10, 10),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "..", "/etc/passwd", "\0", "\ud800", "Lambda", "float16", "x" * 10_000]),
    st.text(max_size=5),
    st.lists(st.integers(-3, 300), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from([50 * [[]], {"class_name": "Lambda", "module": "keras.layers", "config": {}}]),
)


@st.composite
def damaged(draw, content):
    """Bytes of which up to four pieces were changed, left out, doubled or zeroed, and then cut."""
    content = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content)))
        length = draw(st.sampled_from([1, 2, 4, 8, 100, 10_000]))
        piece = {
            "changed": draw(st.binary(min_size=1, max_size=8)),
            "left out": b"",
            "doubled": 2 * bytes(content[place : place + length]),
            "zeroed": bytes(min(length, len(content) - place)),
        }[draw(st.sampled_from(["changed", "left out", "doubled", "zeroed"]))]
        content[place : place + length] = piece
    if draw(st.booleans()):
        del content[draw(st.integers(0, len(content))) :]
    return bytes(content)


@st.composite
def distorted(draw, value):
    """A JSON value in which up to three of its parts are others, gone or under another name."""
    root = {"root": copy.deepcopy(value)}
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(root))
        parent, key = places[draw(st.integers(0, len(places) - 1))]
        how = draw(st.sampled_from(["other", "gone", "renamed"]))
        if how == "other" or parent is root:
            parent[key] = copy.deepcopy(draw(NASTY))
        elif how == "gone" or isinstance(parent, list):
            del parent[key]
        else:
            parent[draw(st.text(max_size=8))] = parent.pop(key)
    return root["root"]


def _places(node):
    keys = node if isinstance(node, dict) else range(len(node))
    for key in list(keys):
        yield node, key
        if isinstance(node[key], dict | list):
            yield from _places(node[key])
