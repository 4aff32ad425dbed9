"""Whether the books agree with themselves: each invariant over the whole database, each breach named.

Only reads, through nothing that posts: an error in posting must not hide itself.
"""
