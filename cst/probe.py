"""Container health check of the web server: asks /health/ready/ as the reverse proxy would. Exit code 0 or 1."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Ask the web server of this container; what it answered goes to stdout."""
    port = os.environ.get("PORT", "8000")
    hosts = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/health/ready/",
        headers={"Host": hosts[0].strip().lstrip("."), "X-Forwarded-Proto": "https"},
    )
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310
            print(answer.read().decode())
            return 0
    except urllib.error.HTTPError as error:
        print(error.read().decode(errors="replace")[:500])
    except OSError as error:
        print(error)
    return 1


if __name__ == "__main__":
    sys.exit(main())
