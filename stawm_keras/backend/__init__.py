"""What differs from one of Keras' backends to the next; any backend that a function does not name
takes its plain path."""
