"""DRAW: draws images step by step, and new ones like them."""
