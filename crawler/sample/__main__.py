"""``python -m crawler.sample``: serves the sample site until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import sys

from crawler.errors import ArgumentError
from crawler.sample.server import SampleServer


def main(arguments: list[str] | None = None) -> int:
    """Serve in the foreground; print the value of ``CONNECT_TO``. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m crawler.sample", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="where to listen; any free port by default")
    parser.add_argument(
        "--volume", type=int, default=0, help="generated articles besides the standard ones"
    )
    options = parser.parse_args(arguments)
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before the server's thread, which inherits it
    try:
        with SampleServer(options.port, volume=options.volume) as server:
            sys.stdout.write(server.connect_to + "\n")
            sys.stdout.flush()
            signal.sigwait(ends)
    except (ArgumentError, OSError) as error:
        sys.stderr.write(f"the sample site cannot be served: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
