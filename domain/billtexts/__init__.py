"""What a text says about a bill of anyone's: forwarded messages of banks and lenders, and the customer's own sentence.

    plain (one width, one script; what must never be kept is blanked out) -> numbers, days, senders -> messages, sentences

Pure: no database, no network and no clock; the day it is read on is an argument. What a sender calls things is data
(`senders.toml`). An
amount is never guessed: what is not plain stays None and is named as something to ask.
"""
