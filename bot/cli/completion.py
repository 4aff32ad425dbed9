"""`fenqi completion bash|zsh`: what the shell completes commands, actions, options and their values with."""

from __future__ import annotations

import argparse
import shlex
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from string import Template

from bot.cli.parser import COMMANDS, DONE, INSTALLED_AS, Commands, build_parser, say, summary_of
from domain.value import Value

# `$place`: the command and the action that were typed, a colon before each. Where nothing fits, a file may be meant.
_BASH = Template("""\
_$program() {
    local typed=$${COMP_WORDS[COMP_CWORD]} before=$${COMP_WORDS[COMP_CWORD-1]} place= here= word
    for word in "$${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case "$$place $$word" in
$steps
        esac
    done
    case "$$place $$before" in
$values
        *) case "$$place" in
$words
        esac ;;
    esac
    COMPREPLY=($$(compgen -W "$$here" -- "$$typed"))
}
complete -o bashdefault -o default -F _$program $program
""")
_ZSH = Template("""\
#compdef $program
_$program() {
    local before=$${words[CURRENT-1]} place= word
    local -a here
    for word in "$${(@)words[2,CURRENT-1]}"; do
        case "$$place $$word" in
$steps
        esac
    done
    case "$$place $$before" in
$values
        *) case "$$place" in
$words
        esac ;;
    esac
    _describe -V $program here || _files
}
if [ "$$funcstack[1]" = _$program ]; then _$program "$$@"; else compdef _$program $program; fi
""")


class Level(Value):
    """What may come next, with what it does: actions and options. `values`: of the options that have a few only."""

    words: Mapping[str, str]
    actions: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser(
        "completion",
        help=summary_of("completion"),
        description=f"Print the script: `source <({INSTALLED_AS} completion bash)`, or zsh, in the shell's own start file.",
    )
    parser.add_argument("shell", choices=("bash", "zsh"))
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    say((bash_script if options.shell == "bash" else zsh_script)(levels()).rstrip())
    return DONE


def levels() -> dict[str, Level]:
    """Return every place there is, `` for the beginning and `:catalog:import` for an action of a command."""
    found = {"": _level(build_parser([]))}
    for command in COMMANDS:
        whole = _sub_parsers(build_parser([command.name]))
        found |= _levels_from(f":{command.name}", whole[command.name])
    return found


def bash_script(places: Mapping[str, Level]) -> str:
    return _script(_BASH, places, lambda words: f"here={shlex.quote(' '.join(words))}")


def zsh_script(places: Mapping[str, Level]) -> str:
    def described(words: Mapping[str, str]) -> str:
        return f"here=({' '.join(shlex.quote(f'{word}:{said}' if said else word) for word, said in words.items())})"

    return _script(_ZSH, places, described)


def _script(
    template: Template, places: Mapping[str, Level], offered: Callable[[Mapping[str, str]], str]
) -> str:
    indent = " " * 8
    steps, values, words = [], [], []
    for place, level in places.items():
        words.append(f"{indent}{shlex.quote(place)}) {offered(level.words)} ;;")
        steps += [
            f"{indent}{shlex.quote(f'{place} {action}')}) place={place}:{action} ;;"
            for action in level.actions
        ]
        values += [
            f"{indent}{shlex.quote(f'{place} {option}')}) {offered(dict.fromkeys(some, ''))} ;;"
            for option, some in level.values.items()
        ]
    return template.substitute(
        program=INSTALLED_AS, steps="\n".join(steps), values="\n".join(values), words="\n".join(words)
    )


def _levels_from(place: str, parser: ArgumentParser) -> Iterator[tuple[str, Level]]:
    yield place, _level(parser)
    for name, below in _sub_parsers(parser).items():
        yield from _levels_from(f"{place}:{name}", below)


def _level(parser: ArgumentParser) -> Level:
    words: dict[str, str] = {}
    values: dict[str, tuple[str, ...]] = {}
    for action in parser._actions:
        few = tuple(map(str, action.choices)) if isinstance(action.choices, (tuple, list)) else ()
        if isinstance(action, argparse._SubParsersAction):
            words |= {known.dest: _said(parser, known) for known in action._choices_actions}
        elif action.option_strings:
            words |= dict.fromkeys(action.option_strings, _said(parser, action))
            values |= {option: few for option in action.option_strings if few}
        else:
            words |= dict.fromkeys(few, "")
    return Level(words, tuple(_sub_parsers(parser)), values)


def _sub_parsers(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _said(parser: ArgumentParser, action: argparse.Action) -> str:
    if not action.help or action.help == argparse.SUPPRESS:
        return ""
    return " ".join((action.help % {**vars(action), "prog": parser.prog}).split())
