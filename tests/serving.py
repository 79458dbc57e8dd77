"""A running dashboard and a real browser for the tests that look at pages as a person does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def dashboard(store: str, log: Path, port: int = 0, **environment: str) -> Iterator[str]:
    """The dashboard on ``store``, on a free loopback port or on that one; gives its address, ends with the block."""
    port = port or free_port()
    command = [sys.executable, "-m", "uvicorn", "dashboard:app", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as lines:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "MONITOR_STORE": store, **environment}, stdout=lines, stderr=lines
        )
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", process, log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server that ``process`` is answers; fails with its log where it does not."""
    for _ in range(600):
        if process.poll() is not None:
            raise AssertionError(f"the dashboard did not start:\n{log.read_text()[-3000:]}")
        try:
            with urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the dashboard did not answer:\n{log.read_text()[-3000:]}")
