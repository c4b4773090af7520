"""How Sphinx builds these pages: `make docs`."""

import inspect
import pathlib
import re
import textwrap

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.domains.python import PyXRefRole

import stawm_keras

project = "stawm_keras"
version = release = stawm_keras.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["amsmath", "dollarmath", "html_image"]
myst_heading_anchors = 2

# The docstrings' sections, as Keras writes them.
napoleon_custom_sections = [
    ("Attributes", "params_style"),
    ("Call arguments", "params_style"),
    "Input shape",
    "Output shape",
    "Reference",
]
napoleon_use_rtype = False
default_role = "name"

autodoc_default_options = {"members": True}
# Without their own docstrings `build`, `call` and `get_config` are Keras' business.
autodoc_inherit_docstrings = False
python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = "stawm_keras"
html_static_path = ["style.css"]
html_css_files = ["style.css"]
html_copy_source = False
html_show_copyright = False

# Where a path of the README begins: there it starts one folder further up.
_LOCAL = re.compile(r'(src="|\]\()(?!https?:)')
_FENCED = re.compile("^```(\\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def setup(app):
    """Adds what no extension does."""
    app.add_role("name", _link_or_code)
    app.add_html_math_renderer("mathml", (_inline_math, None), (_block_math, None))
    app.connect("autodoc-process-signature", _constructor_signature)
    app.connect("autodoc-process-docstring", _as_restructured_text)
    app.connect("source-read", _start_with_the_readme)


html_math_renderer = "mathml"


def _link_or_code(role, rawtext, text, lineno, inliner, options=None, content=None):
    """Text in backticks: a link to the class or function that it names, else code."""
    if text.isidentifier():
        kind = "class" if text[0].isupper() else "func"
        return PyXRefRole()(f"py:{kind}", rawtext, f".{text}", lineno, inliner)
    return [nodes.literal(rawtext, text)], []


def _constructor_signature(app, what, name, thing, options, signature, annotation):
    """Keras' layers have a `__new__` that takes anything: it is `__init__` that counts."""
    if what != "class" or signature != "(*args, **kwargs)":
        return None
    parameters = inspect.signature(thing.__init__).parameters.values()
    return str(inspect.Signature(list(parameters)[1:])), annotation


def _as_restructured_text(app, what, name, thing, options, lines):
    """Brings to Sphinx' form what Napoleon leaves: examples and fences round code."""
    text = re.sub("^Example:$", ".. rubric:: Example", "\n".join(lines), flags=re.MULTILINE)
    text = re.sub(r"(?<=\w)`s\b", r"`\\ s", text)  # A plural.
    lines[:] = _FENCED.sub(
        lambda fenced: f".. code-block:: {fenced[1]}\n\n{textwrap.indent(fenced[2], '    ')}", text
    ).split("\n")


def _inline_math(self, node):
    """Formulas that browsers draw themselves, with no script from elsewhere."""
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _block_math(self, node):
    self.body.append(tex2mathml(node.astext(), as_block=True))
    raise nodes.SkipNode


def _start_with_the_readme(app, document, content):
    if document == "index":
        readme = pathlib.Path(app.srcdir, "../README.md").read_text()
        content[0] = _LOCAL.sub(r"\1../", readme).replace("../docs/", "") + content[0]
