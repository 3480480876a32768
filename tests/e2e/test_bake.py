"""bake: the tile tree in a territory's cache, interrupted, damaged, shared and refused."""
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import time
import unittest
from pathlib import Path

import program
from picture import Picture
from program import DONE, EXPORT, INPUT, INTERRUPTED, USAGE


def content(folder):
    """Every file of a cache but locks and remembered hashes (which a kill may leave half written): name to bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".lock" and not path.name.lstrip(".").startswith("sources.")}


def leaves(node):
    children = node.get("children", [])
    return [leaf for child in children for leaf in leaves(child)] if children else [node]


class Bake(program.Case):
    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()
        self.run_program("add", self.territory, self.write_blocks(self.territory / "blocks.geojson", rows=40, spacing=60))
        self.cache = self.territory / "cache"

    def bake(self, *arguments, expect=DONE, **keywords):
        return self.run_program("bake", self.territory, *arguments, expect=expect, **keywords)

    def start(self, territory=None):
        return subprocess.Popen([program.PROGRAM, "bake", territory or self.territory, "--lang", "en"],
                                env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def tileset(self):
        path, = self.cache.glob("blocks-*/tileset.json")
        return path.parent, json.loads(path.read_text(encoding="utf-8"))

    def test_blocks_become_a_tileset_whose_leaves_hold_all_objects(self):
        self.assertIn("blocks: 1,600 features", self.bake().stdout)
        folder, tileset = self.tileset()
        self.assertEqual(tileset["asset"]["version"], "1.1")
        features = set()
        for leaf in leaves(tileset["root"]):
            glb = (folder / leaf["content"]["uri"]).read_bytes()
            self.assertEqual(struct.unpack_from("<III", glb), (0x46546C67, 2, len(glb)))
            size = struct.unpack_from("<I", glb, 12)[0]
            document = json.loads(glb[20:20 + size])
            table = document["extensions"]["EXT_structural_metadata"]["propertyTables"][0]
            view = document["bufferViews"][table["properties"]["feature"]["values"]]
            features.update(struct.unpack_from(f"<{table['count']}I", glb, 28 + size + view["byteOffset"]))
        self.assertEqual(features, set(range(1600)))

    def test_a_picture_from_the_cache_is_the_one_from_the_files(self):
        look = ("--size", "640x360", "--quality", "high", "--camera", "844200,6518300,700,0,-35")
        self.run_program("render", self.territory, "-o", self.folder / "files.png", *look)
        self.bake()
        hidden = self.territory / "blocks.geojson"
        times = hidden.stat()
        text = hidden.read_bytes()
        self.run_program("render", self.territory, "-o", self.folder / "cache.png", *look)
        files, cache = Picture(self.folder / "files.png"), Picture(self.folder / "cache.png")
        far = sum(max(abs(a - b) for a, b in zip(files.pixel(x, y), cache.pixel(x, y))) > 12
                  for y in range(360) for x in range(640))
        self.assertLess(far, 0.002 * 640 * 360)
        self.assertGreater(cache.share(lambda pixel: pixel[0] > pixel[2] + 25), 0.02)
        # What the files say now counts, not what they said: one block instead of 1,600.
        document = json.loads(text)
        document["features"] = document["features"][:1]
        hidden.write_text(json.dumps(document), encoding="utf-8")
        os.utime(hidden, ns=(times.st_atime_ns, times.st_mtime_ns))
        self.run_program("render", self.territory, "-o", self.folder / "changed.png", *look)
        self.assertLess(Picture(self.folder / "changed.png").share(lambda pixel: pixel[0] > pixel[2] + 25), 0.01)

    def test_a_large_layer_is_baked_by_a_child_when_it_is_first_drawn(self):
        large = self.write_blocks(self.territory / "large.geojson", rows=310, spacing=30)
        self.assertGreater(large.stat().st_size, 16_000_000)
        self.run_program("add", self.territory, large)
        look = ["--size", "320x180", "--quality", "low", "--layers", "large"]
        self.run_program("render", self.territory, "-o", self.folder / "first.png", *look)
        self.assertEqual(len(list(self.cache.glob("large-*"))), 1)
        self.assertEqual(list(self.cache.glob("blocks-*")), [], "a small layer needs no baking")
        self.assertIn("is baked already", self.bake("--layer", "large").stdout)
        self.run_program("render", self.territory, "-o", self.folder / "second.png", *look)
        self.assertEqual((self.folder / "first.png").read_bytes(), (self.folder / "second.png").read_bytes())

    def test_a_large_layer_is_drawn_where_nothing_may_be_written(self):
        large = self.write_blocks(self.territory / "large.geojson", rows=310, spacing=30)
        self.run_program("add", self.territory, large)
        self.cache.write_text("no folder", encoding="utf-8")
        run = self.run_program("render", self.territory, "-o", self.folder / "a.png", "--size", "320x180",
                               "--quality", "low", "--layers", "large")
        self.assertIn("cannot be prepared for fast opening", run.stderr)
        self.assertTrue((self.folder / "a.png").exists())

    def test_a_picture_of_a_territory_with_a_damaged_cache_shows_all(self):
        self.bake()
        look = ("--size", "320x180", "--quality", "low", "--top")
        self.run_program("render", self.territory, "-o", self.folder / "a.png", *look)
        generator = random.Random(2)
        files = [path for path in self.cache.rglob("*") if path.is_file()]
        share = Picture(self.folder / "a.png").share(lambda pixel: pixel[0] > pixel[2] + 25)
        self.assertGreater(share, 0.05)
        for _ in range(8):
            path = generator.choice(files)
            data = bytearray(path.read_bytes())
            if data:
                data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
                path.write_bytes(data)
            self.run_program("render", self.territory, "-o", self.folder / "b.png", *look)
            self.assertAlmostEqual(Picture(self.folder / "b.png").share(lambda pixel: pixel[0] > pixel[2] + 25), share,
                                   delta=0.002)

    def test_baking_again_finds_it_done_and_a_change_bakes_anew(self):
        self.bake()
        before = content(self.cache)
        self.assertIn("already", self.bake().stdout)
        self.assertEqual(content(self.cache), before)
        self.run_program("set", self.territory, "blocks", "style.fill=#ff0000")
        self.assertIn("already", self.bake().stdout)
        self.run_program("set", self.territory, "blocks", "style.heightConstant=30", "style.heightAttribute=")
        self.assertNotIn("already", self.bake().stdout)
        self.assertEqual(len(list(self.cache.glob("blocks-*"))), 1)

    def test_a_damaged_tile_is_mended(self):
        self.bake()
        before = content(self.cache)
        tile = next(self.cache.glob("blocks-*/tiles/*/*/*.glb"))
        tile.write_bytes(tile.read_bytes()[:-1] + b"?")
        self.assertNotIn("already", self.bake().stdout)
        self.assertEqual(content(self.cache), before)

    def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(self):
        start = time.monotonic()
        self.bake()
        seconds = time.monotonic() - start
        expected = content(self.cache)
        generator = random.Random(1)
        for _ in range(12):
            shutil.rmtree(self.cache)
            for _ in range(generator.randint(1, 3)):
                process = self.start()
                time.sleep(generator.uniform(0.0, 1.1 * seconds))
                process.kill()
                process.communicate()
            self.bake()
            self.assertEqual(content(self.cache), expected)

    def test_two_at_once_do_no_harm(self):
        self.bake()
        expected = content(self.cache)
        shutil.rmtree(self.cache)
        processes = [self.start() for _ in range(3)]
        outputs = [process.communicate(timeout=program.SECONDS)[0] for process in processes]
        self.assertEqual([process.returncode for process in processes], [DONE] * 3)
        self.assertEqual(sum("already" in output for output in outputs), 2, outputs)
        self.assertEqual(content(self.cache), expected)

    def test_interrupting_leaves_no_layer_half_baked(self):
        for delay in (0.1, 0.3, 0.6):
            process = self.start()
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=program.SECONDS)
            self.assertIn(process.returncode, (INTERRUPTED, -signal.SIGINT, DONE))
            for folder in self.cache.glob("blocks-*"):
                self.assertTrue((folder / "manifest.bin").exists())

    def test_a_territory_that_is_moved_keeps_its_cache(self):
        self.bake()
        moved = self.folder / "elsewhere"
        shutil.move(self.territory, moved)
        self.assertIn("already", self.run_program("bake", moved).stdout)

    def test_wrong_layers_are_refused_and_failing_ones_told(self):
        self.run_program("add", self.territory, self.write_points(self.territory / "lamps.geojson"))
        self.assertIn("blocks", self.bake("--layer", "bloks", expect=USAGE).stderr)
        self.assertIn("lamps", self.bake("--layer", "lamps", expect=USAGE).stderr)
        self.bake("--layer", "blocks")
        (self.territory / "blocks.geojson").unlink()
        result = self.bake(expect=program.FINDINGS)
        self.assertIn("blocks", result.stderr)
        self.run_program("bake", self.folder / "nowhere", expect=INPUT)

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_folder_that_may_not_be_written_is_an_export_that_failed(self):
        self.territory.chmod(0o555)
        self.addCleanup(self.territory.chmod, 0o755)
        self.bake(expect=EXPORT)

    def test_a_cache_in_whose_place_a_file_stands_is_an_export_that_failed(self):
        self.cache.write_text("no folder")
        self.assertIn("cache", self.bake(expect=EXPORT).stderr)

    def test_a_real_city_model_keeps_its_objects(self):
        source = next(self.needs_data("citygml/denhaag_01").glob("*.gml"), None) or \
            next(self.needs_data("citygml/denhaag_01").glob("*.xml"))
        territory = self.new_territory(crs="EPSG:28992", name="denhaag")
        shutil.copy(source, territory / "model.gml")
        self.run_program("add", territory, territory / "model.gml", "--kind", "buildings")
        self.run_program("bake", territory)
        objects = self.run_json("info", territory / "model.gml")["objects"]
        output = self.run_program("bake", territory).stdout
        self.assertIn("already", output)
        path, = (territory / "cache").glob("model-*/tileset.json")
        self.assertGreater(len(leaves(json.loads(path.read_text())["root"])), 3)
        self.assertGreater(sum(objects.values()), 800)


if __name__ == "__main__":
    program.main()
