"""The contract suite of language models over a real one, where there is one to be asked.

ASK_TEST_MODEL_URL=http://127.0.0.1:8090/v1 make bench ARGS=language_model
"""

import os
import subprocess
import sys

from tests.benchmarks.material import ROOT

_SUITE = "tests/contracts/test_language_model.py"


def report() -> None:
    """Prints how many of the suite's promises our own server and the real model keep.

    Raises:
        subprocess.CalledProcessError: One is not kept.
    """
    url = os.environ.get("ASK_TEST_MODEL_URL")
    if not url:
        print("  ASK_TEST_MODEL_URL names no model: the suite runs over our own server alone")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", _SUITE, "-v"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        if "::" in line or " passed" in line or " failed" in line:
            print(f"  {line.rpartition('::')[2]}")
    done.check_returncode()
