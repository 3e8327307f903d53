# The service without torch. The tag names a line of releases; to pin the very image, put its
# digest behind it: `docker buildx imagetools inspect python:3.11-slim-bookworm` prints it, and
# python:3.11-slim-bookworm@sha256:… is then always the same.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
# What an export needs comes first and alone: torch is fetched anew only when pyproject.toml changes.
COPY pyproject.toml README.md LICENSE ./
COPY tools/set_up.py tools/
RUN python tools/set_up.py export
COPY indexer indexer
RUN .venv/bin/python -c "from pathlib import Path; from indexer import EncoderSource, exported_encoder; exported_encoder(Path('/encoders'), EncoderSource())"
COPY billing billing
COPY service service
RUN python -m venv --without-pip /opt/ask-episode \
    && pip --python /opt/ask-episode/bin/python install --no-cache-dir .

FROM ${BASE}
COPY --from=build /opt/ask-episode /opt/ask-episode
# docker-compose.yml copies the encoder into the data folder, which is a volume.
COPY --from=build /encoders /opt/encoders
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin ask \
    && install --directory --owner ask --group ask --mode 700 /data
USER 10001:10001
ENV PATH=/opt/ask-episode/bin:$PATH PYTHONUNBUFFERED=1 ASK_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["ask-episode"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
