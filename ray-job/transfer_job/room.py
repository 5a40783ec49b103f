"""Room for the workers: Ray says nothing while a job waits for machines that are not there."""

import time

import ray

from .events import JobFailed, print_event


def wait_for_room(workers: int, cpus: int, gpus: int, longest: float) -> None:
    """
    Waits until the cluster has machines for all workers, and tells how many it has room for whenever that changes.

    :param cpus: of each worker, as are `gpus`
    :param longest: in seconds
    :raises JobFailed: `cluster-too-small`, if it has not by then
    """
    begin, told = time.monotonic(), None
    each = f"{cpus} processor{'s' if cpus > 1 else ''}" + (" and a GPU" if gpus > 0 else "")
    while (there := _room(cpus, gpus)) < workers:
        says = f"the cluster has room for {there} of {workers} workers of {each} each"
        if told is None:
            message = f"The job is waiting for machines, {_duration(longest)} at most: {says}."
            print_event({"event": "warning", "code": "cluster-too-small", "message": message})
        if time.monotonic() - begin >= longest:
            remedy = "Start more machines, or ask for fewer or smaller workers, and resume."
            raise JobFailed("cluster-too-small", f"After {_duration(longest)} {says}. {remedy}")
        if told != there:
            told = there
            _print_progress(there, workers)
        time.sleep(min(2, longest))
    if told is not None:
        _print_progress(workers, workers)


def _print_progress(there: int, workers: int) -> None:
    event = {"event": "progress", "stage": "wait for workers", "done": there, "total": workers}
    print_event({**event, "secondsLeft": None})


def _room(cpus: int, gpus: int) -> int:
    """How many workers the machines of the cluster have room for, whether they are busy or not."""
    count = 0
    for node in ray.nodes():
        if not node["Alive"]:
            continue
        has = node["Resources"]
        fits = [has.get("CPU", 0) // cpus]
        if gpus > 0:
            fits.append(has.get("GPU", 0))
        count += int(min(fits))
    return count


def _duration(seconds: float) -> str:
    return f"{seconds / 60:g} minutes" if seconds >= 120 else f"{seconds:g} seconds"
