#!/usr/bin/env python
"""Every administrative command of the CST; in development the databases start and stop with it."""

import os
import sys

from cst.embedded import databases


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cst.settings")
    with databases.for_command(sys.argv[1:]):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
