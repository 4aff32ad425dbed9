"""The outside world behind the domain's ports: one module per counterpart, real ones and the sandbox's.

No rule and no text here; nothing of a vendor's types comes out of a module.
"""
