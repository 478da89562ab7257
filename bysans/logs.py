"""How the service speaks on the console: one line an event, the role named, for people and for collectors."""

import logging
import sys

import structlog

from bysans.repeated_lines import OncePerMinute


def configure(role: str, *, level: int = logging.INFO) -> None:
    """Send structlog's events and the libraries' warnings to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,  # what the work at hand is known by, such as a request's id
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,  # plain: a renderer that shows local variables would show secrets
        lambda _logger, _name, event: {"role": role, **event},
    ]
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
        )
    )
    handler.addFilter(OncePerMinute())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("paho", "alembic", "uvicorn", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
