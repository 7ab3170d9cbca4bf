import json
import re
import tomllib
from pathlib import Path

import chatplugin

ROOT = Path(__file__).resolve().parents[2]


def test_service_plugin_and_extension_carry_the_same_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    manifest = json.loads((ROOT / "extension" / "manifest.json").read_text("utf-8"))["version"]
    assembly = (ROOT / "plugin" / "src" / "AssemblyInfo.cs").read_text("utf-8")
    of_plugin = re.findall(r'Assembly(?:File)?Version\("([\d.]+)"\)', assembly)

    assert chatplugin.__version__ == project == manifest
    assert of_plugin == [f"{project}.0"] * 2


def test_nothing_is_installed_by_its_name_alone() -> None:
    lines = (ROOT / "dev").read_text("utf-8").replace("\\\n", " ").splitlines()
    installing = [line for line in lines if "pip install" in line]

    assert installing
    assert [line for line in installing if "--require-hashes" not in line] == []
