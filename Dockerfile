# The service at the versions uv.lock names; the roles are its subcommands.
FROM python:3.13-slim AS build
ENV UV_PROJECT_ENVIRONMENT=/opt/bysans \
    UV_PYTHON_DOWNLOADS=never \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy
RUN pip install --no-cache-dir "uv>=0.9,<1"
WORKDIR /source
# The libraries first: they change seldom, and so their layer is kept.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --extra postgresql --extra s3 --extra archive --extra otel --no-install-project
COPY . .
RUN uv sync --locked --no-dev --extra postgresql --extra s3 --extra archive --extra otel --no-editable

FROM python:3.13-slim
# The folders are empty and the user's own: a new volume takes both over.
RUN groupadd --system --gid 10001 bysans \
    && useradd --system --uid 10001 --gid 10001 --home-dir /var/lib/bysans --no-create-home bysans \
    && install -d -o 10001 -g 10001 -m 700 /var/lib/bysans /var/backups/bysans /run/tokens /run/tokens/ingest /run/tokens/watch /run/tokens/api
COPY --from=build /opt/bysans /opt/bysans
ENV PATH=/opt/bysans/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BYSANS_DATA_DIR=/var/lib/bysans
USER 10001:10001
WORKDIR /var/lib/bysans
VOLUME /var/lib/bysans
# Of a container that runs all roles; docker-compose.yml asks each container for its own.
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s CMD ["bysans", "health"]
ENTRYPOINT ["bysans"]
