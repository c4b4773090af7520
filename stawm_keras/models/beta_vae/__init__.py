"""The variational auto-encoder that the paper compares its drawers with."""
