"""Shows the keywords that a reading takes, which Python knows only when it runs; griffe calls this for each function."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

from griffe import Extension, Function, Parameter, ParameterKind

_BY_KEYWORD = inspect.Parameter.KEYWORD_ONLY


class Keywords(Extension):
    """Put the keywords of a reading in place of its `options`."""

    def on_function(self, *, func: Function, **_: Any) -> None:
        """Look at one function."""
        if "options" in func.parameters and any("taking_options" in str(one.value) for one in func.decorators):
            known = inspect.signature(getattr(import_module(func.module.path), func.name)).parameters
            del func.parameters["options"]
            for one in (one for one in known.values() if one.kind is _BY_KEYWORD):
                func.parameters.add(Parameter(one.name, kind=ParameterKind.keyword_only, default=repr(one.default)))
