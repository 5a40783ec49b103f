"""
The job: computes what is frozen once for each image, then trains. By hand:

    ray job submit --address http://127.0.0.1:8265 --working-dir FOLDER -- \\
        python -m transfer_job.job --storage /where/all/machines/see/it --workers 2

Submitted again with the same folder and storage, it goes on where it stood.
"""

import argparse
import hashlib
import sys
from pathlib import Path

from .events import JobFailed, print_failure
from .formats import Handed, Storage
from .versions import require_versions

# How many seconds a cluster that is too small is waited for.
LONGEST_WAIT = 15 * 60


def main() -> int:
    handed, given = _called()
    try:
        require_versions(handed.folder / "requirements.txt")
        settings = _settings(handed, given)
        storage = Storage(settings["storage"])
        result = f"{settings['name']}/out/state.bin"
        if not storage.has(result):
            # Another version of Ray might not even be loaded.
            from .driver import drive

            drive(handed, settings, storage)
        if not storage.has(result):
            raise JobFailed("no-result", "The workers ended without a result. What they said stands in Ray's logs.")
        print(f"Done: {storage.place}/{result}", flush=True)
        return 0
    except JobFailed as error:
        print_failure(error)
        return 1


def _called() -> tuple[Handed, dict]:
    """What is to be trained, and the arguments that were given."""
    beside = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description="Trains an exported project on Ray.")
    parser.add_argument("--storage", help="a folder that all machines see, or s3://…")
    parser.add_argument("--name", help="of the run in the storage; by default it follows from the project")
    parser.add_argument("--workers", type=int, help="that train together")
    parser.add_argument("--cpus", type=int, help="of each worker")
    parser.add_argument("--gpus", type=float, help="of each worker")
    parser.add_argument("--wait", type=float, help="how many seconds machines for the workers are waited for")
    parser.add_argument("--folder", type=Path, default=beside, help="where all machines see the exported folder")
    given = parser.parse_args()
    # Ray changes the current folder.
    handed = Handed(given.folder.absolute()) if given.folder != beside else Handed(None)
    return handed, {key: value for key, value in vars(given).items() if value is not None and key != "folder"}


def _settings(handed: Handed, given: dict) -> dict:
    """What `job.json` says, and before that the job's arguments."""
    settings = {"wait": LONGEST_WAIT, **handed.settings, **given}
    if not settings["storage"]:
        raise JobFailed("no-storage", "Say by --storage where the results go: a folder that all machines see, or s3://…")
    if "://" not in settings["storage"]:
        settings["storage"] = str(Path(settings["storage"]).absolute())
    settings.setdefault("name", f"run-{_digest(handed)}")
    return settings


def _digest(handed: Handed) -> str:
    """Of what is to be trained on what: the same project goes on, another one begins."""
    digest = hashlib.sha256((handed.folder / "plan.json").read_bytes())
    for part in handed.parts:
        digest.update((handed.folder / "images" / part).read_bytes())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(main())
