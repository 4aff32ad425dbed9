"""Background tasks that are kept going: one that fails is said, counted and begun again; one that cannot be kept going
ends the process, for whoever looks after it to start again (docs/reliability.md).

Lives here: what a `failure` is, one `task` made of rounds, and the `supervisor` of a process. May not live here: what a
task does.
"""
