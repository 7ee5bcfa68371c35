"""Whole processes in rotation: A B C A B C …, so that a drift of the machine hits all alike."""
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field


@dataclass
class Job:
    """A command and the bytes of text that it is given."""

    name: str
    argv: list
    size: int
    env: dict = field(default_factory=dict)
    cpu: list = field(default_factory=list)
    wall: list = field(default_factory=list)

    def once(self):
        """Runs it: processor seconds (user and system) and wall seconds."""
        null = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
        start = time.monotonic()
        pid = os.posix_spawnp(self.argv[0], [str(part) for part in self.argv], {**os.environ, **self.env},
                              file_actions=null)
        _, status, used = os.wait4(pid, 0)
        wall = time.monotonic() - start
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"{self.name}: exit code {os.waitstatus_to_exitcode(status)}")
        return used.ru_utime + used.ru_stime, wall

    def rates(self):
        """Bytes per processor second of each round."""
        return [self.size / max(cpu, 1e-6) for cpu in self.cpu]

    def rate(self):
        """Megabytes (10^6 bytes) per processor second, the median."""
        return statistics.median(self.rates()) / 1e6


def peak(job):
    """Most memory of one run, in MiB.

    A process begins with the peak of the one that starts it. So a Python that holds nothing starts it; what is
    below its some 10 MiB cannot be seen.
    """
    lines = ("import os, sys; null = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]",
             "pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=null)",
             "_, status, used = os.wait4(pid, 0); print(used.ru_maxrss); sys.exit(status != 0)")
    run = subprocess.run([sys.executable, "-ISc", "\n".join(lines), *map(str, job.argv)], stdout=subprocess.PIPE, check=True)
    return int(run.stdout) / 1024


def rotate(jobs, rounds):
    """Runs every job once in each round; before them once for the caches, which does not count."""
    for at in range(-1, rounds):
        for job in jobs:
            cpu, wall = job.once()
            if at >= 0:
                job.cpu.append(cpu)
                job.wall.append(wall)
    return jobs


def against(job, other, by=Job.rates):
    """The median over the rounds of one job's figure over another's in the same round."""
    return statistics.median(a / b for a, b in zip(by(job), by(other)))
