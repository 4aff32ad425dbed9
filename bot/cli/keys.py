"""`python -m bot keys rotate` and `keys prune`: a new key for personal data, and an end for the old ones.

Rotating puts a new key in front and seals every field anew, while the assistant may go on: processes that run find the new
key in the file when they meet it, and what they still seal with the old one stays readable. Once they were started
again, pruning seals the rest anew and takes the old keys away. Each can be broken off and run again.
"""

from __future__ import annotations

from argparse import Namespace

from cryptography.fernet import Fernet

from bot.adapters.cipher import PlaceCipher, make_cipher
from bot.adapters.keys import key_file_is_new, keys_source, read_keys, write_keys
from bot.cli.carry_over import carry_over
from bot.cli.new_seals import Resealed, complain_of, reseal_all
from bot.cli.parser import (
    DONE,
    FAILED,
    WRONG,
    Commands,
    Say,
    add_action,
    add_group,
    complain,
    say,
    settings_of,
    until_done,
)
from bot.db.key_canary import require_own_keys
from bot.db.store import open_store
from bot.settings import Settings


def add_parser(commands: Commands) -> None:
    actions = add_group(commands, "keys")
    add_action(
        actions, "rotate", run, "put a new key in front and seal every field anew; the assistant may go on"
    )
    add_action(actions, "prune", run, "seal the rest anew and take the old keys away, after a new start")


def run(options: Namespace) -> int:
    work = rotate if options.action == "rotate" else prune
    return until_done(work(settings_of(options), say=say, complain=complain))


async def rotate(settings: Settings, *, say: Say, complain: Say) -> int:
    """Answers the exit code."""
    if _has_no_keys(settings, complain):
        return WRONG
    await _require_own(settings)
    await carry_over(settings, say=say, complain=complain)
    if settings.field_keys is None:
        make_cipher(settings)  # the file is usable
        write_keys(settings, read_keys(settings).with_newest(Fernet.generate_key().decode()))
    found = await _reseal_all(settings)
    if _says_unreadable(found, settings, complain):
        return FAILED
    say(
        f"{found.renewed} fields were sealed anew; every field that opens in its place is under the newest"
        f" key of {keys_source(settings)}."
    )
    if settings.field_keys is None:
        say(
            "Keep a copy of the file. Start running processes again, then take the old keys away: keys prune."
        )
    else:
        say(
            "Once running processes were started again with these FIELD_KEYS, run this once more; then the older keys can be"
            " taken out. Set LOOKUP_KEY to the oldest of them first: hashes for look-up hang on it."
        )
    return DONE


async def prune(settings: Settings, *, say: Say, complain: Say) -> int:
    if _has_no_keys(settings, complain):
        return WRONG
    if settings.field_keys is not None:
        complain("the keys are in FIELD_KEYS: take the older ones out there, after `keys rotate`.")
        return WRONG
    await _require_own(settings)
    found = await _reseal_all(settings)
    if _says_unreadable(found, settings, complain):
        return FAILED
    keys = read_keys(settings)
    write_keys(settings, keys.newest_only())
    say(
        f"{found.renewed} fields were sealed anew, {len(keys.fields) - 1} old keys were taken out of the file."
    )
    return DONE


def _has_no_keys(settings: Settings, complain: Say) -> bool:
    if not key_file_is_new(settings):
        return False
    complain(f"there is no key file in {settings.data_dir} and no FIELD_KEYS: nothing to rotate.")
    return True


def _says_unreadable(found: Resealed, settings: Settings, complain: Say) -> bool:
    """Name what could not be sealed anew; return whether a key is missing, so that none may be taken away. Of what is not in
    its place no key would help.
    """
    complain_of(found, keys_source(settings), complain)
    if found.unreadable:
        complain("No key was taken away. Put the missing key behind the others and run this again.")
    return bool(found.unreadable)


async def _require_own(settings: Settings) -> None:
    """Require that the database can be reached and the keys are its own, before the file is touched."""
    async with open_store(settings) as store:
        await require_own_keys(store.engine, settings)


async def _reseal_all(settings: Settings) -> Resealed:
    async with open_store(settings) as store:
        return await reseal_all(store.engine, PlaceCipher(read_keys(settings)))
