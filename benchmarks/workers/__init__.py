"""Child processes that time themselves."""
