"""``python -m tests.local_stripe PORT`` serves a local Stripe on 127.0.0.1."""

import argparse

from tests.local_stripe.server import serve

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.local_stripe", description=__doc__)
    parser.add_argument("port", type=int, help="the port to serve on")
    serve(parser.parse_args().port)
