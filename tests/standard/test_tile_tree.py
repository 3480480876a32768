"""The tile tree that baking writes is standard: Khronos' validator finds nothing in any tile, tileset.json follows the
schema, and loaders.gl counts the features and triangles that belvedere says."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import program
from textured_city import GREEN, Model, quarters, write_png

HERE = Path(__file__).resolve().parent
PACKAGES = ["gltf-validator@2.0.0-dev.3.10", "meshoptimizer@1", "@loaders.gl/core@4", "@loaders.gl/3d-tiles@4"]
NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH")


def errors_increase(node):
    """Tiles that are coarser than the one above them, which a viewer would never leave."""
    for child in node.get("children", []):
        if child["geometricError"] > node["geometricError"]:
            yield child
        yield from errors_increase(child)


class TileTree(program.Case):
    @classmethod
    def setUpClass(cls):
        if not shutil.which("npm") or not shutil.which("node"):
            raise unittest.SkipTest("npm and node are not installed")
        if "BELVEDERE_NPM" in os.environ:  # a folder in which the packages are installed already
            cls.packages = Path(os.environ["BELVEDERE_NPM"])
            return
        cls.packages = Path(tempfile.mkdtemp(prefix="belvedere-npm-"))
        cls.addClassCleanup(shutil.rmtree, cls.packages, ignore_errors=True)
        (cls.packages / "package.json").write_text('{"private": true}', encoding="utf-8")
        install = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES],
                                 cwd=cls.packages, capture_output=True, text=True, timeout=900)
        if any(code in install.stderr for code in NO_NETWORK):
            raise unittest.SkipTest(f"npm reaches no registry: {install.stderr[-400:]}")
        if install.returncode != 0:
            raise RuntimeError(f"npm cannot install {PACKAGES}: {install.stderr[-400:]}")

    def setUp(self):
        super().setUp()
        self.town = self.folder / "town"
        self.run_program("demo", self.town, "--no-open", "--buildings", "600", timeout=900)
        self.add_textured_layer()
        self.said = self.run_program("bake", self.town, timeout=900).stdout
        self.trees = sorted(path.parent for path in self.town.glob("cache/*/tileset.json"))
        self.assertGreaterEqual(len(self.trees), 4)

    def add_textured_layer(self):
        """Pictures of all kinds: shown whole, in part, over a border and repeated; some alone, one for many."""
        write_png(self.town / "quarters.png", quarters(300))
        write_png(self.town / "green.png", [[GREEN] * 40] * 40)
        model = Model()
        for i in range(400):
            coordinates = ("0 0 1 0 1 1 0 1 0 0", "0.1 0.2 0.3 0.2 0.3 0.9 0.1 0.9 0.1 0.2",
                           "0.8 0 1.2 0 1.2 1 0.8 1 0.8 0", "0 0 6 0 6 3 0 3 0 0")[i % 4]
            model.box(40 * (i % 20), 40 * (i // 20), 15, 12, 9, ("quarters.png", "green.png", None)[i % 3], coordinates, walls=4)
        model.write(self.town / "textured.gml")
        self.run_program("add", self.town, self.town / "textured.gml")

    def node(self, script, folder):
        result = subprocess.run(["node", HERE / script, folder], cwd=self.packages, capture_output=True, text=True,
                                timeout=600)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def counts_said(self, layer):
        line, = re.findall(rf"^{layer}: (.*)$", self.said, re.MULTILINE)
        number = {name: int(count.replace(",", "")) for count, name in re.findall(r"([\d,]+) ([a-z]+?)s?\b", line)}
        return number["feature"], number["tile"], number["triangle"]

    def objects_with_geometry(self, layer):
        """What `info` counts in the delivered files: a building that is a sum of its parts has no surface of its own."""
        entry, = (entry for entry in self.territory_json(self.town)["layers"] if entry["id"] == layer)
        source = entry["source"]
        paths = [self.town / path for path in ([source] if isinstance(source, str) else source)]
        return sum(sum(self.run_json("info", path)["lods"].values()) for path in paths)

    def check(self, tree):
        layer = tree.name.rsplit("-", 1)[0]
        features, tiles, triangles = self.counts_said(layer)
        drawn = self.objects_with_geometry(layer)
        self.assertLessEqual(drawn, features)
        report = self.node("validate_tiles.mjs", tree)
        self.assertEqual(report["problems"], [])
        self.assertEqual(report["tiles"], tiles)
        counted = self.node("count_tiles.mjs", tree)
        self.assertEqual((counted["features"], counted["triangles"]), (drawn, triangles))

    def test_a_baked_town_is_standard_and_holds_what_is_said(self):
        self.check_tilesets()
        self.check_tiles()
        self.check_that_pictures_are_in_tiles()
        self.check_that_a_wrong_tile_is_seen()

    def check_that_pictures_are_in_tiles(self):
        tree, = (tree for tree in self.trees if tree.name.startswith("textured-"))
        tiles = [path.read_bytes() for path in tree.glob("tiles/*/*/*.glb")]
        self.assertTrue(any(b"image/jpeg" in tile for tile in tiles))
        self.assertTrue(any(b"image/png" in tile for tile in tiles))  # the palette of what is far

    def check_tiles(self):
        for tree in self.trees:
            with self.subTest(layer=tree.name):
                self.check(tree)

    def check_tilesets(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        schema = json.loads((HERE / "tileset.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        for tree in self.trees:
            tileset = json.loads((tree / "tileset.json").read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator(schema).validate(tileset)
            self.assertEqual(list(errors_increase(tileset["root"])), [])
            del tileset["root"]["refine"]
            self.assertFalse(jsonschema.Draft202012Validator(schema).is_valid(tileset))

    def check_that_a_wrong_tile_is_seen(self):
        tile = next(self.trees[0].glob("tiles/*/*/*.glb"))
        data = tile.read_bytes()
        self.assertIn(b'"SCALAR"', data)
        tile.write_bytes(data.replace(b'"VEC3"', b'"VEC9"', 1))
        self.assertNotEqual(self.node("validate_tiles.mjs", self.trees[0])["problems"], [])


if __name__ == "__main__":
    program.main()
