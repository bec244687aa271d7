"""The face: what `import cxmatch as cx` offers."""

import cxmatch as cx


def test_every_name_of_the_face_is_there() -> None:
    """What the stub lists can be fetched, and nothing else is listed."""
    for name in cx.__all__:
        assert getattr(cx, name) is not None
    assert set(cx.__all__) <= set(dir(cx))
