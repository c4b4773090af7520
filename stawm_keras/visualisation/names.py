"""What classes are called in pictures."""


def name_of(label, class_names, longest=20):
    """The name of a class, cut where it is longer than that; its number where it has no name."""
    if class_names is None or not 0 <= label < len(class_names):
        return str(label)
    name = class_names[int(label)]
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
