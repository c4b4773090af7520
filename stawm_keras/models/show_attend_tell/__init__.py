"""Show, Attend and Tell: describes an image in words, and looks anew for each."""
