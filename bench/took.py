"""What a piece of a script took, as the benchmark takes it: seconds, of all processors too, and the process's peak memory."""
import json
import resource
import sys
import time


class Took:
    def __init__(self) -> None:
        self.start, self.used = time.perf_counter(), self.processor_seconds()

    @staticmethod
    def processor_seconds() -> float:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime

    def tell(self) -> None:
        seconds, processor = time.perf_counter() - self.start, self.processor_seconds() - self.used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        print(json.dumps({"seconds": seconds, "processorSeconds": processor, "peakBytes": peak}))
