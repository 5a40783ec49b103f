"""Whether a machine has installed what the project was made for. Loads none of it."""

import re
from functools import cache
from importlib import metadata

from .events import JobFailed

# What computes, and what is called by names that change between versions; of these the first two numbers count.
COMPARED = ("ray", "tensorflow", "keras", "pyvips")

INSTALL = "Install what requirements.txt says on every machine of the cluster."


def require_versions(requirements: str) -> None:
    """
    Compares what is installed here with what is pinned.

    :param requirements: the text of requirements.txt
    :raises JobFailed: `versions-differ`, by the names of all that differ
    """
    pinned = dict(re.findall(r"^([\w-]+)(?:\[[\w,-]+\])?==(\S+)", requirements, re.MULTILINE))
    here = {name: installed_version(name) for name in COMPARED}
    differ = [name for name in COMPARED if _family(here[name]) != _family(pinned.get(name))]
    if not differ:
        return
    has = " and ".join(f"{name} {here[name]}" if here[name] else f"no {name}" for name in differ)
    wanted = " and ".join(f"{name} {pinned.get(name)}" for name in differ)
    raise JobFailed("versions-differ", f"This machine has {has}, and the project is made for {wanted}. {INSTALL}")


@cache
def installed_version(name: str) -> str | None:
    """Of a package, or of the same without what it needs for GPUs; None where it is not installed."""
    for package in (name, f"{name}-cpu"):
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return None


def engine_name() -> str:
    """What computes here, for keys and reports."""
    return f"ray keras {installed_version('keras')} tensorflow {installed_version('tensorflow')}"


def _family(version: str | None) -> list[str] | None:
    """The first two numbers."""
    return version.split(".")[:2] if version else None
