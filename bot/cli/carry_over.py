"""What version 0.1.0 wrote, carried over once: fields get bound to their places, chains of entries sealed with the key.

That nothing is left of it is noted with the keys, from when on nothing like it is taken any more: whoever can write the
database could put it there.
"""

from __future__ import annotations

from bot.adapters.cipher import PlaceCipher, usable_keys
from bot.adapters.keys import key_file_is_new, keys_source, read_keys, write_keys
from bot.cli.new_seals import complain_of, reseal_all
from bot.cli.parser import Say
from bot.db.ledger_seals import seal_old_chains
from bot.db.store import open_store
from bot.receiving.lock import somebody_receives
from bot.settings import Settings


async def carry_over(settings: Settings, *, say: Say, complain: Say) -> bool:
    """Carry over what there is; return whether nothing of 0.1.0 is left, or taken. Can be broken off and run again."""
    if key_file_is_new(settings):
        return True  # there is nothing of which we could have the key
    keys = usable_keys(settings)
    if keys.bound:
        return True
    async with open_store(settings) as store:
        if await somebody_receives(store.engine):
            complain(
                "a process is running on this database: what version 0.1.0 sealed is still taken. Stop it, then run"
                " `python -m bot migrate`."
            )
            return False
        chains = await seal_old_chains(store.engine, keys.chain_key)
        found = await reseal_all(store.engine, PlaceCipher(keys), only_old=True)
    if found.renewed or chains:
        say(f"{found.renewed} fields were bound to their places, the ledgers of {chains} loans sealed.")
    complain_of(found, keys_source(settings), complain)
    if found.unreadable:
        complain(
            "What version 0.1.0 sealed is still taken until the missing key is there: then migrate again."
        )
        return False
    if settings.field_keys is not None:
        say(
            "Nothing is left that version 0.1.0 sealed: set FIELDS_BOUND=true, so that nothing like it is taken."
        )
        return False
    write_keys(settings, read_keys(settings).all_bound())
    return True
