"""The way of events from workers to the driver, whose log is the one that is followed."""

import threading

import ray
from ray.train import UserCallback
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from .events import Event, print_event


@ray.remote(num_cpus=0)
class Mailbox:
    """Events on their way."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def put(self, event: Event) -> None:
        self.events.append(event)

    def take(self) -> list[Event]:
        taken, self.events = self.events, []
        return taken


class LostWorkers(UserCallback):
    """Tells of workers that are lost, as soon as Ray has noticed; it starts all of them again by itself."""

    def __init__(self, mailbox: ray.actor.ActorHandle) -> None:
        self.mailbox = mailbox

    def after_exception(self, run_context: object, worker_exceptions: dict[int, Exception]) -> None:
        ranks = [str(rank + 1) for rank in sorted(worker_exceptions)]
        # Those that were adding up with one that is lost end with it.
        lost = f"worker {ranks[0]}" if len(ranks) == 1 else f"at least one of the workers {', '.join(ranks)}"
        message = (
            f"The cluster has lost {lost}. All workers start again, and train the epochs since the last checkpoint once more, "
            "to the same weights."
        )
        self.mailbox.put.remote({"event": "warning", "code": "worker-lost", "message": message})


class Relay:
    """Prints what comes into a mailbox, while the driver does other things."""

    def __init__(self) -> None:
        # Beside the driver: no other machine's loss takes it along.
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        self.mailbox = Mailbox.options(scheduling_strategy=here).remote()
        # What a worker has failed by: the driver tells it when it ends.
        self.failure: Event | None = None
        self._epochs: set[tuple] = set()
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
        for event in ray.get(self.mailbox.take.remote()):
            if event["event"] == "epoch":
                # A worker that was lost makes those after its checkpoint again, to the same numbers.
                epoch = (event["start"], event["phase"], event["epoch"])
                if epoch in self._epochs:
                    continue
                self._epochs.add(epoch)
            if event["event"] == "failed":
                self.failure = event
            else:
                print_event(event)
