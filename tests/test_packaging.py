"""What is promised to install and what is installed are the same, wherever it is written down."""

import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN = PROJECT["project"]["dependencies"]
TEST = PROJECT["project"]["optional-dependencies"]["test"]
BUILD = PROJECT["dependency-groups"]["build"]
WANTED = {"requirements.lock": RUN + BUILD, "requirements-test.lock": RUN + BUILD + TEST}
FIXED_FIVE = {"jupyterlab", "ipywidgets", "voila", "pandas", "nbval"}


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def locked(name: str) -> dict[str, list[Version]]:
    versions: dict[str, list[Version]] = {}
    for package, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", read(name), re.MULTILINE):
        versions.setdefault(canonicalize_name(package), []).append(Version(version))
    return versions


def ranges(lines: list[str]) -> dict[str, SpecifierSet]:
    parsed = map(Requirement, lines)
    return {canonicalize_name(each.name): each.specifier for each in parsed}


def environment() -> list[str | dict[str, list[str]]]:
    """What environment.yml installs: names for conda, and a part for pip."""
    return yaml.safe_load(read("environment.yml"))["dependencies"]


def for_conda() -> dict[str, SpecifierSet]:
    return ranges([each for each in environment() if isinstance(each, str) and each != "pip"])


@pytest.mark.parametrize("name", WANTED)
def test_each_dependency_is_locked_inside_its_range(name):
    """Every package that pyproject.toml names has one locked version, and that lies in its range."""
    versions = locked(name)
    outside = [
        f"{package}{allowed}: {versions.get(package, 'missing')}"
        for package, allowed in ranges(WANTED[name]).items()
        if len(versions.get(package, [])) != 1 or not allowed.contains(versions[package][0])
    ]
    assert [] == outside


@pytest.mark.parametrize("name", WANTED)
def test_every_locked_package_carries_hashes(name):
    """Nothing is installed that is not the file that was locked."""
    blocks = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", read(name)).strip())
    assert [] == [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]


@pytest.mark.parametrize("name", WANTED)
def test_locks_name_no_address_and_no_index(name):
    """Where packages come from is the business of the machine that installs them."""
    assert [] == re.findall(r"(?m)^.*(?:://|^\s*-(?:i|f|e|-index|-extra|-find|-trusted)| @ ).*$", read(name))


def test_both_locks_agree():
    """What is tested is what people run: the test lock only adds to the other."""
    run, test = locked("requirements.lock"), locked("requirements-test.lock")
    assert run == {name: test.get(name) for name in run}


def test_build_backend_is_locked():
    """The package is installed without build isolation, so its backend must be among the locked."""
    assert set(ranges(PROJECT["build-system"]["requires"])) <= set(ranges(BUILD))


def test_environment_names_the_fixed_five():
    """The conda environment has the five packages the handbook stands on."""
    assert FIXED_FIVE <= set(for_conda())


def test_environment_has_the_ranges_of_pyproject():
    """environment.yml repeats ranges that pyproject.toml decides; the two are equal."""
    declared = ranges(RUN + TEST) | {"python": SpecifierSet(PROJECT["project"]["requires-python"])}
    repeated = for_conda()
    assert {name: declared.get(name) for name in repeated} == repeated


def test_environment_installs_this_package_with_its_tests():
    """Everything not named for conda comes with the package itself."""
    assert [{"pip": ["-e .[test]"]}] == [each for each in environment() if isinstance(each, dict)]


def test_ci_runs_the_test_command_and_nothing_else():
    """CI proves the command that people are told to use."""
    lines = read(".ci/run").splitlines()
    assert ["exec make test"] == [line for line in lines if not line.startswith(("#", "set ", "cd "))]
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.mark.parametrize("command", ["make app", "make test"])
def test_readme_names_both_commands(command):
    """Somebody who has just cloned the project finds how to start it and how to test it."""
    assert command in read("README.md")


@pytest.mark.parametrize("command", ["app", "test", "setup", "check", "lock", "notebooks"])
def test_makefile_has_each_command(command):
    """The commands that people are told to use exist."""
    assert re.search(rf"(?m)^{command}:", read("Makefile"))
