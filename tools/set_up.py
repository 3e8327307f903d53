"""Makes .venv and installs the project with extras: ``python tools/set_up.py export,dev``.

Torch comes first, in a build for the CPU, so that nobody gets gigabytes of CUDA packages unasked.
With ``dev`` come the tools that check JavaScript: Node.js is a Python package, its own are locked.
Standard library only, and in a syntax that an old Python can read: it has to be able to say that
it is too old.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "set-up.json")
NODE_MODULES = os.path.join(ROOT, "node_modules")
OLDEST = (3, 11)
TORCH = "torch==2.13.0"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
UNASKED = ("nvidia-", "triton", "cuda-", "pytorch-triton")


def main():
    """Sets up what the extras named on the command line need; quick when all is there."""
    extras = sorted(sys.argv[1].split(",")) if len(sys.argv) > 1 else []
    if sys.version_info < OLDEST:
        stop(
            "Python %d.%d or newer is needed; this is %s. Name another one: make run PYTHON=python3.12"
            % (OLDEST + (sys.version.split()[0],))
        )
    install_python_packages(extras)
    if "dev" in extras:
        install_node_modules()


def install_python_packages(extras):
    """Installs the project with these extras and those that it had, unless all is there."""
    state = describe()
    installed = read_stamp(state)
    if set(extras) <= set(installed):
        return
    extras = sorted(set(extras) | set(installed))
    make_environment()
    if "export" in extras:
        install_torch()
    install_project(extras)
    write_stamp(state, extras)


def describe():
    """What an environment was made for: if it changes, everything is installed again."""
    return {"python": sys.version, "project": checksum("pyproject.toml"), "root": ROOT}


def checksum(name):
    """The SHA-256 of a file of the project."""
    with open(os.path.join(ROOT, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read_stamp(state):
    """The extras that are installed; none if the environment was made for something else."""
    try:
        with open(STAMP) as file:
            stamp = json.load(file)
    except (IOError, ValueError):
        return []
    return stamp["extras"] if stamp.get("state") == state else []


def write_stamp(state, extras):
    """Written last and in one step: an interrupted installation is gone on with at the next run."""
    write_in_one_step(STAMP, json.dumps({"state": state, "extras": extras}))


def write_in_one_step(path, text):
    """Writes a file that is there whole or not at all."""
    handle, unfinished = tempfile.mkstemp(dir=os.path.dirname(path))
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(unfinished, path)


def install_node_modules():
    """Installs what package-lock.json names, once: npm begins by removing the stamp with the rest."""
    stamp = os.path.join(NODE_MODULES, "set-up.sha256")
    locked = checksum("package-lock.json")
    if read_text(stamp) == locked:
        return
    say("Installing the tools that check JavaScript")
    command = [venv_program("npm"), "ci", "--loglevel=error"]
    if subprocess.call(command, cwd=ROOT, stdout=subprocess.DEVNULL) != 0:
        stop("npm failed for the reason above. It is gone on with at the next run.")
    write_in_one_step(stamp, locked)


def read_text(path):
    """What a file holds; nothing if there is none."""
    try:
        with open(path) as file:
            return file.read()
    except IOError:
        return ""


def make_environment():
    """Makes .venv, anew if it belongs to another Python or cannot run."""
    if environment_version() == sys.version:
        return
    say("Making a virtual environment in .venv")
    made = subprocess.call([sys.executable, "-m", "venv", "--clear", VENV])
    if made != 0:
        stop(
            "The virtual environment could not be made. On Debian and Ubuntu the package "
            "python3-venv is needed: sudo apt-get install python3-venv"
        )


def environment_version():
    """The version of .venv's Python; None if there is none that runs with pip."""
    program = "import pip, sys; print(sys.version)"
    try:
        return subprocess.check_output(
            [venv_python(), "-c", program], stderr=subprocess.DEVNULL, universal_newlines=True
        ).rstrip("\n")
    except (OSError, subprocess.CalledProcessError):
        return None


def install_torch():
    """Installs torch for the CPU: as pip finds it, else from PyTorch's own index of such builds."""
    if subprocess.call([venv_python(), "-c", "import torch"], stderr=subprocess.DEVNULL) == 0:
        return
    for options in ([], ["--index-url", CPU_INDEX]):
        planned, _ = plan(options + [TORCH])
        if planned and not unasked(planned):
            say("Installing %s for the CPU (about 200 MB)" % TORCH)
            pip_install(options + [TORCH])
            return
    stop(
        "No build of %s for the CPU was found, and the one for graphics cards would bring gigabytes "
        "of nvidia packages. Install a CPU build yourself, then run make again:\n  "
        "%s -m pip install torch --index-url %s" % (TORCH, venv_python(), CPU_INDEX)
    )


def install_project(extras):
    """Installs the project itself and everything else it needs."""
    project = ["--editable", "%s[%s]" % (ROOT, ",".join(extras)) if extras else ROOT]
    planned, complaint = plan(project)
    if planned is None:
        stop("pip cannot install the project:\n%s" % complaint)
    if unasked(planned):
        stop(
            "Installing the project would bring %s, which the CPU does not need. "
            "Install a CPU build of torch first:\n  %s -m pip install %s --index-url %s"
            % (", ".join(unasked(planned)), venv_python(), TORCH, CPU_INDEX)
        )
    say("Installing the project and what it needs")
    pip_install(project)


def plan(arguments):
    """The names of what pip would install, by a dry run; None and pip's words if it cannot."""
    command = [*pip("install"), "--dry-run", "--quiet", "--report", "-", *arguments]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if run.returncode != 0:
        return None, run.stderr.decode()
    return [entry["metadata"]["name"].lower() for entry in json.loads(run.stdout)["install"]], ""


def unasked(names):
    """Those packages that are for graphics cards alone."""
    return [name for name in names if name.startswith(UNASKED)]


def pip_install(arguments):
    """Installs; pip's own words are shown where it fails."""
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    if subprocess.call([*pip("install"), *quiet, *arguments]) != 0:
        stop("The installation failed for the reason above. It is gone on with at the next run.")


def pip(command):
    """The command line of .venv's pip."""
    return [venv_python(), "-m", "pip", "--disable-pip-version-check", command]


def venv_python():
    """The interpreter of .venv."""
    return venv_program("python")


def venv_program(name):
    """A program of .venv."""
    return os.path.join(VENV, "bin", name)


def say(sentence):
    """Tells what is being done."""
    sys.stdout.write(sentence + " ...\n")
    sys.stdout.flush()


def stop(sentence):
    """Ends with a sentence for the person who can act on it."""
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
