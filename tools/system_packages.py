"""Installs what the tests need of the system, where it may; else names the one command.

Python packages are installed by ``set_up.py``; this is for programs.
"""

import os
import shutil
import subprocess
import sys

PACKAGES = {"chromium": "chromium"}
"""The program that is looked for, and the Debian package that has it."""


def main() -> int:
    """Says in one sentence what is missing, if it cannot be installed."""
    missing = [package for program, package in PACKAGES.items() if not shutil.which(program)]
    if not missing:
        return 0
    command = f"sudo apt-get install --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        print(
            f"The tests need {', '.join(missing)}, which was not found. Install it and try again."
        )
        return 1
    if not installed(missing):
        print(f"The tests need {', '.join(missing)}. Install it, then try again:\n  {command}")
        return 1
    return 0


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
