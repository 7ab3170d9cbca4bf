from rig.emc_host import ROOT


def test_the_plugins_readme_names_each_of_its_files() -> None:
    page = (ROOT / "plugin" / "README.md").read_text("utf-8")
    files = [path.name for path in (ROOT / "plugin" / "src").glob("*.cs")]

    assert [name for name in files if f"`{name}`" not in page] == []
