"""What axe-core finds on a page, shadow roots and all, whatever policy the page has."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_RUN = "axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"


def violations(page: Page) -> list[str]:
    """A line for each element that breaks a rule: the rule, how grave, where, and why."""
    tools = page.context.new_cdp_session(page)
    # Said by the developer tools, which no content security policy binds.
    source = _AXE.read_text(encoding="utf-8")
    tools.send("Runtime.evaluate", {"expression": f"{source};undefined"})
    answer = tools.send(
        "Runtime.evaluate", {"expression": _RUN, "awaitPromise": True, "returnByValue": True}
    )
    tools.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return [_line(rule, node) for rule in answer["result"]["value"] for node in rule["nodes"]]


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    where = " ".join(" >> ".join(one) if isinstance(one, list) else one for one in node["target"])
    why = " ".join(node["failureSummary"].split())
    return f"{rule['id']} ({rule['impact']}) at {where}: {why}"
