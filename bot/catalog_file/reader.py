"""From a path to a catalog: the file is read, parsed and checked as a whole; all problems come together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

from bot.catalog_file.context import Context, PlanCheck, context_of
from bot.catalog_file.lender_sections import Institution
from bot.catalog_file.plan_section import Plan
from bot.catalog_file.problems import CatalogFileError, Places, Problem, in_file_order
from bot.catalog_file.shop_sections import Category, Product
from bot.catalog_file.table import Fault, Table
from bot.catalog_file.toml_text import parse_toml, read_text
from bot.catalog_file.values import RefusedValueError, shown, suggestion
from domain.catalog.specs import CatalogSpec
from domain.value import Value

T = TypeVar("T")


class LoadedCatalog(Value):
    spec: CatalogSpec
    warnings: tuple[Problem, ...]


def read_catalog(path: Path, plan_check: PlanCheck | None = None) -> CatalogSpec:
    """Return the catalog in `path`. Raises CatalogFileError with every problem of the file."""
    return load_catalog(path, plan_check).spec


def load_catalog(path: Path, plan_check: PlanCheck | None = None) -> LoadedCatalog:
    """Return the catalog in `path` with its warnings. Raises CatalogFileError with every problem of the file.

    `plan_check` is asked about each plan whose keys and lender are in order, so that a rule about money (a ceiling of
    the annual rate) is reported in the same list and with the same places.
    """
    text = read_text(path)
    document = parse_toml(path, text)
    context = Context(Places(document, text), path.parent, plan_check)
    try:
        spec = Catalog.model_validate(document, context=context).spec(context)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        problems = [context.places.problem(fault["loc"], fault["msg"]) for fault in faults]
        raise CatalogFileError(path, in_file_order(problems)) from None
    return LoadedCatalog(spec, in_file_order([*context.warnings, *_warnings(spec, context.places)]))


def _tables(found: object, info: ValidationInfo) -> object:
    """Require at least one table of the section."""
    section = info.field_name
    if isinstance(found, dict):
        raise RefusedValueError(f"Write [[{section}]] with two brackets: there can be many.")
    if found is None or found == []:
        raise RefusedValueError(f"The file has no [[{section}]]; at least one is needed.")
    if not isinstance(found, list):
        raise RefusedValueError(
            f"Tables headed [[{section}]] are expected under this name, not {shown(found)}."
        )
    return found


def _remembered(institution: Institution, info: ValidationInfo) -> Institution:
    context_of(info).lenders[institution.id] = institution.spec()
    return institution


def _checked(plan: Plan, info: ValidationInfo) -> Plan:
    context = context_of(info)
    lender = context.lenders.get(plan.institution_id)
    finding = context.plan_check(lender, plan.spec(lender)) if context.plan_check and lender else None
    if finding is None:
        return plan
    if finding.refuses:
        raise RefusedValueError(finding.message)
    context.warnings.append(context.places.problem(context.places.first("plans", plan.id), finding.message))
    return plan


Section = Annotated[list[T], BeforeValidator(_tables), Field(None, validate_default=True)]


class Catalog(Table):
    """The whole file: a section only refers to those before it."""

    model_config = ConfigDict(extra="ignore")  # a section of another name has a sentence of its own

    categories: Section[Category]
    products: Section[Product]
    institutions: Section[Annotated[Institution, AfterValidator(_remembered)]]
    plans: Section[Annotated[Plan, AfterValidator(_checked)]]

    @classmethod
    def contradictions(cls, content: dict[str, object]) -> Iterator[Fault]:
        sections = list(cls.model_fields)
        for name in content:
            if name not in sections:
                known = ", ".join(f"[[{section}]]" for section in sections)
                yield Fault(
                    (name if name.isprintable() and len(name) <= 40 else "(a name)",),
                    f"There is nothing named {shown(name)} in a catalog; it has {known}."
                    + suggestion(name, sections),
                )

    def spec(self, context: Context) -> CatalogSpec:
        return CatalogSpec(
            tuple(category.spec(position) for position, category in enumerate(self.categories)),
            tuple(product.spec() for product in self.products),
            tuple(context.lenders.values()),
            tuple(plan.spec(context.lenders[plan.institution_id]) for plan in self.plans),
        )


def _warnings(spec: CatalogSpec, places: Places) -> Iterator[Problem]:
    filled = {product.category_id for product in spec.products}
    for category in spec.categories:
        if category.id not in filled:
            path = places.first("categories", category.id)
            yield places.problem(path, "No product is in this category; it stays empty.")
    lending = {plan.institution_id for plan in spec.plans}
    for lender in spec.institutions:
        if lender.id not in lending:
            path = places.first("institutions", lender.id)
            yield places.problem(path, "This institution has no plan; nobody can choose it.")
    lines_fen = {lender.id: lender.credit_line_fen for lender in spec.institutions}
    for plan in spec.plans:
        if plan.min_amount_fen > lines_fen[plan.institution_id]:
            yield places.problem(
                (*places.first("plans", plan.id), "min_amount"),
                "The institution's credit_line is below min_amount; nobody can choose this plan.",
            )
