"""Speed and memory, as ratios against a named baseline in the same run: ``make bench``.

encoding   words per CPU-second, and CPU time of one question, against sentence-transformers
start_up   process start to first answer over HTTP, against a minimal service
streams    a language model's answers: the first event, a hundred listeners at once
checking   what verification adds to a claim
language_model  the contract suite over a real model (ASK_TEST_MODEL_URL)
serving    server time of answers at 20 requests a second; memory with 100 episodes open
large_library  10,000 episodes beside 100: indexing, starting, answers, lists, check
widget     the episode page and the widget in a slow browser, against two widgets from npm
"""

import argparse

from tests.benchmarks import (
    checking,
    encoding,
    language_model,
    large_library,
    serving,
    start_up,
    streams,
    widget,
)

_BENCHMARKS = {
    "encoding": encoding.report,
    "start_up": start_up.report,
    "serving": serving.report,
    "streams": streams.report,
    "checking": checking.report,
    "language_model": language_model.report,
    "large_library": large_library.report,
    "widget": widget.report,
}


def main() -> None:
    """Runs the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*_BENCHMARKS, []], help="which; default all")
    for name in parser.parse_args().names or _BENCHMARKS:
        print(f"\n{name}")
        _BENCHMARKS[name]()


if __name__ == "__main__":
    main()
