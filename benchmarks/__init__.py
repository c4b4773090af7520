"""What backs the figures of speed: the library beside a plain PyTorch version of its models."""
