"""Prints the benchmarks beside their goals: python -m benchmarks --help."""

import sys

from benchmarks.menu import main

sys.exit(main())
