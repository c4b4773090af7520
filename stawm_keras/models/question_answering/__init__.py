"""Models that answer questions about what they were told."""
