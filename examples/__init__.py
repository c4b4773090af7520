"""Short scripts that use the library as one would in a script of one's own."""
