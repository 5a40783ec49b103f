"""Several workers as one: the same program on each, which meet in sums."""

import json
import os
from collections.abc import Callable

import numpy as np

from .network import tf


class Together:
    """
    Of Keras's and TensorFlow's ways to train on several machines this takes `all_reduce` alone. Each worker has plain
    variables of its own; they stay the same because all workers change them by the same sums.
    """

    def __init__(self) -> None:
        task = json.loads(os.environ.get("TF_CONFIG", "{}"))
        self.size = len(task.get("cluster", {}).get("worker", [""]))
        self.rank = int(task.get("task", {}).get("index", 0))
        self.strategy = tf.distribute.MultiWorkerMirroredStrategy() if self.size > 1 else None

    @tf.function(reduce_retracing=True, autograph=False)
    def _sum(self, values: tf.Tensor) -> tf.Tensor:
        return self.strategy.run(self.sum_within, args=(values,))

    def sum(self, values: tf.Tensor) -> tf.Tensor:
        """Of all workers' values, and the same bits on each."""
        return values if self.strategy is None else self._sum(values)

    def run(self, work: Callable[..., tf.Tensor], *given: tf.Tensor) -> tf.Tensor:
        """Does work that uses `sum_within`; part of a graph."""
        return work(*given) if self.strategy is None else self.strategy.run(work, args=given)

    def sum_within(self, values: tf.Tensor) -> tf.Tensor:
        """The same as `sum` in the midst of work that all workers do; gradients are those of all workers' sum of losses."""
        if self.strategy is None:
            return values
        # What is given has no place yet; where it is added up follows from its place.
        placed = tf.identity(values)
        return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, placed)

    def sum_exactly(self, *values: float) -> list[float]:
        """Of numbers in double precision."""
        return [float(value) for value in self.sum(tf.constant(values, tf.float64)).numpy()]

    def gather(self, *values: float) -> list[list[float]]:
        """The numbers of each worker, by rank, in double precision."""
        all_values = np.zeros([self.size, len(values)])
        all_values[self.rank] = values
        return self.sum(tf.constant(all_values)).numpy().tolist()

    def meet(self) -> None:
        """Waits until all have come here."""
        self.sum_exactly(0.0)

    def own(self, examples: np.ndarray) -> tuple[np.ndarray, int]:
        """This worker's share of a batch, and where in the batch it begins: stretches as equal as they can be."""
        bounds = [len(examples) * rank // self.size for rank in (self.rank, self.rank + 1)]
        return examples[bounds[0] : bounds[1]], bounds[0]
