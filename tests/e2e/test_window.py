"""The window under a virtual X display, with recorded input: what a hand does, and what is seen then."""
import json
import os
import shutil
import subprocess
import time
import unittest
from pathlib import Path

from picture import Picture
from program import PROGRAM, SECONDS, Case, main

MOVED, PRESSED, RELEASED, SCROLLED, KEY_PRESSED, KEY_RELEASED = 0, 1, 2, 3, 4, 5
F12 = 272


def event(kind, x=0.0, y=0.0, code=0):
    return {"kind": kind, "x": x, "y": y, "code": code}


def frame(*events, elapsed=0.05):
    return {"elapsed": elapsed, "events": list(events)}


@unittest.skipUnless(shutil.which("Xvfb"), "Xvfb is not installed")
class Window(Case):
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

    def play(self, frames, name="last.png", language="en"):
        recording = self.folder / "input.jsonl"
        recording.write_text("".join(json.dumps(f) + "\n" for f in frames), encoding="utf-8")
        picture = self.folder / name
        self.run_program("view", self.territory, "--play", recording, "--picture", picture, language=language)
        return Picture(picture)

    def test_shows_the_territory_and_its_panels(self):
        picture = self.play([frame()])
        self.assertEqual((picture.width, picture.height), (1440, 900))
        panel = picture.pixel(60, 100)
        self.assertGreater(min(panel[:3]), 225, "the light panel of the layers stands on the left")
        middle = [picture.pixel(x, y) for x in range(600, 1100, 10) for y in range(350, 600, 10)]
        self.assertGreater(len(set(middle)), 30, "roofs, walls and ground are in the middle")

    def test_a_click_on_a_building_opens_its_card(self):
        without = self.play([frame()], "without.png")
        x, y = self.roof(without)
        picture = self.play([frame(event(MOVED, x, y)), frame(event(PRESSED, x, y)), frame(event(RELEASED, x, y)), frame()],
                            "with.png")
        self.assertLess(min(without.pixel(1300, 20)[:3]), 225)
        self.assertGreater(min(picture.pixel(1300, 20)[:3]), 225, "a card appears at the top right")

    def roof(self, picture):
        """A pixel well inside a roof near the middle: the default style draws roofs reddish."""
        def is_red(x, y):
            red, green, blue = picture.pixel(x, y)[:3]
            return red > green + 30 and red > blue + 30
        for x in range(600, 1000, 4):
            for y in range(300, 700, 4):
                if all(is_red(x + dx, y + dy) for dx in (-8, 0, 8) for dy in (-8, 0, 8)):
                    return x, y
        self.fail("no roof in the picture")

    def test_the_wheel_comes_nearer(self):
        far = self.play([frame()], "far.png")
        near = self.play([frame(event(MOVED, 720, 450))] + [frame(event(SCROLLED, 0, 1))] * 5, "near.png")
        changed = sum(far.pixel(x, y) != near.pixel(x, y) for x in range(500, 1400, 20) for y in range(100, 800, 20))
        self.assertGreater(changed, 100)

    def test_a_key_keeps_a_picture(self):
        self.play([frame(event(KEY_PRESSED, code=F12)), frame(event(KEY_RELEASED, code=F12))])
        kept = list((self.territory / "captures").glob("*.png"))
        self.assertEqual(len(kept), 1)
        self.assertEqual((Picture(kept[0]).width, Picture(kept[0]).height), (1440, 900))

    def test_draws_nothing_when_nothing_moves(self):
        recording = self.folder / "recorded.jsonl"
        process = subprocess.Popen([PROGRAM, "view", str(self.territory), "--record", str(recording)], env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline, steady = time.time() + SECONDS, 0
            while steady < 3:
                self.assertLess(time.time(), deadline, "the window never came to rest")
                before = self.cpu_seconds(process.pid)
                time.sleep(1.0)
                steady = steady + 1 if self.cpu_seconds(process.pid) - before < 0.05 else 0
        finally:
            process.terminate()
            process.wait(timeout=20)
        self.assertGreater(recording.stat().st_size, 0)

    def cpu_seconds(self, pid):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_a_window_without_a_display_says_what_to_do(self):
        result = self.run_program("view", self.territory, expect=3, DISPLAY="")
        self.assertIn("belvedere render", result.stderr)


if __name__ == "__main__":
    main()
