"""Installs the terminal and the reference central service with their commands, `kiosk` and `central`."""

from pathlib import Path

from setuptools import find_packages, setup

FOLDER = Path(__file__).parent


def requirements(name: str) -> list[str]:
    lines = (FOLDER / "requirements" / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


setup(
    name="reset-kiosk",
    version="0.1.0",
    description="Self-service terminal that resets a business-registration password within five minutes",
    license="MIT",
    python_requires=">=3.11",
    packages=find_packages(include=["kiosk*", "devices*", "screens*", "central*", "papers*", "simulator*"]),
    py_modules=[],
    include_package_data=True,
    package_data={"": ["*.po", "*.toml", "*.json", "*.kv", "*.ttf", "*.txt", "*.html", "*.css"]},
    install_requires=requirements("terminal.in"),
    extras_require={"central": requirements("central.in"), "demo": requirements("demo.in")},
    entry_points={"console_scripts": ["kiosk = kiosk.cli:main", "central = central.cli:main"]},
)
