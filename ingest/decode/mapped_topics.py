"""Tells the sender of a message on a topic that a model names."""

from collections.abc import Mapping

from config.catalogue import Catalogue
from domain.model import Model
from domain.topic_pattern import TopicMatch, TopicPattern


class MappedTopics:
    """The topics that models name, found out again when the models have changed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._models: Mapping[str, Model] = {}
        self._patterns: list[tuple[TopicPattern, Model]] = []

    def match(self, topic: str) -> tuple[TopicMatch, Model] | None:
        """Return what a topic says and the model that names it; None for one that no model does."""
        models = self._catalogue.models
        if models is not self._models:
            self._models = models
            self._patterns = [(pattern, model) for model in models.values() for pattern in model.topics]
        matches = ((pattern.match(topic), model) for pattern, model in self._patterns)
        return next(((match, model) for match, model in matches if match is not None), None)
