"""Devices, precision and memory of the machine at hand."""
