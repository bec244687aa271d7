"""python -m cxmatch, and what the `cxmatch` command runs."""

from cxmatch.cli import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
