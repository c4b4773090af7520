"""CIFAR-10, classified on what cifar10_beta_vae learned: the baseline of the paper's Section 4.3.

    python -m training.train cifar10_beta_vae_self_supervised --from RUN --data DIR

RUN is the folder of a run of cifar10_beta_vae. Cost: 50 epochs of 50,000 images, of which only a
linear layer is trained. Score: 63.44 % test error in the paper.
"""

from training.recipes import cifar10_self_supervised

recipe = cifar10_self_supervised.recipe
