"""
The job's driver: computes what is frozen once for each image, then trains. By hand:

    ray job submit --address http://127.0.0.1:8265 --working-dir FOLDER -- \\
        python -m transfer_job.job --storage /where/all/machines/see/it --workers 2

Submitted again with the same folder and storage, it goes on where it stood.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from pathlib import Path

# Before Ray is loaded: how often the trainer looks after its workers is also how long each of their reports takes.
os.environ.setdefault("RAY_TRAIN_HEALTH_CHECK_INTERVAL_S", "0.5")
os.environ.setdefault("RAY_TRAIN_V2_ENABLED", "1")

import ray  # noqa: E402
import ray.data  # noqa: E402
import ray.train  # noqa: E402

from .events import JobFailed, Progress, Relay, print_event, print_failure  # noqa: E402
from .features import FeatureMaker, Space, engine_name  # noqa: E402
from .formats import Handed, Storage  # noqa: E402

# Workers that are lost so often have another reason than the cluster.
MOST_FAILURES = 3
# The share of images that may be left out, and how long a full cluster is waited for.
MOST_UNREADABLE, LONGEST_WAIT = 0.05, 15 * 60


def main() -> int:
    handed, settings = _called()
    try:
        if not settings["storage"]:
            raise JobFailed("no-storage", "Say by --storage where the results go: a folder that all machines see, or s3://…")
        ray.init(logging_level="WARNING", log_to_driver=False)
        _wait_for_room(settings)
        storage = Storage(settings["storage"])
        done = f"{settings['name']}/out/state.bin"
        if not storage.has(done):
            for number, phase in _first_of_each_space(handed):
                _make_features(handed, number, phase, storage, settings)
            _train(handed, settings)
        if not storage.has(done):
            raise JobFailed("no-result", "The workers ended without a result. What they said stands in Ray's logs.")
        print(f"Done: {storage.place}/{done}", flush=True)
        return 0
    except JobFailed as error:
        if str(error):
            print_failure(error)
        return 1


def _called() -> tuple[Handed, dict]:
    beside = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description="Trains an exported project on Ray.")
    parser.add_argument("--storage", help="a folder that all machines see, or s3://…")
    parser.add_argument("--name", help="of the run in the storage; by default it follows from the project")
    parser.add_argument("--workers", type=int, help="that train together")
    parser.add_argument("--cpus", type=int, help="of each worker")
    parser.add_argument("--gpus", type=float, help="of each worker")
    parser.add_argument("--folder", type=Path, default=beside, help="where all machines see the exported folder")
    given = parser.parse_args()
    # Ray changes the current folder.
    handed = Handed(given.folder.absolute()) if given.folder != beside else Handed(None)
    said = {key: value for key, value in vars(given).items() if value is not None and key != "folder"}
    settings = {**handed.settings, **said}
    if settings["storage"] and "://" not in settings["storage"]:
        settings["storage"] = str(Path(settings["storage"]).absolute())
    settings.setdefault("name", f"run-{_digest(handed)}")
    return handed, settings


def _digest(handed: Handed) -> str:
    """Of what is to be trained on what: the same project goes on, another one begins."""
    digest = hashlib.sha256((handed.folder / "plan.json").read_bytes())
    for part in handed.parts:
        digest.update((handed.folder / "images" / part).read_bytes())
    return digest.hexdigest()[:12]


def _wait_for_room(settings: dict) -> None:
    """Ray says nothing while a job waits for machines that are not there."""
    workers, begin, last = settings["workers"], time.monotonic(), 0.0
    while (there := _room(settings)) < workers:
        waited = time.monotonic() - begin
        says = f"waiting for {workers} workers of {settings['cpus']} processors and {settings['gpus']:g} GPUs each; the cluster has room for {there}"
        if waited > LONGEST_WAIT:
            raise JobFailed("cluster-too-small", f"After {LONGEST_WAIT // 60} minutes still {says}.")
        if last == 0 or waited - last > 60:
            last = max(waited, 1e-9)
            print_event({"event": "warning", "code": "cluster-too-small", "message": f"{says[0].upper()}{says[1:]}."})
        time.sleep(2)


def _room(settings: dict) -> int:
    """How many workers the machines of the cluster have room for, whether they are busy or not."""
    count = 0
    for node in ray.nodes():
        if not node["Alive"]:
            continue
        has = node["Resources"]
        fits = [has.get("CPU", 0) // settings["cpus"]]
        if settings["gpus"] > 0:
            fits.append(has.get("GPU", 0) // settings["gpus"])
        count += int(min(fits))
    return count


def _first_of_each_space(handed: Handed) -> list[tuple[int, dict]]:
    """The phases, by their numbers, whose frozen layers no earlier phase has."""
    spaces: dict[str, tuple[int, dict]] = {}
    for number, phase in enumerate(handed.plan["phases"], 1):
        spaces.setdefault(Space(handed, phase).name, (number, phase))
    return list(spaces.values())


def _make_features(handed: Handed, number: int, phase: dict, storage: Storage, settings: dict) -> None:
    """Makes what is not there yet, a part of the list at a time on any of the machines."""
    begin, space = time.monotonic(), Space(handed, phase)
    sizes = {part: len(handed.images(part)) for part in handed.parts}
    missing = [part for part in sizes if not storage.has(space.file(part))]
    total = sum(sizes[part] for part in missing)
    progress, done = Progress("frozen prefix", total), 0
    if missing:
        ray.data.DataContext.get_current().enable_progress_bars = False
        arguments = {"handed": handed, "phase": phase, "place": settings["storage"], "cpus": settings["cpus"]}
        made = ray.data.from_items(
            [{"part": part} for part in missing], override_num_blocks=len(missing)
        ).map_batches(
            FeatureMaker,
            fn_constructor_kwargs=arguments,
            batch_size=1,
            compute=ray.data.ActorPoolStrategy(size=min(settings["workers"], len(missing))),
            num_cpus=settings["cpus"],
            num_gpus=settings["gpus"] or None,
        )
        for row in made.iter_rows():
            if row["failure"]:
                raise JobFailed(*json.loads(row["failure"]))
            done += int(row["images"])
            progress.reached(done)
    _tell_left_out(space, storage, sizes)
    all_images = sum(sizes.values())
    print_event(
        {
            **{"event": "cache", "phase": number, "cut": phase["cut"], "reused": all_images - total, "computed": total},
            **{"decoded": total, "bytes": all_images * space.row_bytes, "seconds": time.monotonic() - begin},
            **({} if phase["isPixels"] else {"engine": engine_name()}),
        }
    )


def _tell_left_out(space: Space, storage: Storage, sizes: dict[str, int]) -> None:
    left_out = [image for part in sizes for image in space.left_out(part, storage)]
    if not left_out:
        return
    named = ", ".join(f"{image['file']} ({image['reason']})" for image in left_out[:5])
    more = f" and {len(left_out) - 5} more" if len(left_out) > 5 else ""
    which = f"{len(left_out)} of {sum(sizes.values())} images can't be read: {named}{more}."
    if len(left_out) > MOST_UNREADABLE * sum(sizes.values()):
        raise JobFailed("unreadable-images", f"{which} Repair or remove them; at most 5 % may be left out.")
    event = {"event": "warning", "code": "unreadable-images", "message": f"{which} They are left out."}
    print_event({**event, "images": left_out[:10_000]})


def _train(handed: Handed, settings: dict) -> None:
    """One trainer for all phases: each takes a minute to start."""
    from ray.train.tensorflow import TensorflowTrainer

    from .fit import train

    relay = Relay()
    config = {key: settings[key] for key in ("storage", "name", "cpus", "reportSeconds")}
    resources = {"CPU": settings["cpus"], **({"GPU": settings["gpus"]} if settings["gpus"] > 0 else {})}
    trainer = TensorflowTrainer(
        train,
        train_loop_config={**config, "handed": handed, "mailbox": relay.mailbox},
        scaling_config=ray.train.ScalingConfig(
            num_workers=settings["workers"], use_gpu=settings["gpus"] > 0, resources_per_worker=resources
        ),
        run_config=ray.train.RunConfig(
            name="train",
            storage_path=f"{settings['storage'].rstrip('/')}/{settings['name']}",
            failure_config=ray.train.FailureConfig(max_failures=MOST_FAILURES),
            checkpoint_config=ray.train.CheckpointConfig(num_to_keep=2),
        ),
    )
    try:
        trainer.fit()
    except ray.train.TrainingFailedError as error:
        reason = str(error).strip().splitlines()
        raise JobFailed("training-failed", f"Training ended on the cluster: {reason[-1] if reason else error!r}") from None
    finally:
        relay.close()
    if relay.failure is not None:
        # It has been told.
        raise JobFailed(relay.failure["code"], "")


if __name__ == "__main__":
    sys.exit(main())
