"""Cards of two kinds: photos of ID cards, read on this machine (`reader`, with a `worker` process for each photo), and bank
cards, bound at the gateway that charges them (`vault`). Behind `domain.identity.ports.CardReader` and
`domain.autopay.ports.CardVault`.

May not live here: what a card means and whether it is believed (domain/identity, domain/autopay). No photo and no card
number is kept, or in a log.
"""
