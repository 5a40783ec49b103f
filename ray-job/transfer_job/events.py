"""What the job tells: lines `@td {…}` of its log, each an event as Transfer Designer's own runs have them."""

import json
import threading
import time

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

Event = dict


class JobFailed(Exception):
    """What ends the job, in words for the user. `code` is what programs tell it by."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def print_event(event: Event) -> None:
    print(f"@td {json.dumps(event, ensure_ascii=False, separators=(',', ':'))}", flush=True)


def print_failure(error: JobFailed) -> None:
    print_event({"event": "failed", "code": error.code, "message": str(error)})


class Progress:
    """Tells how far a stage has come, every few seconds and at its end."""

    def __init__(self, stage: str, total: int, seconds: float = 5) -> None:
        self.stage, self.total, self.seconds = stage, total, seconds
        self.begin = time.monotonic()
        self.last = self.begin

    def reached(self, done: int) -> None:
        now = time.monotonic()
        if done < self.total and now - self.last < self.seconds:
            return
        self.last = now
        left = (now - self.begin) / done * (self.total - done) if done > 0 else None
        stage, total = self.stage, self.total
        print_event({"event": "progress", "stage": stage, "done": done, "total": total, "secondsLeft": left})


@ray.remote(num_cpus=0)
class Mailbox:
    """Events on their way from a worker to the driver, whose log is the one that is followed."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def put(self, event: Event) -> None:
        self.events.append(event)

    def take(self) -> list[Event]:
        taken, self.events = self.events, []
        return taken


class Relay:
    """Prints what comes into a mailbox, while the driver does other things."""

    def __init__(self) -> None:
        # Beside the driver: no other machine's loss takes it along.
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        self.mailbox = Mailbox.options(scheduling_strategy=here).remote()
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
            print_event(event)
