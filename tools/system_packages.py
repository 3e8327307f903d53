"""Installs what the tests need of the system, where it may; else names the one command.

Python packages are installed by ``set_up.py``; this is for programs and a library.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "chromium": "chromium",
    "chromium-headless-shell": "chromium-headless-shell",
    "redis-server": "redis-server",
    "initdb": "postgresql",
    "libfaketime.so.1": "libfaketime",
}
"""The file that is looked for, and the Debian package that has it."""

FOLDERS = ("postgresql/*/bin", "*/faketime", "faketime")
"""Where files may be, below /usr/lib, that are not on the PATH."""


def main() -> int:
    """Says in one sentence what is missing, if it cannot be installed."""
    missing = [package for file, package in PACKAGES.items() if not is_here(file)]
    if not missing:
        return 0
    named = ", ".join(missing)
    if not shutil.which("apt-get"):
        print(f"The tests need what was not found: {named}. Install that and try again.")
        return 1
    if not installed(missing):
        command = f"sudo apt-get install --no-install-recommends {' '.join(missing)}"
        print(f"The tests need {named}. Install that, then try again:\n  {command}")
        return 1
    return 0


def is_here(file: str) -> bool:
    """Whether a program is on the PATH, or a file in one of the folders that are not."""
    return shutil.which(file) is not None or any(
        found for folder in FOLDERS for found in Path("/usr/lib").glob(f"{folder}/{file}")
    )


def installed(packages: list[str]) -> bool:
    """Installs Debian packages as root, or with a sudo that asks for no password."""
    if os.geteuid() != 0 and not may_sudo():
        return False
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    print(f"Installing {', '.join(packages)} ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        command = [*prefix, "apt-get", "-qq", *arguments]
        if subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, check=False
        ).returncode:
            return False
    return True


def may_sudo() -> bool:
    """Whether sudo works without a password."""
    return (
        shutil.which("sudo") is not None
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    )


if __name__ == "__main__":
    sys.exit(main())
