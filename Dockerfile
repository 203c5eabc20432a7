# The desk in a container: one image for web, mail, worker and one-off commands. See docs/running.md.

FROM python:3.11-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /build
COPY pyproject.toml requirements.lock ./
# What the desk needs to run, and to keep raw messages in a bucket, without the tools of its development, in the versions
# and with the hashes of the lock.
RUN python -m venv --without-pip /venv \
    && uv pip install --no-cache --link-mode copy --python /venv/bin/python --constraints requirements.lock --extra s3 -r pyproject.toml

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin desk \
    && install -d -o desk -g desk -m 0750 /data
COPY --from=build /venv /venv
WORKDIR /desk
COPY manage.py ./
COPY abusedesk abusedesk
COPY accounts accounts
COPY complaints complaints
COPY templates templates
COPY static static
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DESK_DATA_DIR=/data STATIC_DIR=/desk/collected HOST=0.0.0.0
RUN python -m compileall -q abusedesk accounts complaints \
    && SECRET_KEY=for-this-step-only DESK_DATA_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build
USER desk
VOLUME /data
EXPOSE 8000 8025
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "abusedesk.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
