"""What pydantic finds wrong, as the programs say it."""

import re

from pydantic import ValidationError

WORDS = {"missing": "is missing", "extra_forbidden": "is no value of this recipe"}


def sentence(error: ValidationError, known_as=str) -> str:
    """What is wrong with a recipe's values, in one sentence.

    Args:
        error: What pydantic raised.
        known_as: Function of a value's name, of what the user knows it by.
    """
    # Of what a union might have been, what was understood furthest.
    found = max(error.errors(include_url=False), key=lambda one: len(one["loc"]))
    if not found["loc"]:
        return str(found["ctx"]["error"])
    name, *places = found["loc"]
    place = "".join(f"[{part}]" for part in places if isinstance(part, int))
    must = WORDS.get(found["type"]) or re.sub(r"^\w+ should ", "must ", found["msg"])
    return f"{known_as(name)}{place} {must}. Received: {found['input']!r:.200}."
