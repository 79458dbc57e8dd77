"""A real OpenID provider on loopback, and people who sign in with it in a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page

from tests.serving import free_port

PROGRAM = Path(__file__).resolve().parent / "provider"
PATIENCE = 30
"""Seconds in which the provider answers."""


@contextmanager
def provider(folder: Path, people: list[str], dashboard_port: int) -> Iterator[dict[str, str]]:
    """A provider that knows each of ``people`` by a verified address; gives what a dashboard is told of it.

    ``folder`` gets a copy of the provider's program and its packages. Fails with a sentence without Node.js.
    """
    for tool in ("node", "npm"):
        assert shutil.which(tool), f"{tool} is not installed: the tests sign in with a real provider, which needs it."
    program = Path(shutil.copytree(PROGRAM, folder / "provider"))
    packages = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=program, capture_output=True, text=True
    )
    assert packages.returncode == 0, f"npm could not install the provider:\n{packages.stdout}{packages.stderr}"
    port, back = free_port(), f"http://localhost:{dashboard_port}/oauth2callback"
    accounts = {person.partition("@")[0]: {"email": person, "email_verified": True} for person in people}
    log = folder / "provider.log"
    with log.open("wb") as lines:
        command = ["node", "provider.mjs", str(port), back, json.dumps(accounts)]
        process = subprocess.Popen(command, cwd=program, stdout=lines, stderr=lines)
        try:
            metadata = f"http://localhost:{port}/.well-known/openid-configuration"
            _wait(metadata, process, log)
            yield {
                "MONITOR_OIDC_CLIENT_ID": "monitor",
                "MONITOR_OIDC_CLIENT_SECRET": "only-for-tests",
                "MONITOR_OIDC_METADATA_URL": metadata,
                "MONITOR_OIDC_REDIRECT_URI": back,
                "MONITOR_OIDC_COOKIE_SECRET": "a-secret-of-the-tests-long-enough-to-sign",
            }
        finally:
            process.kill()
            process.wait()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < give_up:
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the provider did not answer:\n{log.read_text()[-3000:]}")


def sign_in(page: Page, login: str) -> None:
    """From any page of the dashboard through the provider's two forms and back."""
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").or_(page.locator(".person")).first.wait_for(timeout=60_000)
    if "interaction" in page.url:
        page.get_by_role("button", name="Continue").click()
    page.locator(".person").wait_for(timeout=60_000)
