"""What runs the program on every change of rule files: hooks before a commit, and a workflow of GitHub."""

from __future__ import annotations

from checker import __version__
from checker.drafting.request import Request

_PACKAGE = "service-standards-checker"


def pre_commit(request: Request) -> str:
    """The configuration of pre-commit; the installed program is called, so that nothing else is fetched."""
    tests = """\
      - id: checker-test
        name: test rules
        language: system
        entry: checker test rules/
        files: ^rules/
        pass_filenames: false
"""
    return f"""\
# Runs before every commit once `pre-commit install` was said; see pre-commit.com.
repos:
  - repo: local
    hooks:
      - id: checker-validate
        name: validate rules and standards
        language: system
        entry: checker validate rules/ standards/
        files: ^(rules|standards)/
        pass_filenames: false
{tests if request.has_tests else ""}"""


def workflow(request: Request) -> str:
    """A workflow that validates on every change, with annotations at the lines that have problems."""
    tests = "      - run: checker test rules/\n" if request.has_tests else ""
    return f"""\
name: rules
on:
  push:
    paths: ["rules/**", "standards/**", ".github/workflows/rules.yml"]
  pull_request:
    paths: ["rules/**", "standards/**", ".github/workflows/rules.yml"]
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install {_PACKAGE}=={__version__}
      - run: checker validate rules/ standards/ --format github
{tests}"""
