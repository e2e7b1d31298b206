"""A guided start: a standard, a rule set and what belongs to them as drafts that their author takes over."""

from __future__ import annotations

from checker.drafting.automation import pre_commit, workflow
from checker.drafting.fields import drafted_records
from checker.drafting.looking import look_at
from checker.drafting.request import Draft, Request
from checker.drafting.rule_set import form_to_fill_in, from_an_idea, from_records
from checker.drafting.rule_tests import tests_of_an_idea, tests_of_records
from checker.drafting.standard import drafted_standard

__all__ = ["Draft", "Request", "draft"]


def draft(request: Request) -> Draft:
    """Draft the files. Nothing is written; raises RecordsError where the records cannot be read."""
    name, standard = request.name, request.standard
    to_confirm: tuple[str, ...] = ()
    records = None
    files, contents = {}, {}
    if request.records is None:
        files[f"standards/{standard}.yaml"] = drafted_standard(request, ("time", "promise", "sound"), ("attitude",))
        files[f"rules/{name}.yaml"] = from_an_idea(request)
        tests = tests_of_an_idea(request)
        files[f"records/{name}.csv"] = form_to_fill_in()
        contents[f"records/{name}.csv"] = "the columns that the rules need, with three rows to replace"
        contents[f"rules/{name}.yaml"] = "how each promise is checked: three rules to change"
    else:
        look = look_at(request.records, encoding=request.encoding, sheet=request.sheet)
        records = drafted_records(request, look)
        checked = ("once", "complete") if records.id else ("complete",)
        files[f"standards/{standard}.yaml"] = drafted_standard(request, checked, ("own",))
        files[f"rules/{name}.yaml"] = from_records(request, records)
        tests = tests_of_records(request, records)
        to_confirm = records.to_confirm
        fields = "1 column" if len(records.fields) == 1 else f"{len(records.fields)} columns"
        contents[f"rules/{name}.yaml"] = f"{fields} described, and rules to begin with"
    contents[f"standards/{standard}.yaml"] = "what is promised, to be put into your own words"
    if request.has_tests:
        files[f"rules/{name}.tests.yaml"] = tests
        contents[f"rules/{name}.tests.yaml"] = "cases that show the rules are right"
    if request.pre_commit:
        files[".pre-commit-config.yaml"] = pre_commit(request)
        contents[".pre-commit-config.yaml"] = "validates rule files before every commit"
    if request.github:
        files[".github/workflows/rules.yml"] = workflow(request)
        contents[".github/workflows/rules.yml"] = "validates rule files on every change"
    has_moments = records is None or bool(records.named("moment"))
    return Draft(files, contents, to_confirm, has_moments, records.ambiguous if records else None)
