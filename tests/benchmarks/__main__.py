"""`python -m tests.benchmarks`: run every benchmark in this package and print its table."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.benchmarks as package


def main() -> int:
    names = [module.name for module in pkgutil.iter_modules(package.__path__) if module.name != "__main__"]
    for name in names:
        importlib.import_module(f"{package.__name__}.{name}").main()
    if not names:
        sys.stdout.write("There are no benchmarks yet.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
