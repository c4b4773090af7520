"""Differentiable RAM: looks through Gaussian filters, and learns where to by gradients."""
