"""A headless browser for checks: found or installed, and spoken to by the DevTools protocol over a
pipe. Standard library only."""
import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE = 60
SIZES = {"phone": (390, 844), "laptop": (1280, 900)}


def find():
    """Path of a browser; installs one where that is possible, else None."""
    for attempt in range(2):
        found = next(filter(None, map(shutil.which, NAMES)), None)
        if found or attempt:
            return found
        if os.geteuid() == 0 and shutil.which("apt-get"):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
            subprocess.run(["apt-get", "update", "-qq"], **quiet)
            subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], **quiet)
    return None


@contextlib.contextmanager
def tab(folder):
    """One page of a browser that keeps its files in a folder, which is made. Where there is no browser
    the script ends: as a failure, unless FELTSENSE_NO_BROWSER is set."""
    binary = find()
    if not binary:
        print("no Chromium, and none can be installed: the page is not looked at")
        sys.exit(None if os.environ.get("FELTSENSE_NO_BROWSER") else "set FELTSENSE_NO_BROWSER=1 where this is meant to pass")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    opened = Tab(binary, folder / "profile")
    try:
        yield opened
    finally:
        opened.close()
    shutil.rmtree(folder / "profile", ignore_errors=True)


class Tab:
    """One page."""

    def __init__(self, binary, profile):
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
                 "--hide-scrollbars", "--remote-debugging-pipe", f"--user-data-dir={profile}"]
        # The browser reads from 3 and writes to 4.
        line = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
        none = subprocess.DEVNULL
        self.process = subprocess.Popen(["bash", "-c", line, binary, *flags],
                                        pass_fds=(to_browser, from_browser), stdin=none, stdout=none, stderr=none)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.session, self.rest, self.events = 0, None, b"", []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def message(self):
        end = time.monotonic() + PATIENCE
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.read_end], [], [], max(0, end - time.monotonic()))
            part = os.read(self.read_end, 1 << 16) if ready else b""
            assert part, "the browser does not answer"
            self.rest += part
        one, self.rest = self.rest.split(b"\0", 1)
        return json.loads(one)

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write_end, data):]
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self.events.append(answer)

    def open(self, url):
        """Goes to a page; gives the addresses that it asked for."""
        self.events = []
        self.call("Page.navigate", url=url)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.message())
        asked = (event for event in self.events if event.get("method") == "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in asked]

    def complaints(self):
        """What the browser has to say of the page since it was opened."""
        kinds = ("Log.entryAdded", "Runtime.exceptionThrown")
        return [event["params"] for event in self.events if event.get("method") in kinds]

    def open_alone(self, page):
        """Goes to a page of ours, which asks for nothing but itself and is in order."""
        url = Path(page).resolve().as_uri()
        asked = self.open(url)
        assert asked == [url], asked
        assert not self.complaints(), self.complaints()

    def js(self, source):
        result = self.call("Runtime.evaluate", expression=f"(() => {{ {source} }})()", returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def media(self, scheme="light", kind=""):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=kind, features=features)

    def schemes(self):
        """Light, then dark; the page is as light as it should be. Light again behind it."""
        for scheme in ("light", "dark"):
            self.media(scheme)
            yield scheme
            paper = self.js("return getComputedStyle(document.body).backgroundColor")
            light = sum(int(part) for part in paper[4:-1].split(",")) > 3 * 128
            assert light == (scheme == "light"), f"{scheme}: {paper}"
        self.media("light")

    def sizes(self):
        """Each size of a window, which the page fits."""
        for name, (width, height) in SIZES.items():
            self.size(width, height)
            wide = self.js("return document.documentElement.scrollWidth")
            assert wide <= width, f"{name}: {wide} pixels wide"
            yield name

    def key(self, key, code, text=""):
        for kind in ("keyDown", "keyUp"):
            extra = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **extra)

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def pdf(self, path):
        data = self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
