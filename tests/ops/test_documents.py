"""The operator's documents say what is there: tests, commands, settings, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.__main__ import parser
from bot.settings import Settings
from data.library.files import ContentFolder
from data.library.workspace_file import load_workspace
from tests.ops.conftest import ROOT

DOCUMENTS = [ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
SETTINGS = ROOT / "bot" / "settings.py"


def test_every_test_that_is_named_exists() -> None:
    """A threat model that names a test which is gone would promise too much."""
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    named = re.findall(r"`([a-z_/]+\.py)(?:::(\w+))?`", text)
    named += re.findall(r"\(`([a-z_/]+\.py)::(\w+)`\)", text)
    assert len(named) > 25
    for file, name in named:
        path = ROOT / "tests" / file
        assert path.is_file(), file
        if name:
            assert f"def {name}(" in path.read_text("utf-8"), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_is_named_exists(document: Path) -> None:
    """What an operator copies from a page is understood."""
    for line in re.findall(r"python -m bot ([a-z][^`\n|]*)", document.read_text("utf-8")):
        words = [word for word in line.replace("\\", "").split() if word not in ("…",)]
        assert parser().parse_args(words).do


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    """Files that a page points to are there."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


def test_the_example_names_every_setting_and_no_other() -> None:
    """One line of why for each, and none without."""
    text = (ROOT / ".env.example").read_text("utf-8")
    named = set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))
    read = set(re.findall(r'"([A-Z][A-Z_]{3,})"', SETTINGS.read_text("utf-8")))
    levels = {"DEBUG", "INFO", "WARNING", "ERROR"}
    assert named == read - levels
    for name in named:
        before = text[: re.search(rf"^#?{name}=", text, re.MULTILINE).start()]
        block = before.rstrip("\n").split("\n\n")[-1]
        assert "# " in block, name


def test_the_example_is_read_without_a_mistake_once_filled(tmp_path: Path) -> None:
    """What stands in it already is right."""
    file = tmp_path / "env"
    file.write_text((ROOT / ".env.example").read_text("utf-8"))
    values = {name: value or "" for name, value in dotenv_values(file).items()}
    values |= {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "EVEN_KEEL_KEYS": "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
    }
    assert Settings.from_environment(values).socket_mode


def test_the_procfile_starts_what_there_is() -> None:
    """Both ways of running are the same command; the settings decide."""
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    assert [line.partition(":")[0] for line in lines] == ["worker", "web"]
    for line in lines:
        assert parser().parse_args(line.partition("python -m bot ")[2].split()).do


def test_the_container_gets_every_folder_of_the_program() -> None:
    """A folder that is missing there would stop the start."""
    recipe = (ROOT / "docs" / "service" / "Containerfile").read_text("utf-8")
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert len(folders) == 3
    assert folders <= set(re.findall(r"COPY (\w+) \./", recipe))


def test_the_example_of_a_workspace_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    """Its fields, slots and names of rooms are those of the program."""
    text = (ROOT / "docs" / "running.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(contacts:.*?)```", text, re.DOTALL)
    (tmp_path / "workspace.yaml").write_text(example, "utf-8")
    found = load_workspace(ContentFolder(tmp_path))
    assert found.contact("eap")
    assert found.holiday_region == "DE-BY"
    rooms = "".join(file.read_text("utf-8") for file in (ROOT / "handlers").rglob("*.py"))
    assert [name for name in found.features_off if f'Door("{name}"' in rooms] == ["iop"]
