"""Where a job stands."""

from .formats import Tensors


class State:
    """Where a job stands, in the words of a run's own checkpoint (`src/train/run/checkpoint.ts`)."""

    def __init__(self, json: dict, tensors: Tensors) -> None:
        self.json, self.tensors = json, tensors

    @property
    def is_over(self) -> bool:
        """Whether the start at hand has its outcome, so that no other is called for."""
        return any(outcome["start"] == self.json["start"] for outcome in self.json["outcomes"])

    def end_start(self) -> dict:
        """Makes an outcome of the best weights of all phases of the start at hand, and returns it."""
        outcome = {"start": self.json["start"], **self.json["best"]}
        self.replace(f"outcome{len(self.json['outcomes'])}", self.group("carried"))
        self.replace("carried", {})
        self.json["outcomes"].append(outcome)
        self.json.update({"phase": 0, "best": None})
        return outcome

    def group(self, name: str) -> Tensors:
        return {key.split(":", 1)[1]: values for key, values in self.tensors.items() if key.startswith(f"{name}:")}

    def replace(self, name: str, tensors: Tensors) -> None:
        kept = {key: values for key, values in self.tensors.items() if not key.startswith(f"{name}:")}
        self.tensors = {**kept, **{f"{name}:{key}": values for key, values in tensors.items()}}


def beginning(start: str) -> State:
    """:param start: `pretrained` or `random`"""
    nothing = {"best": None, "progress": None, "recomputed": None, "run": ""}
    return State({**nothing, "outcomes": [], "start": start, "phase": 0, "epochs": []}, {})
