"""The conversation: an Update in, a Reply out.

A handler parses what came into a typed request, calls one service, and lets a view make the Reply. No query, no
arithmetic and no decision about money here; no text outside the catalogue.

A package a feature; `ui` is what all of them are made of, `buttons` the places they lead to. `features` lists what they
offer, `commands` what stands in the menu, `intents` reads plain words, and `registry` puts all of it in order.
"""
