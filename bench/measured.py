"""Runs a program to its end and measures it with all that it starts and waits for.

Usage: measured.py FACTS.json PROGRAM ARGUMENT…; writes {"seconds", "processorSeconds", "peakBytes": the largest resident
memory of any of the processes} and ends with the program's own status.
"""
import json
import resource
import subprocess
import sys
import time

start = time.perf_counter()
status = subprocess.run(sys.argv[2:]).returncode
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
facts = {
    "seconds": seconds,
    "processorSeconds": used.ru_utime + used.ru_stime,
    "peakBytes": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
}
with open(sys.argv[1], "w") as file:
    json.dump(facts, file)
sys.exit(status if status >= 0 else 1)
