"""The catalog file: reading what an operator wrote in TOML and saying exactly where it is wrong.

Lives here: the file's grammar (each table a model whose fields are its keys, with their ranges and references), the
place of every problem, and the pictures the file names. May not live here: what is done with a good catalog
(`domain.catalog.importer`), and any rule about money beyond "this key does not go with that one".
"""

from bot.catalog_file.context import Finding, PlanCheck
from bot.catalog_file.pictures import read_pictures
from bot.catalog_file.problems import CatalogFileError, Problem
from bot.catalog_file.reader import LoadedCatalog, load_catalog, read_catalog

__all__ = [
    "CatalogFileError",
    "Finding",
    "LoadedCatalog",
    "PlanCheck",
    "Problem",
    "load_catalog",
    "read_catalog",
    "read_pictures",
]
