"""A worker of incoming mail in a process of its own, for tests that pull its servers out of the wall.

python -m tests.inbound_mail.worker: runs the two tasks one after the other, as beat and Celery do, until it is told to
end. A task that fails is logged and run again, whatever failed.
"""

from __future__ import annotations

import logging
import signal
import sys
import time

import django

PAUSE_SECONDS = 0.02


def main() -> None:
    """Work until SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    django.setup()
    from django.db import connections

    from inbound_mail.tasks import fetch_mailboxes, process_waiting

    while True:
        for task in (fetch_mailboxes, process_waiting):
            try:
                task()
            except Exception:
                logging.getLogger(__name__).warning("%s failed", task.name, exc_info=True)
                connections.close_all()
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
