"""The distribution: its five packages, its layers, its lock, its commands."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "vectorstore", "qa", "eval", "ui")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked() -> list[Requirement]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", PACKAGES)
def test_package_belongs_to_this_distribution_alone(name: str) -> None:
    assert set(packages_distributions().get(name, ())) <= {"youju"}
    assert name in (distribution("youju").read_text("top_level.txt") or name).split()


def test_packages_are_the_ones_declared() -> None:
    assert tuple(sorted(PROJECT["tool"]["setuptools"]["packages"])) == tuple(sorted(PACKAGES))
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == set(PACKAGES)


def test_every_file_a_package_needs_is_declared() -> None:
    declared = PROJECT["tool"]["setuptools"]["package-data"]
    for name in PACKAGES:
        package = ROOT / name
        kept = {
            path
            for pattern in [*declared["*"], *declared.get(name, ())]
            for path in package.glob(pattern)
        }
        plain = {p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
        assert {p.suffix for p in plain - kept} <= {".py"}


def test_no_folder_under_tests_shadows_a_package() -> None:
    assert not {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()} & set(PACKAGES)


def test_layers_hold() -> None:
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_lock_pins_each_version_once() -> None:
    names = [canonicalize_name(requirement.name) for requirement in locked()]
    assert len(names) == len(set(names))
    for requirement in locked():
        (pin,) = requirement.specifier
        assert pin.operator == "=="
        assert "+" not in pin.version, "a local build is to be had from one index only"
        assert requirement.url is None


def test_lock_names_no_place() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|@", text)


def test_lock_satisfies_what_the_project_asks_for() -> None:
    pins = {canonicalize_name(r.name): next(iter(r.specifier)).version for r in locked()}
    project = PROJECT["project"]
    for line in project["dependencies"] + project["optional-dependencies"]["dev"]:
        wanted = Requirement(line)
        pin = pins.get(canonicalize_name(wanted.name))
        assert pin is not None, f"{wanted.name} is not in requirements.lock"
        assert wanted.specifier.contains(pin), f"{line} against {pin}"


def test_lock_is_what_is_installed() -> None:
    """The tests run in the set of versions the lock promises."""
    from importlib.metadata import PackageNotFoundError, version

    differing = {}
    for requirement in locked():
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        try:
            installed = version(requirement.name).split("+")[0]
        except PackageNotFoundError:
            continue
        if not requirement.specifier.contains(installed):
            differing[requirement.name] = installed
    differing.pop("pip", None)
    differing.pop("setuptools", None)
    assert not differing


def test_every_target_the_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    for readme in ("README.md", "README.en.md"):
        named = set(re.findall(r"\bmake ([a-z]+)\b", (ROOT / readme).read_text(encoding="utf-8")))
        assert named, readme
        assert named <= targets, readme


def test_nothing_outside_this_machine_can_be_reached() -> None:
    with (
        pytest.warns(UserWarning, match="connect"),
        pytest.raises(RuntimeError, match="192\\.0\\.2\\.1"),
        socket.socket() as outside,
    ):
        outside.connect(("192.0.2.1", 80))


def test_loopback_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()


def test_hashes_are_of_the_locked_versions() -> None:
    """Every locked package but the CUDA libraries, at its version, with a hash of each file."""
    text = (ROOT / "requirements.hashes").read_text(encoding="utf-8")
    entries = re.findall(
        r"^([\w.-]+)==([^ ;]+)(?: ; [^\\\n]+)? \\\n((?:    --hash=\S+(?: \\)?\n)+)", text, re.M
    )
    hashed = {canonicalize_name(name): version for name, version, _ in entries}
    pins = {canonicalize_name(r.name): next(iter(r.specifier)).version for r in locked()}
    cuda = {name for name in pins if name.startswith(("cuda-", "nvidia-"))} | {"triton"}
    assert hashed == {name: pin for name, pin in pins.items() if name not in cuda}
    for name, _, hashes in entries:
        assert all(
            re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", h) for h in hashes.split() if h != "\\"
        ), name


_FREE = re.compile(r"\b(MIT|0?BSD|Apache|ISC|PSF|Python Software|MPL|Mozilla Public)")


def test_every_licence_is_a_free_one_or_named() -> None:
    """What asks for more than to be named stands in docs/licences.md."""
    from importlib.metadata import PackageNotFoundError, metadata

    named = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    found = 0
    for requirement in locked():
        try:
            about = metadata(requirement.name)
        except PackageNotFoundError:
            continue
        found += 1
        said = [c for c in about.get_all("Classifier", []) if c.startswith("License ::")]
        licence = about.get("License-Expression") or " ".join(said) or about.get("License") or ""
        free = _FREE.search(licence) and not re.search(r"\b[AL]?GPL", licence)
        assert free or f"| {requirement.name} |" in named, f"{requirement.name}: {licence[:80]}"
    assert found > 100
