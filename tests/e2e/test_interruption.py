"""Ctrl-C while a source is read that takes seconds: info, add and check end soon, tidily and with nothing left behind."""
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import program
from program import INTERRUPTED

FEATURES, REPEATS = 1000, 1000  # about 200 MB, which GDAL reads whole when it opens the file: ten seconds and more
SOON = 8 * float(os.environ.get("BELVEDERE_TIME_FACTOR", "1"))  # a reader that does not listen is ended after two seconds


def write_slow(path):
    """A GeoJSON that takes seconds to open."""
    ring = "[[[{0},{1}],[{2},{1}],[{2},{3}],[{0},{3}],[{0},{1}]]]"
    features = ",\n".join('{"type":"Feature","properties":{"number":%d,"name":"a square that is like all others"},"geometry":'
                          '{"type":"Polygon","coordinates":%s}}' % (i, ring.format(843000 + i % 40, 6519000 + i // 40,
                                                                                 843001 + i % 40, 6519001 + i // 40))
                          for i in range(FEATURES))
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2154"}},'
                   '"features":[\n')
        for i in range(REPEATS):
            file.write((",\n" if i else "") + features)
        file.write("]}\n")


def children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


class Interruption(program.Case):
    @classmethod
    def setUpClass(cls):
        cls.store = Path(tempfile.mkdtemp(prefix="belvedere-e2e-"))
        cls.addClassCleanup(shutil.rmtree, cls.store, ignore_errors=True)
        write_slow(cls.store / "slow.geojson")

    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()

    def slow(self, path):
        path.unlink(missing_ok=True)
        os.link(self.store / "slow.geojson", path)
        return path

    def files(self):
        """Every file of the user and of the territory: its content, or its size where it is large."""
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() if path.stat().st_size < 1 << 20 else path.stat().st_size
                for path in self.folder.rglob("*") if path.is_file()}

    def interrupt(self, *arguments):
        before = self.files()
        process = subprocess.Popen([program.PROGRAM, *map(str, arguments), "--lang", "en"], env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + program.SECONDS
        while not (readers := children(process.pid)):
            self.assertIsNone(process.poll(), "ended before it could be interrupted")
            self.assertLess(time.monotonic(), deadline, "no reader was started")
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        begin = time.monotonic()
        output, errors = process.communicate(timeout=program.SECONDS)
        self.assertEqual(process.returncode, INTERRUPTED, errors)
        self.assertLess(time.monotonic() - begin, SOON)
        self.assertEqual(output, "")
        self.assertIn("Stopped", errors)
        self.assertEqual(self.files(), before)
        self.assertEqual([reader for reader in readers if Path(f"/proc/{reader}").exists()], [], "a reader lives on")

    def test_info(self):
        self.interrupt("info", self.slow(self.folder / "slow.geojson"))
        self.interrupt("info", self.folder / "slow.geojson", "--json")

    def test_add(self):
        self.interrupt("add", self.territory, self.slow(self.folder / "slow.geojson"))
        self.assertEqual(self.territory_json(self.territory).get("layers", []), [])

    def test_check(self):
        layer = self.write_blocks(self.territory / "blocks.geojson")
        self.run_program("add", self.territory, layer)
        self.slow(layer)
        self.interrupt("check", self.territory)


if __name__ == "__main__":
    program.main()
