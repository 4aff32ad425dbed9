"""From a path to a catalog: the file is read, parsed and checked as a whole; all problems come together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.catalog_file.lender_sections import read_institution
from bot.catalog_file.lines import Lines
from bot.catalog_file.plan_section import read_plan
from bot.catalog_file.problems import CatalogFileError, Problem, Report, Spot, in_file_order
from bot.catalog_file.references import Ids
from bot.catalog_file.shop_sections import read_category, read_product
from bot.catalog_file.table import Table, tables_of
from bot.catalog_file.toml_text import parse_toml, read_text
from bot.catalog_file.values import shown, suggestion
from domain.catalog.specs import CatalogSpec
from domain.terms import InstitutionSpec, PlanSpec

SECTIONS = ("categories", "products", "institutions", "plans")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has to say about a plan: a reason to refuse the file, or only a warning."""

    message: str
    refuses: bool


PlanCheck = Callable[[InstitutionSpec, PlanSpec], Finding | None]


@dataclass(frozen=True, slots=True)
class LoadedCatalog:
    spec: CatalogSpec
    warnings: tuple[Problem, ...]


def read_catalog(path: Path, plan_check: PlanCheck | None = None) -> CatalogSpec:
    """The catalog in `path`. Raises CatalogFileError with every problem of the file."""
    return load_catalog(path, plan_check).spec


def load_catalog(path: Path, plan_check: PlanCheck | None = None) -> LoadedCatalog:
    """The catalog in `path` with its warnings. Raises CatalogFileError with every problem of the file.

    `plan_check` is asked about each plan whose keys and lender are in order, so that a rule about money (a
    ceiling of the annual rate) is reported in the same list and with the same places.
    """
    text = read_text(path)
    document = parse_toml(path, text)
    report = Report(Lines(text))
    spec = _Reader(document, report, path.parent, plan_check).read()
    if report.problems:
        raise CatalogFileError(path, in_file_order(report.problems))
    return LoadedCatalog(spec, in_file_order(report.warnings))


class _Reader:
    """One pass over the document, section by section: a section only refers to those before it."""

    def __init__(
        self, document: dict[str, object], report: Report, folder: Path, plan_check: PlanCheck | None
    ) -> None:
        self._document = document
        self._report = report
        self._folder = folder
        self._plan_check = plan_check
        self._category_ids = Ids("categories", "category", report)
        self._product_ids = Ids("products", "product", report)
        self._institution_ids = Ids("institutions", "institution", report)
        self._plan_ids = Ids("plans", "plan", report)

    def read(self) -> CatalogSpec:
        self._check_sections()
        categories = tuple(
            read_category(table, position, self._category_ids)
            for position, table in enumerate(self._tables("categories"))
        )
        products = tuple(
            read_product(table, self._product_ids, self._category_ids, self._folder)
            for table in self._tables("products")
        )
        institutions, sound = self._institutions()
        spec = CatalogSpec(categories, products, institutions, self._plans(sound))
        if not self._report.problems:
            self._warn(spec)
        return spec

    def _tables(self, section: str) -> list[Table]:
        return list(tables_of(self._document, section, self._report))

    def _check_sections(self) -> None:
        for name in self._document:
            if name not in SECTIONS:
                known = ", ".join(f"[[{section}]]" for section in SECTIONS)
                self._report.problem(
                    Spot(name if name.isprintable() and len(name) <= 40 else "(a name)"),
                    f"There is nothing named {shown(name)} in a catalog; it has {known}."
                    + suggestion(name, list(SECTIONS)),
                )

    def _institutions(self) -> tuple[tuple[InstitutionSpec, ...], dict[str, InstitutionSpec]]:
        """All institutions, and by id those without a mistake."""
        read: list[InstitutionSpec] = []
        sound: dict[str, InstitutionSpec] = {}
        for table in self._tables("institutions"):
            institution = read_institution(table, self._institution_ids)
            read.append(institution)
            if table.sound():
                sound[institution.id] = institution
        return tuple(read), sound

    def _plans(self, lenders: dict[str, InstitutionSpec]) -> tuple[PlanSpec, ...]:
        plans: list[PlanSpec] = []
        for table in self._tables("plans"):
            plan = read_plan(table, self._plan_ids, self._institution_ids, lenders)
            plans.append(plan)
            lender = lenders.get(plan.institution_id)
            if table.sound() and lender is not None:
                self._ask_plan_check(table.spot, lender, plan)
        return tuple(plans)

    def _ask_plan_check(self, spot: Spot, lender: InstitutionSpec, plan: PlanSpec) -> None:
        finding = self._plan_check(lender, plan) if self._plan_check else None
        if finding is None:
            return
        if finding.refuses:
            self._report.problem(spot, finding.message)
        else:
            self._report.warning(spot, finding.message)

    def _warn(self, spec: CatalogSpec) -> None:
        filled = {product.category_id for product in spec.products}
        for category in spec.categories:
            if category.id not in filled:
                self._report.warning(
                    self._category_ids.spot(category.id), "No product is in this category; it stays empty."
                )
        lending = {plan.institution_id for plan in spec.plans}
        for lender in spec.institutions:
            if lender.id not in lending:
                self._report.warning(
                    self._institution_ids.spot(lender.id),
                    "This institution has no plan; nobody can choose it.",
                )
        lines_fen = {lender.id: lender.credit_line_fen for lender in spec.institutions}
        for plan in spec.plans:
            if plan.min_amount_fen > lines_fen[plan.institution_id]:
                self._report.warning(
                    self._plan_ids.spot(plan.id).at("min_amount"),
                    "The institution's credit_line is below min_amount; nobody can choose this plan.",
                )
