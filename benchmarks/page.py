"""Tables on pages of documentation, between lines that say where they begin and end."""

BEGIN, END = "<!-- tables -->", "<!-- end of tables -->"


def rewrite(page, lines):
    """Writes lines into a page in place of what is between the marks.

    Args:
        page: Path of the page, which has a line with each mark.
        lines: Lines of Markdown.
    """
    from stawm_keras.whole import whole_file

    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    text = "\n".join([before.rstrip(), "", BEGIN, "", *lines, "", f"{END}{after}"])
    with whole_file(page) as partial:
        partial.write_text(text, encoding="utf-8")


def table(columns, rows, forms):
    """The lines of a table.

    Args:
        columns: Dictionary of a row's names, by what stands above the columns.
        rows: Dictionaries; what is `None` is left blank.
        forms: Dictionary of format strings by name; others are `"{}"`.
    """
    yield "| " + " | ".join(columns) + " |"
    yield "| " + " | ".join("---" for _ in columns) + " |"
    for row in rows:
        cells = (
            "" if row[name] is None else forms.get(name, "{}").format(row[name])
            for name in columns.values()
        )
        yield "| " + " | ".join(cells) + " |"
