"""What the job tells: lines `@td {…}` of its log, each an event as Transfer Designer's own runs have them."""

import json
import time

Event = dict


class JobFailed(Exception):
    """What ends the job, in words for the user. `code` is what programs tell it by."""

    def __init__(self, code: str, message: str) -> None:
        # Both: it goes from process to process, and is made anew of what it was made of.
        super().__init__(code, message)
        self.code, self.message = code, message

    def __str__(self) -> str:
        return self.message


def print_event(event: Event) -> None:
    print(f"@td {json.dumps(event, ensure_ascii=False, separators=(',', ':'))}", flush=True)


def print_failure(error: JobFailed) -> None:
    print_event({"event": "failed", "code": error.code, "message": str(error)})


class Progress:
    """Tells how far a stage has come: at its beginning, every few seconds and at its end."""

    def __init__(self, stage: str, total: int, seconds: float = 5) -> None:
        self.stage, self.total, self.seconds = stage, total, seconds
        self.begin = self.last = time.monotonic()
        self._print(0, None)

    def reached(self, done: int) -> None:
        now = time.monotonic()
        if done < self.total and now - self.last < self.seconds:
            return
        self.last = now
        self._print(done, (now - self.begin) / done * (self.total - done) if done > 0 else None)

    def _print(self, done: int, left: float | None) -> None:
        stage, total = self.stage, self.total
        print_event({"event": "progress", "stage": stage, "done": done, "total": total, "secondsLeft": left})
