"""How NATS writes an MQTT topic: its permissions are given in its own form."""


def subject(topic: str) -> str:
    """Return the NATS subject of a topic or topic filter (docs.nats.io, "MQTT: topics"): levels are parted by points.

    A point within a level becomes two strokes, an empty level one.
    """
    return ".".join(_WILDCARDS.get(level, level.replace(".", "//") or "/") for level in topic.split("/"))


_WILDCARDS = {"+": "*", "#": ">"}
