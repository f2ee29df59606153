# Runs the app as an unprivileged user. Snapshots are mounted at /app/data:
#   docker build -t phm-explorer .
#   docker run --rm -p 8501:8501 -v phm-data:/app/data phm-explorer
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PHM_DATA_DIR=/app/data

WORKDIR /app

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt

COPY . .

# After the copy, which would make the folder root's again.
RUN useradd --system --uid 10001 --no-create-home phm \
    && mkdir --parents data \
    && chown phm data

USER phm
VOLUME /app/data
EXPOSE 8501

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]

CMD ["streamlit", "run", "app.py", "--server.port=8501", "--server.fileWatcherType=none"]
