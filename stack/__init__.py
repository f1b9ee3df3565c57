"""What runs under the services on a machine without containers: Kafka, Redis, an object store and a supervisor.

`setup` fetches what is missing, `up` starts everything and waits until it answers, `down` leaves no process behind;
`status` and `doctor` look. The `tarn` launcher has made the virtual environment before any of this is imported.
"""

from stack.doctor import disks, doctor
from stack.foreground import up_in_foreground
from stack.java import spark_environment
from stack.lifecycle import Options, count, down, named, running, start, stop, up
from stack.packages import install, setup
from stack.status import Status, Verdict, status, verdict, verify

__all__ = [
    "Options",
    "Status",
    "Verdict",
    "count",
    "disks",
    "doctor",
    "down",
    "install",
    "named",
    "running",
    "setup",
    "spark_environment",
    "start",
    "status",
    "stop",
    "up",
    "up_in_foreground",
    "verdict",
    "verify",
]
