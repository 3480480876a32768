"""Runs the built program as a user does: an own empty home, no display, English unless asked otherwise."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.environ["BELVEDERE_PROGRAM"]
SOURCE = Path(os.environ["BELVEDERE_SOURCE_DIR"])
DATA = Path(os.environ.get("BELVEDERE_TEST_DATA", SOURCE.parent / "shared" / "data"))
SECONDS = 120 * float(os.environ.get("BELVEDERE_TIME_FACTOR", "1"))

DONE, FINDINGS, USAGE, INPUT, EXPORT, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Case(unittest.TestCase):
    """A test with a folder of its own, which is also the user's home."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="belvedere-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = {key: value for key, value in os.environ.items()
                            if key in ("PATH", "LSAN_OPTIONS", "ASAN_OPTIONS", "LD_LIBRARY_PATH")}
        self.environment.update(HOME=str(self.folder), LANG="C.UTF-8")

    def run_program(self, *arguments, expect=DONE, language="en", timeout=SECONDS, cwd=None, **environment):
        command = [PROGRAM, *map(str, arguments)]
        if language:
            command += ["--lang", language]
        result = subprocess.run(command, env={**self.environment, **environment}, stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=timeout, cwd=cwd or self.folder)
        self.assertEqual(result.returncode, expect, f"{command}\nstdout: {result.stdout}\nstderr: {result.stderr}")
        return result

    def run_json(self, *arguments, expect=DONE):
        return json.loads(self.run_program(*arguments, "--json", expect=expect).stdout)

    def new_territory(self, crs="EPSG:2154+5720", name="town"):
        territory = self.folder / name
        self.run_program("new", territory, "--crs", crs)
        return territory

    def territory_json(self, territory):
        return json.loads((territory / "territory.json").read_text(encoding="utf-8"))

    def write_points(self, path, crs="EPSG::2154", places=((843000, 6519000), (843100, 6519080))):
        """A small GeoJSON of named points."""
        features = [{"type": "Feature", "properties": {"name": f"point {i}", "HAUTEUR": 5 + i},
                     "geometry": {"type": "Point", "coordinates": place}} for i, place in enumerate(places)]
        document = {"type": "FeatureCollection", "features": features}
        if crs:
            document["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs}"}}
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    def write_blocks(self, path, origin=(843000, 6519000), rows=6, spacing=40):
        """A small GeoJSON of square footprints with a height."""
        features = []
        for i in range(rows * rows):
            x, y = origin[0] + spacing * (i % rows), origin[1] + spacing * (i // rows)
            ring = [[x, y], [x + 20, y], [x + 20, y + 20], [x, y + 20], [x, y]]
            features.append({"type": "Feature", "properties": {"HAUTEUR": 6 + i % 9, "Z_MIN_SOL": 160},
                             "geometry": {"type": "Polygon", "coordinates": [ring]}})
        document = {"type": "FeatureCollection", "features": features,
                    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}}
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    def needs_data(self, name):
        path = DATA / name
        if not path.exists():
            self.skipTest(f"{path} is absent")
        return path


def main():
    unittest.main(verbosity=2)
