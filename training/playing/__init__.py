"""A page on which models look at what a visitor draws."""
