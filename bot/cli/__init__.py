"""The command line `python -m bot COMMAND`: one module, or package, a command.

Lives here: what each command is given and says, and the exit code it ends with; `parser` has their list and what they
share. A module is loaded when its command is asked for, so it imports at its top whatever it needs, and no command
needs another's. May not live here: a rule, a query, a sentence that a customer reads.
"""
