"""One trainer for all phases, on as many workers as the job has: each trainer takes a good part of a minute to start."""

import json
import os
import socket

import ray
import ray.train
from ray.train.backend import Backend, BackendConfig
from ray.train.v2.api.data_parallel_trainer import DataParallelTrainer

from .events import JobFailed
from .formats import Handed, Storage
from .relay import LostWorkers, Relay

# Workers that are lost so often have another reason than the cluster.
MOST_FAILURES = 3


def train_together(handed: Handed, settings: dict, storage: Storage, own: dict[str, str]) -> None:
    """
    Trains until the result is in the storage, on from the last checkpoint that is there.

    :param own: the run's own files of outputs, by the names of those that all runs share
    :raises JobFailed:
    """
    relay = Relay()
    config = {key: settings[key] for key in ("storage", "name", "cpus", "gpus", "reportSeconds")}
    resources = {"CPU": settings["cpus"], **({"GPU": settings["gpus"]} if settings["gpus"] > 0 else {})}
    trainer = DataParallelTrainer(
        _train,
        train_loop_config={**config, "handed": handed, "own": own, "mailbox": relay.mailbox},
        backend_config=MeetingConfig(),
        scaling_config=ray.train.ScalingConfig(
            num_workers=settings["workers"], use_gpu=settings["gpus"] > 0, resources_per_worker=resources
        ),
        run_config=ray.train.RunConfig(
            name="train",
            # As all else is read and written there: by an address Ray would look for its own way.
            storage_path=f"{storage.root}/{settings['name']}",
            storage_filesystem=storage.files,
            failure_config=ray.train.FailureConfig(max_failures=MOST_FAILURES),
            checkpoint_config=ray.train.CheckpointConfig(num_to_keep=2),
            callbacks=[LostWorkers(relay.mailbox)],
        ),
    )
    try:
        trainer.fit()
    except ray.train.TrainingFailedError as error:
        if isinstance(getattr(error, "controller_failure", None), JobFailed):
            raise error.controller_failure from None
        reason = str(error).strip().splitlines()
        raise JobFailed("training-failed", f"Training ended on the cluster: {reason[-1] if reason else error!r}") from None
    finally:
        relay.close()


def _train(config: dict) -> None:
    # Here, for TensorFlow takes seconds to load, and only workers need it.
    from .fit import train

    train(config)


class Meeting(Backend):
    """
    Tells each worker where all of them are, in the words of TensorFlow's environment variable. Ray's own for TensorFlow loads
    that into the driver and the controller as well.
    """

    def on_start(self, worker_group, backend_config: BackendConfig) -> None:
        addresses = worker_group.execute(_free_address)
        ray.get(
            [
                worker_group.execute_single_async(rank, _meet, addresses, rank)
                for rank in range(len(worker_group))
            ]
        )


class MeetingConfig(BackendConfig):
    @property
    def backend_cls(self) -> type[Backend]:
        return Meeting


def _free_address() -> str:
    with socket.socket() as listener:
        listener.bind(("", 0))
        return f"{ray.util.get_node_ip_address()}:{listener.getsockname()[1]}"


def _meet(addresses: list[str], rank: int) -> None:
    task = {"type": "worker", "index": rank}
    os.environ["TF_CONFIG"] = json.dumps({"cluster": {"worker": addresses}, "task": task})
