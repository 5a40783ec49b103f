"""Has the outputs of the frozen layers made: by actors on any of the machines, each of which is given one part after the other."""

from collections import Counter, deque
from collections.abc import Iterator

import ray

from .events import JobFailed, print_event
from .features import FeatureMaker, Made
from .formats import Handed

# Actors that are lost so often on one part have another reason than the cluster.
MOST_LOST = 3


def make_parts(parts: list[str], arguments: dict, actors: int) -> Iterator[Made]:
    """
    What is made of each part, in whatever order they are done. A part whose actor is lost is given to another.

    :param arguments: of `FeatureMaker`
    :param actors: how many there are at most
    :raises JobFailed: what an actor raises; `part-lost` where too many were lost on one part
    """
    maker = ray.remote(FeatureMaker).options(
        num_cpus=arguments["cpus"], num_gpus=arguments["gpus"], max_restarts=0, max_task_retries=0
    )
    waiting, lost = deque(parts), Counter[str | None]()
    # What each actor is at, beside it; None while it begins.
    under_way: dict[ray.ObjectRef, tuple[ray.actor.ActorHandle, str | None]] = {}

    def begin() -> None:
        actor = maker.remote(**arguments)
        under_way[actor.__ray_ready__.remote()] = actor, None

    for _ in range(min(actors, len(parts))):
        begin()
    while waiting or any(part is not None for _, part in under_way.values()):
        [done], _ = ray.wait(list(under_way))
        actor, part = under_way.pop(done)
        try:
            made = ray.get(done)
        except ray.exceptions.RayTaskError as error:
            # What it says by itself; anything else is a fault of the programs, told by its trace.
            raise error.cause if isinstance(error.cause, JobFailed) else error from None
        except ray.exceptions.RayError as error:
            # One that is only out of reach would go on.
            ray.kill(actor)
            lost[part] += 1
            _tell_lost(arguments["handed"], part, lost[part], error)
            if part is not None:
                waiting.append(part)
            begin()
            continue
        if part is None:
            del lost[None]
        else:
            yield made
        # One that has nothing to do any more is let go, and ends.
        if waiting:
            part = waiting.popleft()
            under_way[actor.make.remote(part)] = actor, part


def _tell_lost(handed: Handed, part: str | None, times: int, error: ray.exceptions.RayError) -> None:
    [said, *_] = str(error).strip().splitlines() or [repr(error)]
    if part is None:
        of, what = "A process that computes the frozen layers", "has not begun"
    else:
        files = handed.table(part, ["file"])["file"]
        of, what = f"The process that computes the frozen layers for {files[0]} to {files[-1]}, {part},", "was lost"
    if times > MOST_LOST:
        remedy = (
            "Most often it wants more memory: give each worker more, or take fewer on a machine. Else a picture among them may end "
            "it: take half of them out, and see which half it is in."
        )
        raise JobFailed("part-lost", f"{of} {what}, {times} times. Ray says: {said} {remedy}")
    message = f"{of} {what}. Another one begins anew, {MOST_LOST} times at most. Ray says: {said}"
    print_event({"event": "warning", "code": "worker-lost", "message": message})
