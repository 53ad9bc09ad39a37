# Two images: `--target web` (no spaCy, no onnxruntime, no worker code) and `--target worker` (also for
# maintenance, network and beat). Both run as a user without rights, from hash-pinned wheels only.
# Python 3.11: the version the requirements are resolved for.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PATH=/opt/venv/bin:$PATH
RUN groupadd --system --gid 10001 onrecord \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin onrecord \
    && install --directory --owner 10001 --group 10001 /evidence /exports
WORKDIR /app

FROM base AS web-packages
RUN python -m venv /opt/venv
COPY requirements/web.txt /tmp/requirements.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes \
        --only-binary :all: -r /tmp/requirements.txt

FROM base AS worker-packages
RUN python -m venv /opt/venv
COPY requirements/worker.txt /tmp/requirements.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes \
        --only-binary :all: -r /tmp/requirements.txt

FROM base AS application
COPY manage.py ./
COPY docker/healthcheck.py docker/healthcheck.py
COPY config/ config/
COPY api/ api/
COPY audit/ audit/
COPY accounts/ accounts/
COPY transcripts/ transcripts/
COPY claims/ claims/
COPY notify/ notify/
COPY desk/ desk/

FROM application AS web
COPY --from=web-packages /opt/venv /opt/venv
# The key signs nothing: collecting files only needs some key to be set.
RUN SECRET_KEY=used-by-collectstatic-while-building-and-never-again STATIC_MANIFEST=true \
    python manage.py collectstatic --noinput
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "docker/healthcheck.py"]
# WEB_CONCURRENCY sets the number of gunicorn's workers.
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]

FROM application AS worker
COPY --from=worker-packages /opt/venv /opt/venv
COPY worker/ worker/
USER 10001:10001
# Asks this container's own worker, whichever queue it reads.
HEALTHCHECK --interval=60s --timeout=30s --start-period=60s --retries=3 \
    CMD ["sh", "-c", "celery -A config inspect ping --timeout 10 --destination worker@$HOSTNAME"]
CMD ["celery", "-A", "config", "worker", "-Q", "extraction", "-n", "worker@%h", \
     "--concurrency", "2", "--without-gossip", "--without-mingle", "-l", "INFO"]
