"""The outside world behind the domain's ports: one module, or package, a counterpart, real ones and the sandbox's.

May not live here: a rule, or a text; nothing of a vendor's types comes out of a module.
"""
