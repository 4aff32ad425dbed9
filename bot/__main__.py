"""`python -m bot`, and `fenqi` where it is installed."""

from typing import NoReturn

from bot import gc_tuning


def main() -> NoReturn:
    gc_tuning.starting()
    from bot.cli.parser import main_of_process  # the first of the many modules that are made from here on

    main_of_process()


if __name__ == "__main__":
    main()
