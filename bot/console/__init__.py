"""The console (后台): pages for the shop's people, made on the server, without a script.

Lives here: pages, their frame, and how a request becomes a visit of somebody who is signed in. May not live here: a right, a
rule about money, a query: what a page shows is read by a service, and what it does is done by one. An answer that has not
gone through `bot/console/gate.py` has neither the headers nor the rights of one.
"""
