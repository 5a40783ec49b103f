"""A phase while it is trained: its steps, and how well it does."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from .decoding import scale
from .formats import Tensors
from .learning import MOMENTS, Optimizer, cross_entropy
from .network import Network, tf
from .rows import Rows
from .seeded import batches_of, seeded_random, shuffled
from .spaces import spaces_of
from .state import State
from .views import augmented

if TYPE_CHECKING:
    from .fit import Fit

class PhaseInTraining:
    def __init__(self, fit: "Fit", phase: dict, seed: list[str | int], weights: Tensors, rows: Rows) -> None:
        self.fit, self.phase, self.seed, self.rows, self.together = fit, phase, seed, rows, fit.together
        # Of images as they are, and of each other view of the training images.
        others = spaces_of(fit.handed, phase)[1:]
        self.views = [rows, *(Rows(space, fit.storage, fit.own, fit.together) for space in others)]
        self.number = 0
        self.draws_anew = rows.dtype == np.uint8 and fit.training["augment"] is not None
        self.hashes = [image["sha256"] for image in rows.images("train")] if self.draws_anew else []
        self.network = Network(fit.said, weights, phase["cut"], fit.said["logits"], rows.shape)
        self.trained = {name: self.network.variables[name] for name in phase["trained"]}
        self.sizes = [int(np.prod(variable.shape)) for variable in self.trained.values()]
        self.optimizer = Optimizer(
            fit.training["optimizer"], fit.numbers, phase["learningRate"], sum(self.sizes)
        )
        # All that can change.
        self.changing = {**self.trained, **{name: self.network.variables[name] for name in phase["statistics"]}}
        self.answer = self.network.as_graph()
        self._all_steps = self._graph_of_steps()
        self.dropouts = {name: at for at, name in enumerate(phase["dropouts"])}

    def weights(self) -> Tensors:
        return {name: variable.numpy() for name, variable in self.changing.items()}

    def keep(self, state: State) -> None:
        """Puts into the state what it takes to go on from here."""
        moments = [values for moment in self._moments() for values in moment]
        steps = [] if self.optimizer.steps == 0 else [np.array([self.optimizer.steps], np.float32)]
        names = [f"{at}/{name}" for at in range(len(self.sizes)) for name in MOMENTS[self.optimizer.name]]
        kept = steps + (moments if steps else [])
        state.json["progress"]["optimizer"] = ["steps", *names] if steps else []
        state.replace("optimizer", {str(index): values for index, values in enumerate(kept)})
        state.replace("weights", self.weights())

    def _moments(self) -> list[list[np.ndarray]]:
        """Of each variable, in order."""
        pieces = [np.split(moment.numpy(), np.cumsum(self.sizes)[:-1]) for moment in self.optimizer.moments]
        return [[of[at] for of in pieces] for at in range(len(self.sizes))]

    def restore(self, state: State) -> None:
        for name, values in state.group("weights").items():
            self.changing[name].assign(values)
        kept = state.group("optimizer")
        if not kept:
            return
        self.optimizer.steps = int(kept["0"][0])
        count = len(self.optimizer.moments)
        for at, moment in enumerate(self.optimizer.moments):
            pieces = [kept[str(1 + variable * count + at)] for variable in range(len(self.sizes))]
            moment.assign(np.concatenate(pieces))

    def epoch(self, epoch: int) -> tuple[float, float, int]:
        """One pass over the training images in a seeded order: mean loss, accuracy, and how many batches it were."""
        self.number, seed = epoch, [*self.seed, epoch]
        examples = self.rows.sides["train"]
        order = examples[shuffled(len(examples), seeded_random(*seed, "order"))]
        draw = seeded_random(*seed, "dropout")
        batches = batches_of(order, self.fit.training["batchSize"])
        drawn = [[int(draw() * 2**31), int(draw() * 2**31)] for _ in batches]
        at_once, loss, correct = self._batches_at_once(), 0.0, 0
        for start in range(0, len(batches), at_once):
            worth, right = self._steps(batches[start : start + at_once], drawn[start : start + at_once])
            loss, correct = loss + worth, correct + right
        loss, correct = self.together.sum_exactly(loss, correct)
        return loss / len(examples), correct / len(examples), len(batches)

    def _batches_at_once(self) -> int:
        """As many as take some megabytes of memory."""
        batch_bytes = 4 * int(np.prod(self.rows.shape)) * self.fit.training["batchSize"]
        return max(1, 16_000_000 // batch_bytes)

    def _steps(self, batches: list[np.ndarray], drawn: list[list[int]]) -> tuple[float, int]:
        """
        For each batch of all workers one step down its mean loss, in one go: with small batches most of the time would be spent
        on going in and out of TensorFlow. Returns what this worker's share was worth before them, and how much of it was right.
        """
        shares = [self.together.own(batch) for batch in batches]
        # A worker that has none computes with one that counts nothing: it must come to the sum all the same.
        given = [own if len(own) > 0 else batch[:1] for (own, _), batch in zip(shares, batches, strict=True)]
        examples, is_own = np.concatenate(given), np.repeat([len(own) > 0 for own, _ in shares], [len(own) for own in given])
        labels, counts = self._labels_and_counts(examples)
        means = np.repeat([len(batch) for batch in batches], [len(own) for own in given])
        logits = self._all_steps(
            tf.constant(self._numbers_of(examples)),
            tf.constant(labels),
            tf.constant(is_own * counts / means, tf.float32),
            tf.constant(np.cumsum([0, *map(len, given)]), tf.int32),
            tf.constant([first for _, first in shares], tf.int32),
            tf.constant([len(own) for own, _ in shares], tf.int32),
            tf.constant([len(batch) for batch in batches], tf.int32),
            tf.constant(drawn, tf.int32),
            tf.constant([self.optimizer.step() for _ in batches], tf.float32),
        )
        return cross_entropy(logits.numpy()[is_own], labels[is_own], self.fit.training["classWeights"])

    def _numbers_of(self, examples: np.ndarray) -> np.ndarray:
        """What the network is given of training images in the epoch at hand: a view that is kept, or pixels drawn anew."""
        rows = self.views[self.number % len(self.views)]
        if not self.draws_anew:
            numbers = self.fit.numbers_of(rows, examples)
            # An image that could not be read when this view was made is taken as it is.
            lacks = ~np.isin(examples, rows.sides["train"])
            if lacks.any():
                numbers[lacks] = self.fit.numbers_of(self.rows, examples[lacks])
            return numbers
        augment, seed = self.fit.training["augment"], [self.fit.training["seed"], "augment", self.number]
        places = np.searchsorted(rows.sides["train"], examples).tolist()
        drawn = [
            augmented(pixels, augment, seeded_random(*seed, self.hashes[place], place))
            for pixels, place in zip(rows.read(examples), places, strict=True)
        ]
        return scale(np.stack(drawn), self.fit.plan["base"]["input"]["scale"])

    def _labels_and_counts(self, examples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of each example: its class, and how much its loss counts."""
        labels, class_weights = self.rows.labels[examples], self.fit.training["classWeights"]
        return labels, np.ones(len(examples)) if class_weights is None else np.asarray(class_weights)[labels]

    def _graph_of_steps(self) -> tf.types.experimental.GenericFunction:
        """`_take_steps`, made once for any number of steps and examples."""
        whole = [tf.TensorSpec([None], tf.int32) for _ in ("bounds", "firsts", "owns", "sizes")]
        each = [tf.TensorSpec([None], kind) for kind in (tf.int32, tf.float32)]
        pairs = [tf.TensorSpec([None, 2], kind) for kind in (tf.int32, tf.float32)]
        rows = tf.TensorSpec([None, *self.rows.shape], tf.float32)
        return tf.function(self._take_steps, [rows, *each, *whole, *pairs], autograph=False)

    def _take_steps(
        self,
        given: tf.Tensor,
        labels: tf.Tensor,
        counts: tf.Tensor,
        bounds: tf.Tensor,
        firsts: tf.Tensor,
        owns: tf.Tensor,
        sizes: tf.Tensor,
        drawn: tf.Tensor,
        optimizer_steps: tf.Tensor,
    ) -> tf.Tensor:
        """
        One step after the other. Returns the logits of all examples.

        :param bounds: where each step's examples begin, and where the last one's end
        :param firsts: where in the step's batch of all workers they begin
        :param owns: how many of them are of that batch: all or none
        :param sizes: of those batches
        """

        def take(step: tf.Tensor, answers: tf.TensorArray) -> tuple[tf.Tensor, tf.TensorArray]:
            here = slice(bounds[step], bounds[step + 1])
            examples = given[here], labels[here], counts[here]
            logits, gradient = self._gradient_together(*examples, drawn[step], firsts[step], owns[step], sizes[step])
            gradient = self.together.run(self.together.sum_within, gradient)
            self._change(gradient, optimizer_steps[step, 0], optimizer_steps[step, 1])
            return step + 1, answers.write(step, logits)

        steps = tf.shape(drawn)[0]
        answers = tf.TensorArray(tf.float32, size=steps, infer_shape=False, element_shape=[None, None])
        _, answers = tf.while_loop(lambda step, _: step < steps, take, (0, answers), parallel_iterations=1)
        return answers.concat()

    def _gradient_together(self, *given: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """`_gradient` where layers may need the others' sums."""
        return self.together.run(self._gradient, *given) if self.phase["normalised"] else self._gradient(*given)

    def _gradient(
        self,
        given: tf.Tensor,
        labels: tf.Tensor,
        counts: tf.Tensor,
        drawn: tf.Tensor,
        first: tf.Tensor,
        own: tf.Tensor,
        batch: tf.Tensor,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """
        The logits of examples, and the gradient of Σ count × cross-entropy by all that trains, in one vector.

        :param first: where in the batch of all workers, of `batch` examples, these begin
        :param own: how many of these are of the batch: all or none
        """

        def drop(name: str, rate: float, values: tf.Tensor) -> tf.Tensor:
            if rate == 0:
                return values
            # Drawn for the whole batch, so that the number of workers changes nothing.
            shape = tf.concat([[batch], tf.shape(values)[1:]], axis=0)
            seed = tf.random.experimental.stateless_fold_in(drawn, self.dropouts[name])
            stays = tf.random.stateless_uniform(shape, seed) >= rate
            kept = tf.cast(stays[first : first + tf.shape(values)[0]], tf.float32)
            return values * kept / (1 - rate)

        layers = {layer["name"]: layer for layer in self.network.layers}
        learning: dict = {name: partial(drop, name, layers[name]["config"]["rate"]) for name in self.dropouts}
        for name in self.phase["normalised"]:
            learning[name] = partial(self._normalise, layers[name], own, batch)
        variables = list(self.trained.values())
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(variables)
            logits = self.network(given, learning)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
            loss = tf.reduce_sum(counts * losses)
        gradients = tape.gradient(loss, variables, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return logits, tf.concat([tf.reshape(gradient, [-1]) for gradient in gradients], axis=0)

    def _normalise(self, layer: dict, own: tf.Tensor, batch: tf.Tensor, values: tf.Tensor) -> tf.Tensor:
        """
        Ioffe and Szegedy 2015 (arXiv 1502.03167), algorithm 1, by the statistics of the whole batch, whichever workers have it;
        those that are kept move as Keras moves them.
        """
        keras_layer = self.network.built[layer["name"]]
        part = {name.rsplit("/", 1)[1]: name for name in layer["weights"]}
        axis = keras_layer.axis % len(values.shape)
        others = [place for place in range(len(values.shape)) if place != axis]
        flat = [values.shape[place] if place == axis else 1 for place in range(len(values.shape))]
        places = int(np.prod([values.shape[place] for place in others[1:]]))
        counted = tf.where(own > 0, 1.0, 0.0) / tf.cast(batch * places, tf.float32)

        def mean_of(each: tf.Tensor) -> tf.Tensor:
            return self.together.sum_within(tf.reduce_sum(each, others) * counted)

        mean = mean_of(values)
        centred = values - tf.reshape(mean, flat)
        variance = mean_of(centred * centred)
        for statistic, now in (("moving_mean", mean), ("moving_variance", variance)):
            if part[statistic] in self.phase["statistics"]:
                kept = self.network.variables[part[statistic]]
                kept.assign_sub((kept - now) * (1 - keras_layer.momentum))
        scaled = centred * tf.reshape(tf.math.rsqrt(variance + keras_layer.epsilon), flat)
        if "gamma" in part:
            scaled *= tf.reshape(self.network.variables[part["gamma"]], flat)
        return scaled + tf.reshape(self.network.variables[part["beta"]], flat) if "beta" in part else scaled

    def _change(self, gradient: tf.Tensor, rate: tf.Tensor, share: tf.Tensor) -> None:
        pieces = tf.split(self.optimizer.change(gradient, rate, share), self.sizes)
        for variable, piece in zip(self.trained.values(), pieces, strict=True):
            variable.assign_add(tf.reshape(piece, variable.shape))

    def score(self) -> tuple[float, float]:
        """Mean loss and accuracy on the validation images as they are, without class weights."""
        examples = self.rows.sides["validation"]
        own, _ = self.together.own(examples)
        loss, correct = 0.0, 0
        for batch in batches_of(own, max(self.fit.training["batchSize"], 32)):
            logits = self.answer(tf.constant(self.fit.numbers_of(self.rows, batch))).numpy()
            worth, right = cross_entropy(logits, self.rows.labels[batch], None)
            loss, correct = loss + worth, correct + right
        loss, correct = self.together.sum_exactly(loss, correct)
        return loss / max(1, len(examples)), correct / max(1, len(examples))
