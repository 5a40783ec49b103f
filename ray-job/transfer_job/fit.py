"""The loop over phases, epochs and batches, as Transfer Designer's own (`src/train/fit`), on all workers alike."""

import gc
import tempfile
import time
from pathlib import Path

import numpy as np
import ray.train

from .decoding import scale
from .events import Event, JobFailed
from .formats import Handed, Storage, Tensors, images_digest, tensor_bytes, tensors_in, weights_digest
from .network import Network, take_devices, tf
from .phase_in_training import PhaseInTraining
from .rows import Rows
from .seeded import batches_of
from .spaces import Space
from .starts import better_outcome, judge_pretrained
from .state import State, beginning
from .together import Together
from .versions import require_versions


def train(config: dict) -> None:
    """What each worker of the trainer runs. `config`: handed, storage, name, own, cpus, gpus, reportSeconds, mailbox."""
    take_devices(config["cpus"], config["gpus"])
    require_versions(config["handed"].requirements)
    Fit(config, Together()).run()


class Fit:
    def __init__(self, config: dict, together: Together) -> None:
        self.handed: Handed = config["handed"]
        self.storage, self.name, self.own = Storage(config["storage"]), config["name"], config["own"]
        self.mailbox, self.report_seconds = config["mailbox"], config["reportSeconds"]
        self.together = together
        says = self.handed.plan
        self.plan, self.said = says["plan"], says["network"]
        self.numbers = says["optimizer"]
        self.training = self.plan["training"]
        self.rows: Rows | None = None
        self.last_report = time.monotonic()

    def run(self) -> None:
        state = self._checkpoint() or beginning(self.plan["init"])
        while not state.is_over:
            self._phase(state.json["phase"] + 1, state)
            self._report(state)
        self._finish(state)

    def _phase(self, number: int, state: State) -> None:
        start = state.json["start"]
        phases = self.handed.phases[start]
        phase = phases[number - 1]
        rows = self._rows_of(phase)
        weights = {**self.handed.weights(start), **state.group("carried")}
        trained = PhaseInTraining(self, phase, [self.training["seed"], start, number], weights, rows)
        examples = len(rows.sides["train"])
        epochs = _most_epochs(phase, examples, self.training["batchSize"])
        self._tell(
            {
                **{"event": "phase", "phase": number, "phases": len(phases), "start": start},
                **{key: phase[key] for key in ("trainable", "trainableParams", "learningRate")},
                "epochs": epochs,
            }
        )
        if state.json["progress"] is None:
            # A head that was never trained is no result, however small its loss is.
            loss, accuracy = trained.score() if number > 1 else (None, 0.0)
            best = {"epoch": 0, "loss": loss, "accuracy": accuracy}
            state.json["progress"] = {"epoch": 0, "steps": 0, "optimizer": [], "best": best}
            state.replace("best", trained.weights())
        else:
            trained.restore(state)
        progress = state.json["progress"]
        while not _is_over(progress, phase):
            begin = time.monotonic()
            loss, accuracy, steps = trained.epoch(progress["epoch"] + 1)
            validation_loss, validation_accuracy = trained.score()
            progress["epoch"] += 1
            progress["steps"] += steps
            _require_finite(loss, validation_loss, progress["epoch"], phase)
            least = progress["best"]["loss"]
            is_best = least is None or validation_loss < least
            if is_best:
                progress["best"] = {
                    **{"epoch": progress["epoch"], "loss": validation_loss, "accuracy": validation_accuracy}
                }
                state.replace("best", trained.weights())
            seconds = time.monotonic() - begin
            event = {
                **{"event": "epoch", "start": start, "phase": number, "epochs": epochs, "epoch": progress["epoch"]},
                **{"loss": loss, "accuracy": accuracy, "validationLoss": validation_loss},
                **{"validationAccuracy": validation_accuracy, "best": is_best, "seconds": seconds},
                "validationImages": len(rows.sides["validation"]),
                "secondsLeft": max(0, epochs - progress["epoch"]) * seconds,
            }
            state.json["epochs"].append(event)
            self._tell(event)
            if self._is_time_to_report() and not _is_over(progress, phase):
                trained.keep(state)
                self._report(state)
        best = progress["best"]
        state.replace("carried", {**state.group("carried"), **state.group("best")})
        # A phase that found nothing better than its start leaves the result of the one before.
        if state.json["best"] is None or best["epoch"] > 0:
            state.json["best"] = {"phase": number, **best}
        state.json.update({"phase": number, "progress": None})
        for group in ("best", "weights", "optimizer"):
            state.replace(group, {})
        if number == len(phases):
            self._end_start(state, rows)

    def _end_start(self, state: State, rows: Rows) -> None:
        """Notes what came of a start that has all its phases behind it, and begins the other where it is called for."""
        outcome = state.end_start()
        fallback = self.training["fallback"]
        if outcome["start"] != "pretrained" or fallback is None:
            return
        failed, message = judge_pretrained(outcome["accuracy"], rows.labels[rows.sides["validation"]].tolist())
        self._tell({"event": "fallback", "message": message})
        if failed or fallback == "compare":
            state.json["start"] = "random"

    def _rows_of(self, phase: dict) -> Rows:
        """Those at hand, if they are the phase's; else they are let go, and the phase's are copied to this machine."""
        space = Space(self.handed, phase)
        if self.rows is not None and self.rows.space.name != space.name:
            self.rows = None
        # A phase and the graph of its steps hold each other, and with them its rows and views.
        gc.collect()
        if self.rows is None:
            self.rows = Rows(space, self.storage, self.own, self.together)
        return self.rows

    def _finish(self, state: State) -> None:
        """Judges validation and test images by the weights of each start, and leaves all where it is fetched from."""
        outcomes = state.json["outcomes"]
        best = better_outcome(outcomes)
        says: dict = {"engine": self.handed.engine}
        judged: Tensors = {}
        # The one that is kept, then the other.
        for outcome in sorted(outcomes, key=lambda each: each is not best):
            digest, images, answers = self._judge(outcome["start"], state.group(f"outcome{outcomes.index(outcome)}"))
            # Whoever takes these answers can tell which weights gave them, and of which images.
            says.update({"weights": digest, **images} if outcome is best else {"otherWeights": digest})
            judged.update(answers if outcome is best else {f"other:{side}": values for side, values in answers.items()})
        if self.together.rank != 0:
            return
        self.storage.write(f"{self.name}/out/judged.bin", tensor_bytes(says, judged))
        # Last, for it is what says that the job is done.
        self.storage.write(f"{self.name}/out/state.bin", tensor_bytes(state.json, state.tensors))

    def _judge(self, start: str, trained: Tensors) -> tuple[str, dict, Tensors]:
        """The weights' digest, which images were judged, and the probabilities of those of each side."""
        phase = self.handed.phases[start][-1]
        rows = self._rows_of(phase)
        weights = {**self.handed.weights(start), **trained}
        network = Network(self.said, weights, phase["cut"], self.said["output"], rows.shape)
        answer = network.as_graph()
        sides = ("validation", "test")
        images = images_digest(image for side in sides for image in rows.images(side))
        judged = {side: self._judged(answer, rows, rows.sides[side]) for side in sides}
        return weights_digest(weights), {"images": images, "leftOut": rows.left_out}, judged

    def _judged(self, answer: tf.types.experimental.GenericFunction, rows: Rows, examples: np.ndarray) -> np.ndarray:
        """Probabilities [images, classes], in the order of the list of images."""
        classes = len(self.plan["dataset"]["classes"])
        found = [np.zeros([0, classes], np.float32)]
        for batch in batches_of(examples, 1024):
            own, first = self.together.own(batch)
            answers = np.zeros([len(batch), classes], np.float32)
            for start in range(0, len(own), 32):
                given = tf.constant(self.numbers_of(rows, own[start : start + 32]))
                at = first + start
                answers[at : at + len(given)] = answer(given).numpy()
            found.append(self.together.sum(tf.constant(answers)).numpy())
        return np.concatenate(found)

    def numbers_of(self, rows: Rows, examples: np.ndarray) -> np.ndarray:
        """What the network is given for some rows: pixels are scaled as they are read."""
        values = rows.read(examples)
        return scale(values, self.plan["base"]["input"]["scale"]) if rows.dtype == np.uint8 else values

    def _tell(self, event: Event) -> None:
        if self.together.rank == 0:
            self.mailbox.put.remote(event)

    def _is_time_to_report(self) -> bool:
        """By the first worker's clock, so that all say the same."""
        is_time = self.together.rank == 0 and time.monotonic() - self.last_report >= self.report_seconds
        return self.together.sum_exactly(float(is_time))[0] > 0

    def _report(self, state: State) -> None:
        """A checkpoint for Ray to go on from. It waits for the others, so it is not written for every epoch."""
        self.last_report = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = None
            if self.together.rank == 0:
                (Path(folder) / "state.bin").write_bytes(tensor_bytes(state.json, state.tensors))
                checkpoint = ray.train.Checkpoint.from_directory(folder)
            ray.train.report({"phase": state.json["phase"]}, checkpoint=checkpoint)

    def _checkpoint(self) -> State | None:
        checkpoint = ray.train.get_checkpoint()
        if checkpoint is None:
            return None
        with checkpoint.as_directory() as folder:
            return State(*tensors_in((Path(folder) / "state.bin").read_bytes()))


def _is_over(progress: dict, phase: dict) -> bool:
    """Early stopping: `patience` epochs without a better loss end a phase, once `minimumSteps` are done."""
    if progress["steps"] < phase["minimumSteps"]:
        return False
    return progress["epoch"] >= phase["epochs"] or progress["epoch"] - progress["best"]["epoch"] >= phase["patience"]


def _most_epochs(phase: dict, images: int, batch_size: int) -> int:
    steps = max(1, -(-images // batch_size))
    return max(phase["epochs"], -(-phase["minimumSteps"] // steps))


def _require_finite(loss: float, validation_loss: float, epoch: int, phase: dict) -> None:
    if np.isfinite(loss) and np.isfinite(validation_loss):
        return
    raise JobFailed(
        "loss-not-finite",
        f"The loss is not a number any more in epoch {epoch}: the steps are too large. Lower the learning rate (now "
        f"{phase['learningRate']:g}) of this phase and train again.",
    )
