# The whole studio in one container: web server, workers, ingest and the mixers themselves. See docker-compose.yml.
FROM node:20-bookworm-slim AS npm
WORKDIR /tally
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       bubblewrap chromium pulseaudio \
       ffmpeg fontconfig fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji libfribidi0 nginx libnginx-mod-rtmp \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /tally
COPY requirements*.txt ./
# Captions' packages are in it too; torch alone is some gigabytes. For a small image: requirements-core.txt.
RUN pip install --no-cache-dir -r requirements.txt "psycopg[binary]==3.3.9"
COPY . .
COPY --from=npm /tally/node_modules node_modules
ENV TALLY_HOME=/var/lib/tally HOST=0.0.0.0 PYTHONUNBUFFERED=1
VOLUME /var/lib/tally
EXPOSE 8000 1935
HEALTHCHECK --start-period=60s --interval=10s \
    CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=5)"
STOPSIGNAL SIGTERM
CMD ["python", "manage.py", "up"]
