"""`python -m tests.benchmarks [NAME …]`: run the benchmarks of this package, or those named, and print their tables."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.benchmarks as package


def main() -> int:
    found = (module.name for module in pkgutil.iter_modules(package.__path__) if not module.ispkg)
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in found if name != "__main__"]
    chosen = sys.argv[1:]
    for module in modules:
        name = module.__name__.rsplit(".", 1)[1]
        if getattr(module, "MEASURES", False) and (not chosen or name in chosen):
            module.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
