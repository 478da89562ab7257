"""Names in the reader's language, as they are now: those that the API uses too."""

from api.registry.names import names_now

__all__ = ["names_now"]
