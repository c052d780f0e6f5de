# One image for web, worker, beat and the migrations; docker-compose.yml names the command of each.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 CST_ENVIRONMENT=production

RUN useradd --system --uid 10001 --create-home --home-dir /srv/cst cst \
    && install -d -o cst -g cst /srv/cst/var /srv/cst/var/media
WORKDIR /srv/cst/app

COPY requirements/production.txt requirements/
RUN pip install --require-hashes --only-binary :all: -r requirements/production.txt
COPY . .
# The static files need settings, and these need values; none of them stays in the image.
RUN SECRET_KEY=build DATABASE_URL=postgres://build/build REDIS_URL=redis://build \
    python manage.py collectstatic --noinput --verbosity 0

USER cst
ENV CST_VAR_DIR=/srv/cst/var MEDIA_ROOT=/srv/cst/var/media
VOLUME /srv/cst/var/media
EXPOSE 8000
CMD ["gunicorn", "cst.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", "--threads", "8", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
