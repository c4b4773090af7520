"""The paper's models in plain PyTorch, which the library's speed is compared with.

Written from the paper's equations as a user of PyTorch would: the memory is a matrix, and what is
drawn is read, decoded and put on the canvas glimpse by glimpse. It needs neither Keras nor
TensorFlow.

Images are `(B, C, H, W)`, pixels in [0, 255]; drawings `(B, C, H, W)`, pixels in [0, 1].

Symbols: B batch, M memory units, W memory, e key, q query.
"""
