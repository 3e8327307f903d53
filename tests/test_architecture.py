"""The picture in docs/architecture.md is the import contract."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_picture_is_drawn_from_the_import_contract() -> None:
    """Every layer of the contract stands in the picture, in its order."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    packages, inside = (c["layers"] for c in contracts if c["type"] == "layers")
    drawn = [packages[0], *("  " + layer.replace("service.", "") for layer in inside)]
    picture = "\n".join([*drawn, *packages[1:]])
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    shown = document.split("<!-- contract -->")[1].split("<!-- /contract -->")[0]
    assert shown.strip().strip("`").strip() == picture
