"""`python -m bot`."""

from bot import gc_tuning

if __name__ == "__main__":
    gc_tuning.starting()
    from bot.cli.parser import main_of_process  # the first of the many modules that are made from here on

    main_of_process()
