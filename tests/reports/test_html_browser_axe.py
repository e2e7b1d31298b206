"""Every golden report in every profile, light and dark, wide and narrow: axe-core finds nothing."""

import pytest

from checker.reports.printing.profiles import PROFILES
from tests.reports.browser import in_browser
from tests.reports.golden import GOLDEN

pytestmark = in_browser

RULES = """async (rules) => {
    const told = await axe.run(document, { resultTypes: ["violations", "incomplete"], ...rules });
    const places = (one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`);
    const unsure = told.incomplete.filter((one) => one.id !== "color-contrast");
    return [...told.violations, ...unsure].flatMap(places);
}"""


CONTRAST = {"runOnly": ["color-contrast"]}


def looked_at(tab, axe, rules=None):
    tab.page.evaluate(f"() => {{ {axe} }}")  # through the debugger: the page's own policy would not run it
    return tab.page.evaluate(RULES, rules or {})


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", [*GOLDEN, "hostile"])
def test_axe_finds_nothing(opened, axe, name, profile):
    tab = opened(name, profile)
    assert looked_at(tab, axe) == []
    tab.page.emulate_media(color_scheme="dark")
    assert looked_at(tab, axe, None if profile == "auditor" else CONTRAST) == []  # an auditor's has all parts


@pytest.mark.parametrize("name", ["mixed", "several_rule_sets", "hostile"])
def test_axe_finds_nothing_on_a_telephone_nor_among_filtered_findings(opened, axe, name):
    tab = opened(name, "auditor", viewport={"width": 400, "height": 800})
    assert looked_at(tab, axe) == []
    tab.page.fill("#filter input", "a")
    tab.page.wait_for_selector("body.filtered")
    assert looked_at(tab, axe) == []
