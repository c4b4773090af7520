"""Latents, sketches, masks and canvases."""
