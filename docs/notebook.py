"""Runs the cells of docs/from-export-to-pairing.ipynb and writes what they print, or checks that it is what they print today."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docs.made import write_or_check

PAGE = Path(__file__).with_name("from-export-to-pairing.ipynb")


def executed() -> str:
    """Give the whole notebook, run from its first cell to its last in a folder of its own; raises what a cell raises."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(PAGE, as_version=4)
    asked = {"timeout": 120, "kernel_name": "python3", "extra_arguments": ["--log-level=ERROR"]}
    with TemporaryDirectory() as folder:
        NotebookClient(notebook, resources={"metadata": {"path": folder}}, **asked).execute()
    return str(nbformat.writes(_lasting(notebook))) + "\n"


def _lasting(notebook: Any) -> Any:
    """Leave out what tells of the machine and the moment: only cells and what they say are kept."""
    notebook.metadata = {"language_info": {"name": "python"}}
    for number, cell in enumerate(notebook.cells):
        cell.id, cell.metadata = f"cell-{number}", {}
    return notebook


if __name__ == "__main__":
    sys.exit(write_or_check(f"docs/{PAGE.name} is", {PAGE: executed()}, "notebook"))
