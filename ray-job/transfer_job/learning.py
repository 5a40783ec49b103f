"""The loss and the optimisers, as Transfer Designer has them (`src/train/learning`)."""

import numpy as np

from .network import tf


def cross_entropy(logits: np.ndarray, labels: np.ndarray, class_weights: list[float] | None) -> tuple[float, int]:
    """The sum of the examples' weighted cross-entropies, and how many have their largest logit at the true class."""
    if len(labels) == 0:
        return 0.0, 0
    exact = logits.astype(np.float64)
    largest = exact.max(axis=1)
    losses = np.log(np.exp(exact - largest[:, None]).sum(axis=1)) + largest - exact[np.arange(len(labels)), labels]
    if class_weights is not None:
        losses = losses * np.asarray(class_weights)[labels]
    return float(losses.sum()), int(np.count_nonzero(logits.argmax(axis=1) == labels))


MOMENTS = {"sgd": [], "momentum": ["velocity"], "rmsprop": ["square"], "adam": ["mean", "square"]}


class Optimizer:
    """One rule for all variables, which lie one after the other in one vector, as their gradients and moments do."""

    def __init__(self, name: str, numbers: dict, learning_rate: float, size: int) -> None:
        self.name, self.numbers, self.learning_rate = name, numbers, learning_rate
        self.moments = [tf.Variable(tf.zeros([size])) for _ in MOMENTS[name]]
        self.steps = 0

    def step(self) -> tuple[float, float]:
        """Counts a step. Returns what `change` needs to know of it: the learning rate, and the share of Adam's squares."""
        self.steps += 1
        numbers, rate, share = self.numbers, self.learning_rate, 1.0
        if self.name == "adam":
            # Kingma and Ba 2014 (arXiv 1412.6980), algorithm 1. Powers in double precision.
            rate = rate / (1 - numbers["adamDecay"]["mean"] ** self.steps)
            share = 1 / np.sqrt(1 - numbers["adamDecay"]["square"] ** self.steps)
        return rate, share

    def change(self, gradient: tf.Tensor, rate: tf.Tensor, share: tf.Tensor) -> tf.Tensor:
        """What is to be added to the variables."""
        numbers = self.numbers
        if self.name == "sgd":
            return -rate * gradient
        if self.name == "momentum":
            [velocity] = self.moments
            return velocity.assign(numbers["momentum"] * velocity - rate * gradient)
        if self.name == "rmsprop":
            [square] = self.moments
            decay = numbers["squareDecay"]
            square.assign(decay * square + (1 - decay) * gradient * gradient)
            return -rate * gradient / tf.sqrt(square + numbers["epsilon"])
        [mean, square] = self.moments
        decay = numbers["adamDecay"]
        mean.assign(decay["mean"] * mean + (1 - decay["mean"]) * gradient)
        square.assign(decay["square"] * square + (1 - decay["square"]) * gradient * gradient)
        return -rate * mean / (tf.sqrt(square) * share + numbers["epsilon"])
