"""cxmatch pairs mentor and protege CX offices from a discovery survey, and explains every pair.

>>> import cxmatch as cx
>>> cohort = cx.read_survey(cx.sample("roundtable-14"))
>>> run = cx.pair(cohort)
>>> len(run.matching.pairings)
14
>>> list(cx.pairings_frame(run).columns[:3])
['mentor', 'protege', 'points']

Every verb and noun is fetched on first use, so that `cxmatch --help` loads none of the number libraries; `__init__.pyi` lists
them. Any Python can read this file: only so can `python -m cxmatch` say that it is too old, or what it lacks.
"""

try:
    from lazy_loader import attach_stub
except ImportError:

    def __getattr__(name):
        """Say what is missing to whoever wants anything."""
        import lazy_loader  # noqa: F401

        raise AttributeError(name)

else:
    _fetched, __dir__, __all__ = attach_stub(__name__, __file__)

    def __getattr__(name):
        """Return a name of the face; a verb refuses in words what it does not take."""
        found = _fetched(name)
        if type(found).__name__ == "function":
            from cxmatch.records.kinds import guarded

            found = globals()[name] = guarded(found)
        return found
