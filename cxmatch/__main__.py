"""python -m cxmatch, and what the `cxmatch` command runs.

Any Python can read this file, back to version 2: only so can it say that it is too old.
"""

import gc
import os
import sys

WRONG_START, INTERRUPTED = 2, 130
_FEW_LOOKS = 200000


def main():  # type: () -> None
    """Run the command line; without the Python or the libraries that it needs, say in a line what to type."""
    if sys.version_info < (3, 11):  # noqa: UP036  # pip refuses an old Python, `python -m` does not
        _refuse("cxmatch needs Python 3.11 or newer, and this is " + sys.version.split()[0] + ". Start it with a newer one.")
    _run_light()
    try:
        from cxmatch.cli import app  # Here, so that Ctrl-C while it loads ends as quietly as later on.
        from cxmatch.console.commands import program

        app(prog_name=program(), complete_var="_CXMATCH_COMPLETE")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except ImportError as problem:
        from cxmatch.console.commands import set_up_advice

        _refuse(set_up_advice(problem))


def _run_light():  # type: () -> None
    """Set up a short life: threads for small products only wait for each other, and nearly all that is made is kept."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(_FEW_LOOKS)


def _refuse(words):  # type: (str) -> None
    sys.stderr.write("Error: " + words + "\n")
    sys.exit(WRONG_START)


if __name__ == "__main__":
    if not __package__:  # started as `python cxmatch`
        sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    main()
