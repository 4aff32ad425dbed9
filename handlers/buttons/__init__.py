"""Every place one can go by a tap, one module a feature: the site map.

Only what a button means and carries stands here. What happens is the handlers' affair, how it looks the views'; all of them
link anywhere through these modules, so these import no feature.
"""
