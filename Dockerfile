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
RUN uv sync --locked --no-dev --extra postgresql --no-install-project
COPY . .
RUN uv sync --locked --no-dev --extra postgresql --no-editable

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/bysans --create-home bysans
COPY --from=build /opt/bysans /opt/bysans
ENV PATH=/opt/bysans/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BYSANS_DATA_DIR=/var/lib/bysans
USER 10001:10001
WORKDIR /var/lib/bysans
VOLUME /var/lib/bysans
HEALTHCHECK --interval=30s --timeout=20s --start-period=60s CMD ["bysans", "check"]
ENTRYPOINT ["bysans"]
