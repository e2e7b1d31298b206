"""A newcomer guesses where everything is, and nothing is done twice or behind the back: what the layout promises."""

import ast
import builtins
import datetime
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "checker"
TESTS = ROOT / "tests"
MODULES = sorted(PACKAGE.rglob("*.py"))

PEOPLES_WORK = ("standards", "rules", "report_templates")
TOP_FOLDERS = {*PEOPLES_WORK, "checker", "tests"}
TOP_FILES = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "constraints.txt", "run", "action.yml"}
LEFT_BY_RUNS = {"out", "build", "dist"}

HARD_BUDGET = 400
SOFT_BUDGET = 200

# Names that say nothing, and words that this program has better ones for (README, the words).
SAYS_NOTHING = set(
    "util utils utility helper helpers common base core misc lib shared manager handler processor service factory "
    "wrapper data info item items object objects type types constant constants "
    "threshold metric metrics policy violation sla slo sli status config context".split()
)

FAMILIES = {
    "measures": "measure",
    "targets": "target",
    "engines": "engine",
    "sources": "source",
    "reports": "report",
    "listings": "listing",
    "changelists": "changelist",
}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if isinstance(node, ast.expr | ast.stmt | ast.ExceptHandler) else ""
    return f"{path.relative_to(ROOT)}{line}"


def nodes(*paths: Path) -> Iterator[tuple[Path, ast.AST]]:
    for path in paths:
        for node in ast.walk(parsed(path)):
            yield path, node


def imported(node: ast.AST) -> list[str]:
    """Every dotted name that an import statement may bring in."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), names=names):
            return [module, *(f"{module}.{alias.name}" for alias in names)]
    return []


# ---- places and names ------------------------------------------------------------------------------------------------


def test_the_top_level_holds_what_the_layout_says():
    visible = {path for path in ROOT.iterdir() if not path.name.startswith((".", "__"))}
    folders = {path.name for path in visible if path.is_dir() and path.suffix != ".egg-info"}
    assert folders - LEFT_BY_RUNS == TOP_FOLDERS
    assert {path.name for path in visible if path.is_file()} == TOP_FILES


@pytest.mark.parametrize("folder", PEOPLES_WORK)
def test_peoples_work_holds_no_python(folder):
    assert any((ROOT / folder).iterdir())
    assert not [place(path) for path in (ROOT / folder).rglob("*.py*")]


def test_no_module_exceeds_the_hard_budget():
    lines = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {name: count for name, count in lines.items() if count > HARD_BUDGET}


def test_modules_over_the_soft_budget_are_counted(record_property):
    long = [path for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > SOFT_BUDGET]
    record_property(f"modules over {SOFT_BUDGET} lines", f"{len(long)} of {len(MODULES)}")


def test_no_file_or_folder_has_a_name_that_says_nothing():
    parts = {path.relative_to(ROOT).with_suffix("") for path in [*MODULES, *TESTS.rglob("*.py")]}
    words = {(str(path), part.rpartition("_")[2]) for path in parts for part in path.parts}
    assert not sorted(path for path, word in words if word in SAYS_NOTHING)


def test_no_class_has_a_name_that_says_nothing():
    vague = []
    for path, node in nodes(*MODULES):
        if isinstance(node, ast.ClassDef):
            words = re.findall(r"[A-Z][a-z]*|[A-Z]+(?![a-z])", node.name)
            if words[-1].lower() in SAYS_NOTHING or words[0] in {"Base", "Abstract"}:
                vague.append(f"{place(path, node)} {node.name}")
            if node.name in {"Check", "Checker"}:
                vague.append(f"{place(path, node)} {node.name}: the package is the checker, nothing inside it is")
    assert not vague


# Tests that are about the whole: each says so in its first line.
ABOUT_THE_WHOLE = {"test_any_order", "test_architecture", "test_benchmarks", "test_expressed", "test_repository"}


def test_tests_mirror_the_program():
    strangers = []
    for path in TESTS.rglob("test_*.py"):
        subject = path.relative_to(TESTS)
        if subject.parts[0] == "benchmarks" or path.stem in ABOUT_THE_WHOLE:
            continue
        folder = PACKAGE.joinpath(*subject.parent.parts)
        if not folder.is_dir():
            folder = ROOT.joinpath(*subject.parent.parts)
        words = path.stem.removeprefix("test_").split("_")
        names = {"_".join(words[:count]) for count in range(1, len(words) + 1)}
        files = [*folder.glob("*"), *ROOT.glob("*")]
        subjects = {folder.name, *(part.replace("-", "_") for found in files for part in found.stem.lower().split("."))}
        if not folder.is_dir() or not names & subjects:
            strangers.append(place(path))
    assert not strangers, "a test is named after the module, folder or file that it is about"


# ---- documentation ---------------------------------------------------------------------------------------------------


def documented_methods(tree: ast.Module) -> set[str]:
    """A class inside a class (a model's own settings, say) counts as a method here."""
    described = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef))
    return {node.name for node in described if ast.get_docstring(node)}


def definitions(parent: ast.Module | ast.ClassDef) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def undocumented(path: Path) -> Iterator[str]:
    """Public names without a docstring; a method may rely on the same method of its module or family contract."""
    tree = parsed(path)
    described = documented_methods(tree)
    contract = path.parent / f"{FAMILIES.get(path.parent.name, '')}.py"
    if contract.exists():
        described |= documented_methods(parsed(contract))
    if not ast.get_docstring(tree):
        yield place(path)
    for node in definitions(tree):
        if not ast.get_docstring(node):
            yield f"{place(path, node)} {node.name}"
        for method in definitions(node) if isinstance(node, ast.ClassDef) else []:
            if method.name not in described:
                yield f"{place(path, method)} {node.name}.{method.name}"


def test_every_public_name_is_documented():
    assert not [name for path in MODULES for name in undocumented(path)]


# ---- families --------------------------------------------------------------------------------------------------------


def members(family: str) -> set[str]:
    return {path.stem for path in (PACKAGE / family).glob("*.py")} - {"__init__", FAMILIES[family]}


def module_of(member: object) -> str:
    """The module a registered member lives in, whether its name, itself or something in it is registered."""
    if isinstance(member, str):
        return member.partition(":")[0].rpartition(".")[2]
    name = member.__name__ if isinstance(member, ModuleType) else getattr(member, "__module__", "")
    return str(name).rpartition(".")[2]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_members_and_one_file_that_says_what_a_member_is(family):
    assert members(family)
    assert ast.get_docstring(parsed(PACKAGE / family / f"{FAMILIES[family]}.py"))


@pytest.mark.parametrize("family", ["measures", "targets"])
def test_the_kinds_of_a_family_are_its_files_and_are_documented(family):
    kinds = importlib.import_module(f"checker.{family}").NAMES
    assert sorted(kinds) == sorted(members(family))
    for kind in kinds:
        module = importlib.import_module(f"checker.{family}.{kind}")
        model = getattr(module, "".join(word.capitalize() for word in kind.split("_")))
        assert (model.__doc__ or "").strip(), f"the docstring of {kind} is its published documentation"


def test_every_kind_of_measure_is_registered_with_its_own_model():
    family = importlib.import_module("checker.measures")
    models = {kind: family.kind_named(kind) for kind in family.NAMES}
    assert {kind: module_of(model) for kind, model in models.items()} == {name: name for name in members("measures")}


def test_every_measure_has_its_examples_beside_it():
    files = {path.name.removesuffix(".cases.yaml") for path in (PACKAGE / "measures").glob("*.cases.yaml")}
    examples = {file for file in files if "." not in file}
    assert examples == members("measures")
    assert {file.partition(".")[0] for file in files} == examples  # elapsed_time.zones: more, of other records
    assert {"checklist", "elapsed_time", "promise_kept", "requirement"} <= examples


def test_every_target_has_its_examples_beside_it():
    assert {path.name.removesuffix(".cases.yaml") for path in (PACKAGE / "targets").glob("*.cases.yaml")} == members(
        "targets"
    )


def test_the_report_formats_are_the_files_of_the_family():
    formats = importlib.import_module("checker.reports").FORMATS
    assert {module_of(report) for report in formats.values()} == members("reports")
    assert {".pdf", ".html", ".json"} <= set(formats)
    assert all(suffix.startswith(".") for suffix in formats)


# ---- expressions -----------------------------------------------------------------------------------------------------

# What was measured to agree on every engine (README, "Why it is the way it is"). Whoever adds an operation shows first
# that DuckDB, Polars, Spark and PostgreSQL agree on it, nulls and the empty table included. Float64 is for figures that
# people read beside the integers that decide; nothing is cast to it.
FUNCTIONS = set(
    "col lit len when coalesce min_horizontal max_horizontal any_horizontal concat concat_str sum min max "
    "from_native to_native "
    "Expr LazyFrame When Then Int8 Int16 Int32 Int64 Float64 Boolean String".split()
)
METHODS = set(
    "when then otherwise alias cast is_null is_in fill_null is_between over len sum min max rank shift cum_sum "
    "select filter with_columns drop rename group_by agg join sort head with_row_index columns collect_schema "
    "to_native".split()
)
ON_TEXT = {"starts_with", "len_chars", "slice", "contains", "replace_all"}
CASTS = {"Int8", "Int16", "Int32", "Int64", "Boolean", "String"}
JOINS = {"left", "anti", "semi"}
NEVER = {"dt", "cat", "round", "unpivot", "top_k", "join_asof", "n_unique", "timedelta"}


def speaks_of_expressions() -> list[Path]:
    """The modules that build expressions; how a native value becomes an integer is the engines' own affair."""
    return [
        path
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] not in {"engines", "sources", "expressions.py"}
        and any(
            name.startswith(("narwhals", "checker.expressions")) for _, node in nodes(path) for name in imported(node)
        )
    ]


def narwhals_names() -> set[str]:
    """Every method of Narwhals that plain Python values do not have as well."""
    expressions = importlib.import_module("narwhals.stable.v2")
    text = importlib.import_module("narwhals.expr_str").ExprStringNamespace
    names = {*dir(expressions.Expr), *dir(expressions.LazyFrame), *dir(text)}
    plain = (str, bytes, int, list, tuple, dict, set, datetime.datetime, datetime.date, Path)
    return {name for name in names if not name.startswith("_")}.difference(*map(dir, plain))


def unlisted(node: ast.AST, known: set[str]) -> str | None:
    """The operation in this node that is not on the list."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in NEVER and not hasattr(builtins, name):
            return name
        case ast.Attribute(value=ast.Name(id="nw"), attr=name) if name not in FUNCTIONS:
            return f"nw.{name}"
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="str"), attr=name)):
            return None if name in ON_TEXT else f"str.{name}"
        case ast.Call(func=ast.Attribute(attr="cast"), args=[ast.Attribute(attr=to)]):
            return None if to in CASTS else f"cast to {to}"
        case ast.Call(func=ast.Attribute(value=value, attr=name), keywords=keywords):
            how = {word.arg: word.value for word in keywords}
            if name == "join" and {"how", "on", "left_on"} & set(how):
                kind = how.get("how")
                return None if isinstance(kind, ast.Constant) and kind.value in JOINS else "join"
            on_data = not (isinstance(value, ast.Name) and value.id in {"nw", "engine"})
            if on_data and name in known - METHODS:
                return name
    return None


def test_expressions_use_only_operations_that_agree_on_every_engine():
    builders = speaks_of_expressions()
    assert PACKAGE / "measures" / "promise_kept.py" in builders
    assert {PACKAGE / "conditions.py", PACKAGE / "values.py", PACKAGE / "compilation.py"} <= set(builders)
    known = narwhals_names() - {"str"}
    found = [(path, node, unlisted(node, known)) for path, node in nodes(*builders)]
    # A timedelta must not become a literal; modules that put integers into words may use one in Python.
    judge = {PACKAGE / f"{name}.py" for name in ("conditions", "values", "compilation")}
    assert not [
        f"{place(path, node)} {operation}"
        for path, node, operation in found
        if operation and (operation != "timedelta" or path in judge or path.parent.name in FAMILIES)
    ]


@pytest.mark.parametrize(
    "written",
    [
        "x.dt.hour()",
        "nw.col('a').round(2)",
        "table.unpivot(on=['a'])",
        "table.join(other, on='a', how='inner')",
        "nw.col('a').cast(nw.Float64)",
        "nw.col('a').str.to_uppercase()",
        "nw.mean('a')",
        "x > timedelta(hours=1)",
        "nw.col('a').n_unique()",
    ],
)
def test_an_operation_that_is_not_on_the_list_is_found(written):
    assert any(unlisted(node, narwhals_names()) for node in ast.walk(ast.parse(written)))


# ---- never -----------------------------------------------------------------------------------------------------------


def test_no_handler_catches_everything():
    handlers = [(path, node) for path, node in nodes(*MODULES) if isinstance(node, ast.ExceptHandler)]
    everything = {"Exception", "BaseException"}
    caught = [
        (
            path,
            node,
            {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else everything,
        )
        for path, node in handlers
    ]
    assert not [place(path, node) for path, node, names in caught if names & everything]


def test_no_outcome_depends_on_the_clock_of_the_machine():
    asked = []
    for path, node in nodes(*MODULES):
        match node:
            case ast.Attribute(attr="now" | "utcnow" | "today"):
                asked.append(place(path, node))
            case ast.Attribute(value=ast.Name(id="time"), attr="time" | "time_ns" | "localtime" | "gmtime"):
                asked.append(place(path, node))
            case ast.ImportFrom(module="time", names=names):
                asked += [place(path, node) for name in names if "perf_" not in name.name != "monotonic"]
    assert not asked


NETWORKS = re.compile(r"(socket|ssl|http|urllib\.request|urllib3|requests|httpx|aiohttp|ftplib|smtplib)(\.|$)")


def test_nothing_reaches_a_network():
    assert not [place(path, node) for path, node in nodes(*MODULES) for name in imported(node) if NETWORKS.match(name)]
