"""How each noun looks in a terminal, the screens fetched on first use as the face is. The only room that knows rich."""

try:
    from lazy_loader import attach_stub
except ImportError:
    pass  # the face says so; the words for it are in this room
else:
    __getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
