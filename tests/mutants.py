"""Mutation testing of `verify` and what it needs: small faults put into the program, each to be noticed by its answers.

    python tests/mutants.py                     every mutant that must be noticed
    python tests/mutants.py --explained         also those with a reason, which take most of the time
    python tests/mutants.py domain/repair       one module, also of those that are not in the campaign yet

A corpus of honest and forged records is made once, and the unchanged program answers each. Then, for every mutant, a process
with one function changed answers the records that reach the changed line, until one answer differs. What nobody notices
stands with its reason in `mutants.toml`; a survivor that does not, and a row that is no survivor any more, is a failure.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib.abc
import importlib.machinery
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources.readers import FileReader
from itertools import takewhile
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any, TypeAlias

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "cxmatch"
MODULES = (
    *(f"matching/{name}" for name in ("verify", "proof", "repair", "charges", "chains", "waiting")),
    *(f"matching/{name}" for name in ("fit", "large", "largefit", "ledger", "places", "rules")),
    *(f"assignment/{name}" for name in ("cases", "certificate", "ladder", "levels", "market", "pricing", "problem", "program")),
    *(f"domain/{name}" for name in ("checked", "cohort", "framework", "matching", "policy", "repair", "run")),
    *("records/codec", "records/text"),
)
WORKERS = 2
STALE = "noticed after all:"
CPU_SECONDS = 2  # for one record; the slowest takes a tenth of that
SURVIVED, KILLED, BROKEN, UNREACHED = 0, 1, 2, 3


FATES = {SURVIVED: "survived", KILLED: "killed by an answer", BROKEN: "killed at once", UNREACHED: "not reached"}


# What a mutant is.

Spot: TypeAlias = tuple[ast.AST, str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One fault: what stands at a spot of a tree becomes `new`."""

    module: str
    function: str
    spot: Spot
    new: ast.AST
    words: str
    line: int
    lines: range

    @property
    def key(self) -> str:
        """What it is called in the table."""
        return f"{self.module}:{self.function}: {self.words}"

    def put_in(self) -> None:
        """Change the tree that it is of."""
        _put(self.spot, self.new)


def _held(spot: Spot) -> ast.AST:
    home, name, place = spot
    held: ast.AST = getattr(home, name) if place is None else getattr(home, name)[place]
    return held


def _put(spot: Spot, new: ast.AST) -> None:
    home, name, place = spot
    if place is None:
        setattr(home, name, new)
    else:
        getattr(home, name)[place] = new


def _change(before: str, after: str) -> str:
    """Show what differs between two texts, with a little of what is around it."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    return f"{before[:start][-40:]}[{old} -> {new}]{before[len(before) - end :][:20]}"


def _shared(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@dataclass(slots=True)
class Finder:
    """Finds every mutant of a module."""

    module: str
    found: list[Mutant] = field(default_factory=list)
    scope: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    bound: Counter[str] = field(default_factory=Counter)
    around: Spot | None = None

    def walk(self, node: ast.AST) -> None:
        """Look at the children of a node, each with its ways to be wrong."""
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "bases", "ctx", "type_params"):
                continue
            for place, child in enumerate(value) if isinstance(value, list) else ((None, value),):
                if isinstance(child, ast.AST):
                    self._look(node, name, place, child)

    def _look(self, home: ast.AST, name: str, place: int | None, child: ast.AST) -> None:
        if isinstance(child, (ast.Import, ast.ImportFrom)) or _is_words(child) or _is_alias(child) or _is_strict(child):
            return
        around = self.around
        if isinstance(child, (ast.stmt, ast.ExceptHandler)):
            self.around = home, name, place
        for new in self._faults(child):
            self._add(home, name, place, child, new)
        self._within(child)
        self.around = around

    def _within(self, child: ast.AST) -> None:
        inner = isinstance(child, (ast.FunctionDef, ast.ClassDef))
        if not inner:
            self.walk(child)
            return
        outer = self.scope, self.kinds, self.bound
        self.scope, self.kinds = (*self.scope, child.name), (*self.kinds, type(child).__name__)
        self.bound = Counter(n.id for n in ast.walk(child) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
        self.bound.update(n.arg for n in ast.walk(child) if isinstance(n, ast.arg))
        self.walk(child)
        self.scope, self.kinds, self.bound = outer

    def _add(self, home: ast.AST, name: str, place: int | None, old: ast.AST, new: ast.AST) -> None:
        ast.fix_missing_locations(ast.copy_location(new, old))
        line = next((at for at in (_line(old), _line(home)) if at), 0)
        function = ".".join(self.scope) or "module"
        spot, function = (home, name, place), ".".join(self.scope) or "module"
        assert self.around
        before = _text(_held(self.around))
        _put(spot, new)
        words = _change(before, _text(_held(self.around)))
        _put(spot, old)
        self.found.append(
            Mutant(
                module=self.module,
                function=function,
                spot=spot,
                new=new,
                words=words,
                line=line,
                lines=_lines(_held(self.around)),
            )
        )

    def _faults(self, node: ast.AST) -> Iterator[ast.AST]:
        yield from FAULTS.get(type(node), lambda _: ())(node)
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)) and "FunctionDef" not in self.kinds:
            yield from _less(node, "elts")
        if isinstance(node, ast.Dict) and "FunctionDef" not in self.kinds and len(node.keys) > 0:
            for place in range(len(node.keys)):
                yield ast.Dict(keys=_without(node.keys, place), values=_without(node.values, place))
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            yield from self._unassigned(node)

    def _unassigned(self, node: ast.Assign | ast.AugAssign) -> Iterator[ast.AST]:
        """Leave an assignment out, where the names have a value before."""
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        if "FunctionDef" in self.kinds and all(self.bound[n] > 1 for n in names):
            yield ast.Pass()


def _line(node: ast.AST) -> int:
    lines = (inner.lineno for inner in ast.walk(node) if isinstance(inner, (ast.expr, ast.stmt)))
    return next(lines, 0)


def _text(node: ast.AST) -> str:
    """Give the text of a statement without what is inside it, or of an expression."""
    return " ".join(ast.unparse(_bare(node)).split())


def _bare(node: ast.AST) -> ast.AST:
    """Give a statement without the statements inside it."""
    inside = {name: [ast.Pass()] for name, value in ast.iter_fields(node) if isinstance(value, list) and _is_body(value)}
    return ast.fix_missing_locations(ast.copy_location(_with(node, **inside), node))


def _is_body(items: list[Any]) -> bool:
    return bool(items) and isinstance(items[0], (ast.stmt, ast.ExceptHandler))


def _lines(node: Any) -> range:
    """Give the lines of a statement, without those of the statements inside it."""
    body = getattr(node, "body", None)
    first = body[0].lineno if isinstance(body, list) and body else node.end_lineno + 1
    return range(node.lineno, max(first, node.lineno + 1))


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_alias(node: ast.AST) -> bool:
    return isinstance(node, ast.AnnAssign) and isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias"


def _is_strict(node: ast.AST) -> bool:
    """Tell whether a keyword says that two lists are equally long, where they are so by construction."""
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _without(items: Sequence[Any], place: int) -> list[Any]:
    return [*items[:place], *items[place + 1 :]]


def _with(node: ast.AST, **changes: Any) -> ast.AST:
    return type(node)(**{**dict(ast.iter_fields(node)), **changes})


def _less(node: ast.AST, name: str) -> Iterator[ast.AST]:
    """Leave out one item of a list at a time."""
    items = getattr(node, name)
    for place in range(len(items)):
        yield _with(node, **{name: _without(items, place)})


COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
SWAPS = {"min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum", "sorted": "list"}


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for place, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            yield _with(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])


def _bin_op(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in OPERATIONS:
        yield _with(node, op=OPERATIONS[type(node.op)]())


def _bool_op(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for place in range(len(node.values)):
        rest = _without(node.values, place)
        yield rest[0] if len(rest) == 1 else _with(node, values=rest)


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(value=not node.value)
    elif isinstance(node.value, int):
        yield from (ast.Constant(value=node.value + 1), ast.Constant(value=node.value - 1))


def _call(node: ast.Call) -> Iterator[ast.AST]:
    if not any(word.arg == "strict" for word in node.keywords):  # where lengths are the same by construction
        yield from _less(node, "keywords")
    if isinstance(node.func, ast.Name) and node.func.id in SWAPS:
        yield _with(node, func=ast.Name(id=SWAPS[node.func.id], ctx=ast.Load()))
    if isinstance(node.func, ast.Attribute) and node.func.attr in SWAPS:
        yield _with(node, func=_with(node.func, attr=SWAPS[node.func.attr]))
    if isinstance(node.func, ast.Name) and node.func.id == "abs" and len(node.args) == 1:
        yield node.args[0]


def _if(node: ast.If) -> Iterator[ast.AST]:
    for value in (True, False):
        yield _with(node, test=ast.Constant(value=value))


def _if_exp(node: ast.IfExp) -> Iterator[ast.AST]:
    yield from (node.body, node.orelse)


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


def _return(node: ast.Return) -> Iterator[ast.AST]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield ast.Return(value=ast.Constant(value=None))


def _nothing(_: ast.AST) -> Iterator[ast.AST]:
    yield ast.Pass()


def _continue(_: ast.Continue) -> Iterator[ast.AST]:
    yield from (ast.Break(), ast.Pass())


def _break(_: ast.Break) -> Iterator[ast.AST]:
    yield ast.Continue()


def _for(node: ast.For) -> Iterator[ast.AST]:
    yield _with(node, iter=ast.Tuple(elts=[], ctx=ast.Load()))


def _while(node: ast.While) -> Iterator[ast.AST]:
    yield _with(node, test=ast.Constant(value=False))


def _comprehension(node: ast.comprehension) -> Iterator[ast.AST]:
    yield from _less(node, "ifs")


def _handler(node: ast.ExceptHandler) -> Iterator[ast.AST]:
    if isinstance(node.type, ast.Tuple):
        yield from (_with(node, type=_with(node.type, elts=_without(node.type.elts, n))) for n in range(len(node.type.elts)))
    else:
        yield _with(node, type=ast.Tuple(elts=[], ctx=ast.Load()))


def _slice(node: ast.Slice) -> Iterator[ast.AST]:
    yield from (_with(node, **{end: None}) for end in ("lower", "upper") if getattr(node, end))


def _starred(node: ast.Tuple | ast.List) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load) and any(isinstance(item, ast.Starred) for item in node.elts):
        yield from _less(node, "elts")


FAULTS: dict[type[ast.AST], Any] = {
    ast.Compare: _compare,
    ast.BinOp: _bin_op,
    ast.BoolOp: _bool_op,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.If: _if,
    ast.IfExp: _if_exp,
    ast.UnaryOp: _unary,
    ast.Return: _return,
    ast.Expr: _nothing,
    ast.Raise: _nothing,
    ast.Continue: _continue,
    ast.Break: _break,
    ast.For: _for,
    ast.While: _while,
    ast.comprehension: _comprehension,
    ast.ExceptHandler: _handler,
    ast.Slice: _slice,
    ast.Tuple: _starred,
    ast.List: _starred,
}


def mutants(module: str) -> tuple[ast.Module, list[Mutant]]:
    """Give the tree of a module, and every mutant of it."""
    tree, finder = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8")), Finder(module)
    finder.walk(tree)
    return tree, finder.found


# How the program answers.


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the package from code that is compiled already, one module of it changed."""

    def __init__(self, codes: dict[str, tuple[CodeType, bool]]) -> None:
        self.codes = codes

    def find_spec(self, name: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        """Give the modules of the package alone."""
        if name not in self.codes:
            return None
        code, package = self.codes[name]
        spec = importlib.machinery.ModuleSpec(name, self, origin=code.co_filename, is_package=package)
        spec.has_location = True  # the face reads the stub beside it
        if self.codes[name][1]:
            spec.submodule_search_locations = [str(HERE.parent / name.replace(".", "/"))]
        return spec

    def exec_module(self, module: Any) -> None:
        """Run its code."""
        exec(self.codes[module.__name__][0], module.__dict__)  # noqa: S102  # what an import does

    def get_resource_reader(self, name: str) -> Any:
        """Read the files that lie beside a module of the package."""
        return FileReader(SimpleNamespace(path=str(HERE.parent / name.replace(".", "/") / "__init__.py")))


def compiled() -> dict[str, tuple[CodeType, bool]]:
    """Compile the whole package once."""
    codes = {}
    for file in PACKAGE.rglob("*.py"):
        parts = file.relative_to(HERE.parent).with_suffix("").parts
        package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if package else parts)
        codes[name] = (compile(file.read_text(encoding="utf-8"), str(file), "exec"), package)
    return codes


def forget() -> None:
    """Let the package be imported anew; what it needs of others stays."""
    for name in [name for name in sys.modules if name.split(".")[0] == "cxmatch"]:
        del sys.modules[name]


def read(case: dict[str, str]) -> Any:
    """Make what verify takes of the texts of a case; the error in words where they are not read."""
    from cxmatch.domain.run import Run
    from cxmatch.errors import CxmatchError
    from cxmatch.records.codec import loads

    try:
        tree = loads(case["record"])
        said = loads(case["said"]) if case["said"] else tree
        run, parent = Run.from_tree(tree), Run.from_json(case["parent"]) if case["parent"] else None
        survey = Run.from_json(case["survey"]).cohort if case["survey"] else None
        return run, said, parent, survey, json.loads(case["limits"] or "{}")
    except CxmatchError as problem:
        return f"{type(problem).__name__}: {problem}"
    except Exception as problem:
        return type(problem).__name__


def answer(texts: Any) -> Any:
    """Give all that verify says of what was read: each difference, and the verdict in words."""
    from cxmatch.domain.checked import Checked
    from cxmatch.matching.verify import verify

    if isinstance(texts, str):
        return texts
    run, tree, parent, survey, limits = texts
    try:
        with limited(limits):
            found = verify(run, record=tree, parent=parent, cohort=survey)
        said = Checked(run=run, differences=found, missing="" if parent or not run.repair else str(run.parent))
        return found, said.exit_code, said.headline, said.holds, said.unchecked, _told(run)
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"


@contextmanager
def limited(limits: Mapping[str, int]) -> Iterator[None]:
    """Let some numbers of modules be others for a while: how many pairs are many, and how many are looked at together."""
    places = [
        (sys.modules[f"cxmatch.{module}"], name, limits[key]) for key in limits for module, _, name in [key.rpartition(".")]
    ]
    before = [getattr(module, name) for module, name, _ in places]
    try:
        for module, name, number in places:
            setattr(module, name, number)
        yield
    finally:
        for (module, name, _), number in zip(places, before, strict=True):
            setattr(module, name, number)


def _told(run: Any) -> Any:
    """Give what people are told of a run that is not recomputed: of its bill and menu, its pairs and its cohort."""
    from cxmatch.domain.matching import gap_words
    from cxmatch.domain.repair import dearest

    unit, repair, matching, cohort = run.unit, run.repair, run.matching, run.cohort
    scales = cohort.framework.capability_scale, cohort.framework.need_scale
    try:
        said = [entry.words(unit) for entry in run.bill], [entry.rule for entry in dearest(run.bill, 2)]
        chains = [chain.words(unit) for chain in repair.chains] if repair else []
        menu = (repair.unsearched, repair.is_afresh, repair.changed) if repair else ()
        pairs = [(fit.share, [entry.term for entry in fit.leading]) for fit in matching.pairings]
        gaps = [gap_words(prices, unit) for prices in (matching.prices, *(entry.prices for entry in run.bill))]
        sides = [entry.side.partner.value for entry in matching.waiting]
        wanted = [area.id for office in cohort.offices for area in cohort.wanted(office)]
        levels = [(scale.describe(), scale.say(scale.bottom), scale.say(scale.top)) for scale in scales]
        return said, chains, menu, pairs, gaps, sides, matching.paired, matching.lowest, cohort.words, wanted, levels
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"


def _reached(case: dict[str, str], files: Iterable[str]) -> set[tuple[str, int]]:
    """Tell which lines of some files answering a case runs."""
    found: set[tuple[str, int]] = set()

    def note(frame: Any, event: str, _: Any) -> Any:
        found.add((frame.f_code.co_filename, frame.f_lineno))
        return note

    def start(frame: Any, event: str, _: Any) -> Any:
        return note(frame, event, _) if frame.f_code.co_filename in files else None

    for module in [module for name, module in sys.modules.items() if name.split(".")[0] == "cxmatch"]:
        for kept in [kept for kept in vars(module).values() if hasattr(kept, "cache_clear")]:
            kept.cache_clear()  # else what was worked out before is not reached again
    sys.settrace(start)
    answer(read(case))
    sys.settrace(None)
    return found


# The campaign.


@dataclass(slots=True)
class Campaign:
    """The corpus with its answers, the compiled program, and what became of each mutant."""

    cases: list[dict[str, str]]
    codes: dict[str, tuple[CodeType, bool]]
    answers: list[Any] = field(default_factory=list)
    reached: list[set[tuple[str, int]]] = field(default_factory=list)
    inputs: list[Any] = field(default_factory=list)
    fates: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def prepare(self, modules: Iterable[str]) -> None:
        """Let the unchanged program answer everything, and see which lines of some modules each record reaches."""
        files = {str(PACKAGE / f"{module}.py") for module in modules}
        self._imported(self.codes)
        self.answers = [answer(read(case)) for case in self.cases]
        self.reached = [_reached(case, files) for case in self.cases]
        self.inputs = [read(case) for case in self.cases]
        gc.freeze()

    def _imported(self, codes: dict[str, tuple[CodeType, bool]]) -> None:
        forget()
        sys.meta_path[:] = [Changed(codes), *(finder for finder in sys.meta_path if not isinstance(finder, Changed))]
        import cxmatch.domain.checked
        import cxmatch.matching.verify  # noqa: F401

    def chosen(self, tree: ast.Module, mutant: Mutant) -> list[int]:
        """Give the records that reach the function of a mutant, the quickest to answer first."""
        if not _scope(tree, mutant.line):
            return list(range(len(self.cases)))
        places = {(str(PACKAGE / f"{mutant.module}.py"), line) for line in mutant.lines}
        return [number for number, reached in enumerate(self.reached) if places & reached]

    def run(self, modules: Iterable[str], wanted: Callable[[Mutant], bool] = lambda _: True) -> None:
        """Try every mutant of some modules that is wanted, a few at a time."""
        alive: dict[int, Mutant] = {}
        for module in modules:
            tree, found = mutants(module)
            for mutant in filter(wanted, found):
                while len(alive) >= WORKERS:
                    self._reap(alive)
                alive[self._fork(tree, mutant)] = mutant
            while alive:
                self._reap(alive)
            counts: Counter[str] = sum((self.fates[key] for key in {mutant.key for mutant in found}), Counter())
            print(module, dict(counts), flush=True)

    def _fork(self, tree: ast.Module, mutant: Mutant) -> int:
        child = os.fork()
        if child:
            return child
        try:
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            os._exit(self._fate(tree, mutant))
        except BaseException:
            os._exit(BROKEN)

    def _fate(self, tree: ast.Module, mutant: Mutant) -> int:
        numbers = self.chosen(tree, mutant)
        if not numbers:
            return UNREACHED
        scope = _scope(tree, mutant.line)
        mutant.put_in()
        code = compile(tree, str(PACKAGE / f"{mutant.module}.py"), "exec")
        name = f"cxmatch.{mutant.module.replace('/', '.')}"
        # Nothing that reads a record stands above the domain: elsewhere it is enough to change the one function.
        if scope and not mutant.module.startswith(("domain/", "records/")):
            _patch(sys.modules[name], scope, code)
            inputs: Any = self.inputs
        else:
            self._imported({**self.codes, name: (code, False)})
            inputs = Texts(self.cases)
        for number in numbers:
            signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
            if answer(inputs[number]) != self.answers[number]:
                return KILLED
        return SURVIVED

    def _reap(self, alive: dict[int, Mutant]) -> None:
        pid, status = os.wait()
        mutant = alive.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        fate = FATES.get(code, "killed by time")
        self.fates[mutant.key][fate] += 1


class Texts:
    """The cases, read when they are asked for."""

    def __init__(self, cases: list[dict[str, str]]) -> None:
        self.cases = cases

    def __getitem__(self, number: int) -> Any:
        return read(self.cases[number])


def _scope(tree: ast.Module, line: int) -> list[ast.ClassDef | ast.FunctionDef]:
    """Give the classes and the outermost function around a line; nothing outside of functions, or in a signature."""
    inside: list[ast.ClassDef | ast.FunctionDef] = []
    body: list[ast.stmt] = tree.body
    while not inside or isinstance(inside[-1], ast.ClassDef):
        blocks = (node for node in body if isinstance(node, (ast.ClassDef, ast.FunctionDef)))
        found = next((node for node in blocks if node.lineno <= line <= (node.end_lineno or 0)), None)
        if found is None:
            return []
        inside.append(found)
        body = found.body
    last = inside[-1]
    return inside if isinstance(last, ast.FunctionDef) and line > _head(last) else []


def _patch(module: Any, scope: list[ast.ClassDef | ast.FunctionDef], code: CodeType) -> None:
    """Give a function that is there the code of a changed one."""
    holder: Any = module
    for node in scope:
        code = next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == node.name)
        holder = holder.__dict__[node.name]
    for name in ("fget", "func", "__func__", "__wrapped__"):
        holder = getattr(holder, name, holder)
    holder.__code__ = code


def _head(node: ast.FunctionDef) -> int:
    """Give the last line of the signature: its defaults belong to what is around it."""
    return node.body[0].lineno - 1 if node.body[0].lineno > node.lineno else node.lineno


def made_corpus(*, brief: bool = False) -> list[dict[str, str]]:
    """Let a process of its own make the corpus: it needs solvers, which verify must not."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "corpus.json"
        code = f"import json, mutant_corpus as m; json.dump(m.as_json(brief={brief}), open({str(file)!r}, 'w'))"
        path = os.pathsep.join([str(HERE.parent), str(HERE)])
        subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": path})  # noqa: S603
        return json.loads(file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Table:
    """Why nobody needs to notice some mutants: a reason by the key of one, or by the function or class that they are all of."""

    mutants: Mapping[str, str]
    functions: Mapping[str, str]

    def why(self, key: str) -> str:
        """Give the reason for one mutant; nothing where there is none."""
        return self.mutants.get(key) or next((reason for name, reason in self.functions.items() if _is_of(key, name)), "")


def _is_of(key: str, function: str) -> bool:
    """Tell whether a mutant is of a function or a class, named as in the table."""
    return key.startswith((f"{function}:", f"{function}."))


def explained() -> Table:
    """Read the table of survivors."""
    entries = tomllib.loads((HERE / "mutants.toml").read_text(encoding="utf-8"))["survivors"]
    reasons = ({name: entry["reason"] for entry in entries for name in entry.get(kind, ())} for kind in ("mutants", "functions"))
    return Table(*reasons)


def judged(fates: Mapping[str, Counter[str]], modules: Iterable[str]) -> list[str]:
    """Name every survivor without a reason, and every reason without a survivor."""
    table, mine = explained(), tuple(f"{module}:" for module in modules)
    alive = {key for key, counts in fates.items() if counts["survived"] or counts["not reached"]}
    rows = {key for key in table.mutants if key.startswith(mine)} - alive
    rows |= {name for name in table.functions if name.startswith(mine) and not any(_is_of(key, name) for key in alive)}
    bare = sorted(key for key in alive if not table.why(key))
    return [f"no answer notices  {key}" for key in bare] + [f"{STALE}  {key}" for key in sorted(rows)]


def main() -> None:
    """Run the campaign, and end in 1 where a survivor is not explained."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("modules", nargs="*", default=MODULES)
    parser.add_argument("--explained", action="store_true", help="try also the mutants that stand in the table with a reason")
    given, table = parser.parse_args(), explained()
    campaign = Campaign(made_corpus(), compiled())
    print(f"{len(campaign.cases):,} records", flush=True)
    campaign.prepare(given.modules)
    campaign.run(given.modules, lambda mutant: given.explained or not table.why(mutant.key))
    print(dict(sum(campaign.fates.values(), Counter())))
    problems = judged(campaign.fates, given.modules)
    problems = [line for line in problems if given.explained or not line.startswith(STALE)]
    print("\n".join(problems))
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
