"""STAWM: a backbone that looks and remembers, and heads that read its memory."""
