"""What the job's first process does: has the features made and the workers trained, and tells how far they are."""

import os
import time

# Before Ray is loaded: how often the trainer looks after its workers is also how long each of their reports takes.
os.environ.setdefault("RAY_TRAIN_HEALTH_CHECK_INTERVAL_S", "0.5")
os.environ.setdefault("RAY_TRAIN_V2_ENABLED", "1")

import ray  # noqa: E402

from .events import Progress, print_event  # noqa: E402
from .formats import Handed, Storage  # noqa: E402
from .left_out import tell_left_out  # noqa: E402
from .makers import make_parts  # noqa: E402
from .room import wait_for_room  # noqa: E402
from .spaces import Space, own_file, spaces_of  # noqa: E402
from .training import train_together  # noqa: E402


def drive(handed: Handed, settings: dict, storage: Storage) -> None:
    """
    Leaves the trained weights in the storage.

    :param settings: of `job.json`, with the job's arguments
    :raises JobFailed:
    """
    ray.init(logging_level="WARNING", log_to_driver=False)
    storage.clear_unfinished(f"{settings['name']}/out")
    wait_for_room(*(settings[key] for key in ("workers", "cpus", "gpus", "wait")))
    # The run's own files of outputs, by the names of those that all runs share.
    own: dict[str, str] = {}
    for start, number, phase in _first_of_each_space(handed):
        own.update(_make_features(handed, start, number, phase, storage, settings))
    train_together(handed, settings, storage, own)
    for name in own.values():
        storage.remove(name)


def _first_of_each_space(handed: Handed) -> list[tuple[str, int, dict]]:
    """The phases, by their starts and numbers, whose frozen layers no earlier phase has."""
    spaces: dict[str, tuple[str, int, dict]] = {}
    for start, phases in handed.phases.items():
        for number, phase in enumerate(phases, 1):
            spaces.setdefault(Space(handed, phase).name, (start, number, phase))
    return list(spaces.values())


def _make_features(
    handed: Handed, start: str, number: int, phase: dict, storage: Storage, settings: dict
) -> dict[str, str]:
    """Makes what is not there yet, a part of the list at a time on any of the machines. Returns which files are the run's own."""
    begin, spaces, run = time.monotonic(), spaces_of(handed, phase), settings["name"]
    own = _own_files(spaces, storage, run)
    for space in spaces:
        storage.clear_unfinished(space.folder)
    sizes, rows, computed, missing = {}, 0, 0, []
    for part in handed.parts:
        sides = handed.table(part, ["side"])["side"].to_pylist()
        sizes[part] = len(sides)
        counts = [sum(map(space.has, sides)) for space in spaces]
        are_there = [space.file(part) in own or storage.has(space.file(part)) for space in spaces]
        rows += sum(counts)
        computed += sum(count for count, is_there in zip(counts, are_there, strict=True) if not is_there)
        if not all(are_there):
            missing.append(part)
    total = sum(sizes[part] for part in missing)
    if missing:
        progress, done = Progress("frozen prefix", total), 0
        arguments = {"handed": handed, "start": start, "phase": phase}
        arguments.update({"place": settings["storage"], "run": run, "cpus": settings["cpus"], "gpus": settings["gpus"]})
        for made in make_parts(missing, arguments, settings["workers"]):
            own.update({name: own_file(run, name) for name in made.own})
            done += made.images
            progress.reached(done)
    tell_left_out(spaces, storage, own)
    print_event(
        {
            **{"event": "cache", "phase": number, "cut": phase["cut"], "reused": rows - computed, "computed": computed},
            **{"decoded": total, "bytes": rows * spaces[0].row_bytes, "seconds": time.monotonic() - begin},
            **({} if phase["isPixels"] else {"engine": handed.engine}),
        }
    )
    return own


def _own_files(spaces: list[Space], storage: Storage, run: str) -> dict[str, str]:
    """Those that the run has from before it went on, by the names of those that all runs share."""
    folders = {space.folder: storage.names(own_file(run, space.folder), may_lack=True) for space in spaces}
    names = [f"{folder}/{name}" for folder, there in folders.items() for name in there]
    return {name: own_file(run, name) for name in names}
