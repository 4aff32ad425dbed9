"""`python -m bot`."""

import sys

from bot import gc_tuning

if __name__ == "__main__":
    gc_tuning.starting()
    from bot.cli.parser import main  # the first of the many modules that are made from here on

    sys.exit(main())
