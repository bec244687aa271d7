"""Commands in processes of their own, each begun as a copy of one that has loaded what most commands load."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ENCODING = "PYTHONIOENCODING"
INSTALLED = "import sys; sys.argv[0] = 'cxmatch'; from cxmatch.__main__ import main; main()"


def command(
    words: list[str], folder: Path, environment: dict[str, str], stdin: bytes = b"", *, installed: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run  python -m cxmatch  in a folder, or `cxmatch` as where it is installed, and give what it prints as text."""
    done = printed(words, folder, environment, stdin, installed=installed)
    return subprocess.CompletedProcess([], done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def printed(
    words: list[str], folder: Path, environment: dict[str, str], stdin: bytes = b"", *, installed: bool = False
) -> subprocess.CompletedProcess[bytes]:
    """The same to the byte; where processes cannot be copied, or Python is set otherwise than in its encoding, a new Python."""
    here = {**os.environ, "PYTHONPATH": str(ROOT), ENCODING: "utf-8", **environment}
    if not hasattr(os, "fork") or any(name.startswith(("PYTHON", "LC_", "LANG")) for name in {*environment} - {ENCODING}):
        line = [sys.executable, *(("-c", INSTALLED) if installed else ("-m", "cxmatch")), *words]
        return subprocess.run(line, cwd=folder, input=stdin, capture_output=True, check=False, env=here)  # noqa: S603  # our own
    with tempfile.TemporaryDirectory() as place:
        streams = [Path(place, name) for name in ("in", "out", "err")]
        streams[0].write_bytes(stdin)
        wish = {"words": words, "installed": installed, "folder": str(folder), "environment": here}
        code = _asked({**wish, "streams": list(map(str, streams))})
        return subprocess.CompletedProcess([], code, *(stream.read_bytes() for stream in streams[1:]))


def _asked(wish: dict[str, Any]) -> int:
    mother = _mother()
    assert mother.stdin
    assert mother.stdout
    mother.stdin.write(json.dumps(wish) + "\n")
    mother.stdin.flush()
    return int(mother.stdout.readline())


@cache
def _mother() -> subprocess.Popen[str]:
    here = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=here,
    )


def _serve() -> None:
    """Load what commands load, then begin a process for each wish, and say the exit code of each."""
    import cxmatch.cli  # loaded for the processes that begin here

    with tempfile.TemporaryDirectory() as place:
        import cxmatch as cx

        cx.export(cx.report(cx.pair(cx.read_survey(cx.sample()))), place)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(wish: dict[str, Any]) -> None:
    """Be `python -m cxmatch ...`, or `cxmatch ...`, in this process, up to its end."""
    os.chdir(wish["folder"])
    os.environ.clear()
    os.environ.update(wish["environment"])
    for number, (name, way) in enumerate(zip(wish["streams"], ("rb", "wb", "wb"), strict=True)):
        with open(name, way) as file:
            os.dup2(file.fileno(), number)
    encoding = os.environ[ENCODING]
    sys.stdin = open(0, encoding=encoding, closefd=False)  # noqa: SIM115
    sys.stdout, sys.stderr = (open(number, "w", encoding=encoding, closefd=False) for number in (1, 2))  # noqa: SIM115
    sys.argv = ["cxmatch", *wish["words"]]
    sys.orig_argv = [sys.executable, "-m", *sys.argv]
    code = 0
    try:
        runpy.run_module("cxmatch", run_name="__main__", alter_sys=not wish["installed"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # what Python does itself where nobody catches
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
