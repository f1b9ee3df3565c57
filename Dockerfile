# The project's two images: `services` (every Python service and the command line) and `etl` (Spark).
# BASE_IMAGE is any Debian 12 with Python 3.11: the official python image, or tarn-base:bookworm (containers/base.sh).
ARG BASE_IMAGE=python:3.11.15-slim-bookworm

# uv, pinned by hash, installs everything else.
FROM ${BASE_IMAGE} AS installer
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt \
    PATH=/opt/installer/bin:$PATH
COPY requirements/build.txt /requirements/
RUN python3 -m venv /opt/installer \
    && pip install --disable-pip-version-check --no-cache-dir --quiet --require-hashes -r /requirements/build.txt

FROM installer AS services-packages
COPY requirements/catalog.txt requirements/cli.txt requirements/console.txt requirements/crawler.txt \
    requirements/dedup.txt requirements/gateway.txt requirements/metrics.txt requirements/parquet.txt requirements/query.txt \
    requirements/producer.txt requirements/sink.txt /requirements/
RUN python3 -m venv --without-pip /opt/tarn \
    && uv pip install --no-cache --compile-bytecode --no-deps --require-hashes --python /opt/tarn/bin/python \
    -r /requirements/catalog.txt -r /requirements/cli.txt -r /requirements/console.txt -r /requirements/crawler.txt \
    -r /requirements/metrics.txt -r /requirements/query.txt -r /requirements/dedup.txt -r /requirements/gateway.txt \
    -r /requirements/parquet.txt -r /requirements/producer.txt -r /requirements/sink.txt

FROM ${BASE_IMAGE} AS services
# Its folder is the first thing a new volume sees, and gives the volume its owner.
RUN useradd --uid 10001 --no-create-home --home-dir /tmp tarn && install -d -o tarn -g tarn /var/lib/tarn
COPY --from=services-packages /opt/tarn /opt/tarn
COPY containers/health /srv/tarn/containers/health
COPY docker-compose.yml /srv/tarn/
COPY aws /srv/tarn/aws
COPY cli /srv/tarn/cli
COPY lake /srv/tarn/lake
COPY services /srv/tarn/services
ENV PATH=/opt/tarn/bin:$PATH PYTHONPATH=/srv/tarn PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    TARN_HOME=/var/lib/tarn TARN_IN_CONTAINER=1
WORKDIR /srv/tarn
USER tarn
CMD ["python", "-m", "cli", "--help"]

# Spark's jars for S3 and those that replace its own with known faults, by the digests of stack/jars/etl.lock.
FROM installer AS spark-jars
COPY requirements/stack.txt /requirements/
RUN uv pip install --no-cache --no-deps --require-hashes --python /opt/installer/bin/python -r /requirements/stack.txt
COPY aws /srv/tarn/aws
COPY lake /srv/tarn/lake
COPY stack /srv/tarn/stack
WORKDIR /srv/tarn
RUN python -c "from pathlib import Path; from stack.jars import fetch; fetch(['etl'], Path('/opt/jars'), lambda _: None)"

# PySpark comes as source: the pinned setuptools beside uv builds it, into the site-packages of the environment to be.
FROM installer AS etl-packages
COPY requirements/etl.txt /requirements/
RUN python3 -m venv --without-pip /opt/tarn \
    && uv pip install --no-cache --compile-bytecode --no-deps --require-hashes --no-build-isolation \
    --python /opt/installer/bin/python --target "$(echo /opt/tarn/lib/python3*/site-packages)" -r /requirements/etl.txt

FROM ${BASE_IMAGE} AS etl
# Slim images lack the manual's folder, without which the JRE's alternatives cannot be set up.
RUN mkdir -p /usr/share/man/man1 \
    && apt-get update -q && apt-get install -yq --no-install-recommends openjdk-17-jre-headless procps \
    && rm -rf /var/lib/apt/lists/* \
    && ln -s "$(dirname "$(dirname "$(readlink -f /usr/bin/java)")")" /opt/java \
    && useradd --uid 10001 --no-create-home --home-dir /tmp tarn
COPY --from=etl-packages /opt/tarn /opt/tarn
COPY --from=spark-jars /opt/jars/etl /opt/spark-jars
COPY containers/health /srv/tarn/containers/health
COPY aws /srv/tarn/aws
COPY awsglue /srv/tarn/awsglue
COPY lake /srv/tarn/lake
COPY services /srv/tarn/services
ENV PATH=/opt/tarn/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TARN_HOME=/tmp/tarn TARN_IN_CONTAINER=1 \
    JAVA_HOME=/opt/java TARN_SPARK_JARS=/opt/spark-jars SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost
WORKDIR /srv/tarn
USER tarn
CMD ["python", "-m", "services.etl"]
