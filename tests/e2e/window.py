"""A window under a virtual X display, with recorded input."""
import json
import os
import shutil
import subprocess
import unittest

from picture import Picture
from program import Case

MOVED, PRESSED, RELEASED, SCROLLED, KEY_PRESSED, KEY_RELEASED, TYPED, DROPPED = range(8)
DOWN, ENTER, ESCAPE, F1, F12, PLUS = 260, 268, 269, 270, 272, 273


def event(kind, x=0.0, y=0.0, code=0):
    return {"kind": kind, "x": x, "y": y, "code": code}


def key(code, control=False):
    return [frame({**event(KEY_PRESSED, code=code), "control": control}), frame(event(KEY_RELEASED, code=code)), frame()]


def typed(text):
    return [frame(*(event(TYPED, code=ord(character)) for character in str(text))), frame(), frame()]


def drop(*paths):
    return [frame(*({**event(DROPPED), "paths": [str(path)]} for path in paths))]


def click(x, y):
    return [frame(event(MOVED, x, y)), frame(event(PRESSED, x, y)), frame(event(RELEASED, x, y)), frame()]


def orbit(x, y, frames):
    turn = [frame(event(MOVED, x + 4 * i, y), elapsed=0.04) for i in range(frames)]
    return [frame(event(MOVED, x, y)), frame(event(PRESSED, x, y, 1)), *turn, frame(event(RELEASED, x, y, 1))]


def frame(*events, elapsed=0.05):
    return {"elapsed": elapsed, "events": list(events)}


@unittest.skipUnless(shutil.which("Xvfb"), "Xvfb is not installed")
class WindowCase(Case):
    """A test with a display of its own and a territory of 36 blocks."""

    def setUp(self):
        super().setUp()
        read, write = os.pipe()
        self.display = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24"], pass_fds=[write],
                                        stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as display:
            self.environment["DISPLAY"] = ":" + display.readline().strip()
        self.addCleanup(self.display.wait)
        self.addCleanup(self.display.terminate)
        self.territory = self.new_territory()
        self.run_program("add", self.territory, self.write_blocks(self.territory / "blocks.geojson"))

    def play(self, frames, name="last.png", language="en", territory=None):
        picture = self.folder / name
        self.report = self.play_report(frames, territory or self.territory, "--picture", picture, language=language)
        return Picture(picture)

    def play_report(self, frames, *arguments, language="en"):
        recording = self.folder / "input.jsonl"
        recording.write_text("".join(json.dumps(f) + "\n" for f in frames), encoding="utf-8")
        result = self.run_program("view", *arguments, "--play", recording, "--json", language=language)
        return json.loads(result.stdout)

    def settings(self, **values):
        """Writes what the user has chosen before; without values, reads what is there now."""
        path = self.folder / ".config/belvedere/settings.json"
        if values:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
        return json.loads(path.read_text(encoding="utf-8"))

    def layers(self, territory=None):
        return self.territory_json(territory or self.territory)["layers"]
