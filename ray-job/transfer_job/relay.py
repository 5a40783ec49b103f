"""The way of events from workers to the driver, whose log is the one that is followed."""

import errno
import threading
from collections.abc import Sequence

import ray
from ray.train import UserCallback
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from .events import Event, JobFailed, print_event

# Of what a worker ended by, in a sentence.
MOST_WORDS = 300


@ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1)
class Mailbox:
    """Events on their way. Where its process is lost another takes its place, without those that it had."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def put(self, event: Event) -> None:
        self.events.append(event)

    def take(self) -> list[Event]:
        taken, self.events = self.events, []
        return taken


class LostWorkers(UserCallback):
    """
    Tells of workers that have ended before their time, as soon as Ray has noticed; it starts all of them again by itself.
    Where they would only end by the same again, training ends.
    """

    def __init__(self, mailbox: ray.actor.ActorHandle) -> None:
        self.mailbox = mailbox

    def after_exception(self, run_context: object, worker_exceptions: dict[int, Exception]) -> None:
        """:raises JobFailed: which Ray ends training by, for it is thrown here and not on a worker"""
        ranks, errors = sorted(worker_exceptions), list(worker_exceptions.values())
        for error in errors:
            if isinstance(error, JobFailed):
                raise error
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                remedy = "Each copies the rows of a phase to its own disk. Make room there, and resume."
                raise JobFailed("disk-full", f"A machine of the cluster has no room left ({_words(error)}). {remedy}")
        message = f"{_what_became(ranks, errors)} All workers start again, and train the epochs since the last checkpoint"
        message += " once more, to the same weights."
        self.mailbox.put.remote({"event": "warning", "code": "worker-lost", "message": message})


def _what_became(ranks: Sequence[int], errors: Sequence[Exception]) -> str:
    numbers = [str(rank + 1) for rank in ranks]
    who = f"worker {numbers[0]}" if len(ranks) == 1 else f"at least one of the workers {', '.join(numbers)}"
    # Those that were adding up with one that is lost end with it, by errors of their own.
    lost = [error.health_check_failure for error in errors if hasattr(error, "health_check_failure")]
    if lost:
        return f"The cluster has lost {who} ({_words(lost[0])})."
    return f"{who[0].upper()}{who[1:]} has failed ({_words(errors[0])})."


def _words(error: Exception) -> str:
    """Its name and the last line of what it says."""
    lines = str(error).strip().splitlines()
    return ": ".join([type(error).__name__, *lines[-1:]])[:MOST_WORDS].rstrip(". ")


class Relay:
    """Prints what comes into a mailbox, while the driver does other things."""

    def __init__(self) -> None:
        # Beside the driver: no other machine's loss takes it along.
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        self.mailbox = Mailbox.options(scheduling_strategy=here).remote()
        self._epochs: set[tuple] = set()
        self._is_told = False
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._print_all, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Prints what is still there."""
        self._is_over.set()
        self._thread.join()

    def _print_all(self) -> None:
        while not self._is_over.wait(1):
            self._print_new()
        self._print_new()

    def _print_new(self) -> None:
        for event in self._taken():
            if event["event"] == "epoch":
                # A worker that was lost makes those after its checkpoint again, to the same numbers.
                epoch = (event["start"], event["phase"], event["epoch"])
                if epoch in self._epochs:
                    continue
                self._epochs.add(epoch)
            print_event(event)

    def _taken(self) -> list[Event]:
        """What has come; nothing, and a word of it the first time, where it can't be asked for: training goes on without."""
        try:
            return ray.get(self.mailbox.take.remote())
        except ray.exceptions.RayError as error:
            if not self._is_told:
                self._is_told = True
                message = f"What the workers tell does not come through ({_words(error)}). They train on; epochs may be missing here."
                print_event({"event": "warning", "code": "mailbox-lost", "message": message})
            return []
