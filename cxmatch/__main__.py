"""python -m cxmatch, and what the `cxmatch` command runs."""

import sys


def main() -> None:
    """Run the command line."""
    try:
        from cxmatch.cli import app  # Here, so that Ctrl-C while it loads ends as quietly as later on.

        app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
