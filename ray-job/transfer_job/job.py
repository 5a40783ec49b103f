"""
The job: computes what is frozen once for each image, then trains. By hand:

    ray job submit --address http://127.0.0.1:8265 --working-dir FOLDER -- \\
        python -m transfer_job.job --storage /where/all/machines/see/it --workers 2

Submitted again with the same folder and storage, it goes on where it stood.
"""

import argparse
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from .events import JobFailed, print_failure
from .formats import Handed, Storage, out_of_reach
from .versions import require_versions

# How many seconds a cluster that is too small is waited for.
LONGEST_WAIT = 15 * 60

Reached = TypeVar("Reached")


def main() -> int:
    handed, given = _called()
    try:
        require_versions(_reached(handed.place, lambda: handed.requirements))
        settings = _reached(handed.place, lambda: _settings(handed, given))
        storage = _reached(settings["storage"], lambda: Storage(settings["storage"]))
        result = f"{settings['name']}/out/state.bin"
        if not _reached(storage.place, lambda: storage.has(result)):
            # Another version of Ray might not even be loaded.
            from .driver import drive

            drive(handed, settings, storage)
        if not storage.shows(result):
            raise JobFailed("no-result", "The workers ended without a result. What they said stands in Ray's logs.")
        print(f"Done: {storage.place}/{result}", flush=True)
        return 0
    except JobFailed as error:
        print_failure(error)
        return 1


def _reached(place: str, what: Callable[[], Reached]) -> Reached:
    try:
        return what()
    except OSError as error:
        raise out_of_reach(place, error) from None
    except pa.ArrowException as error:
        here = "Name a folder that all machines see, or a place in a bucket as s3://bucket/folder."
        raise JobFailed("storage", f"{place} is no place that can be reached: {error}. {here}") from None


def _called() -> tuple[Handed, dict]:
    """What is to be trained, and the arguments that were given."""
    parser = argparse.ArgumentParser(description="Trains an exported project on Ray.")
    parser.add_argument("--storage", help="a folder that all machines see, or s3://…")
    parser.add_argument("--name", help="of the run in the storage; by default it follows from the project")
    parser.add_argument("--workers", type=int, help="that train together")
    parser.add_argument("--cpus", type=int, help="of each worker")
    parser.add_argument("--gpus", type=int, help="of each worker: 0 or 1")
    parser.add_argument("--wait", type=float, help="how many seconds machines for the workers are waited for")
    parser.add_argument("--folder", help="where all machines see the exported folder, s3://… too; else it comes with the job")
    given = parser.parse_args()
    # Ray changes the current folder.
    handed = Handed(given.folder and _place(given.folder))
    return handed, {key: value for key, value in vars(given).items() if value is not None and key != "folder"}


def _settings(handed: Handed, given: dict) -> dict:
    """What `job.json` says, and before that the job's arguments."""
    settings = {"wait": LONGEST_WAIT, **handed.settings, **given}
    if not settings["storage"]:
        raise JobFailed("no-storage", "Say by --storage where the results go: a folder that all machines see, or s3://…")
    _require_counts(settings)
    settings["storage"] = _place(settings["storage"])
    if "name" not in settings:
        settings["name"] = f"run-{_digest(handed)}"
    return settings


def _require_counts(settings: dict) -> None:
    """:raises JobFailed: where workers can't be had so"""
    for key in ("workers", "cpus"):
        if settings[key] < 1:
            raise JobFailed("arguments", f"--{key} is {settings[key]}. It has to be 1 or more.")
    if settings["gpus"] not in (0, 1):
        instead = "A worker computes on one GPU: give each 0 or 1, and for more GPUs take more workers."
        raise JobFailed("arguments", f"--gpus is {settings['gpus']}. {instead}")


def _digest(handed: Handed) -> str:
    """Of what is to be trained on what: the same project goes on, another one begins."""
    digest = hashlib.sha256(handed.read("plan.json"))
    for part in handed.parts:
        digest.update(handed.read(f"images/{part}"))
    return digest.hexdigest()[:12]


def _place(said: str) -> str:
    return said if "://" in said else str(Path(said).absolute())


if __name__ == "__main__":
    sys.exit(main())
