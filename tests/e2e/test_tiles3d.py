"""3D Tiles and glTF models as layers: a small tileset made here, in a national projection and earth-centred."""
import json
import shutil
import struct
import subprocess
import unittest

import program
from picture import Picture
from program import DATA, DONE, FINDINGS, INPUT

SMALL = ("--size", "320x180", "--quality", "low")
PLACE = (843000.0, 6519000.0, 200.0)  # Lambert-93: Lyon
SIDE = 80.0  # metres


def is_red(pixel):
    return pixel[0] > 80 and pixel[0] > 2 * pixel[1] and pixel[0] > 2 * pixel[2]


def box_glb():
    """A red block on the ground around the origin, y up, as GLB."""
    half, height = SIDE / 2, 30.0
    corners = [(x, y, z) for y in (0.0, height) for x, z in ((-half, -half), (half, -half), (half, half), (-half, half))]
    quads = ((0, 1, 2, 3), (7, 6, 5, 4), (1, 0, 4, 5), (2, 1, 5, 6), (3, 2, 6, 7), (0, 3, 7, 4))
    indices = [i for a, b, c, d in quads for i in (a, b, c, a, c, d)]
    binary = b"".join(struct.pack("<3f", *corner) for corner in corners) + struct.pack(f"<{len(indices)}H", *indices)
    document = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0, "name": "block"}],
                "buffers": [{"byteLength": len(binary)}],
                "bufferViews": [{"buffer": 0, "byteLength": 96}, {"buffer": 0, "byteOffset": 96, "byteLength": 72}],
                "accessors": [{"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3"},
                              {"bufferView": 1, "componentType": 5123, "count": 36, "type": "SCALAR"}],
                "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [0.8, 0.0, 0.0, 1.0]}}],
                "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}]}
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    return (struct.pack("<4sII", b"glTF", 2, 28 + len(text) + len(binary)) + struct.pack("<I4s", len(text), b"JSON") + text
            + struct.pack("<I4s", len(binary), b"BIN\0") + binary)


def geocentric(east, north, height):
    """Lambert-93 as earth-centred coordinates, by PROJ's own program."""
    result = subprocess.run(["cs2cs", "-f", "%.6f", "EPSG:2154", "EPSG:4978"],
                            input=f"{east} {north} {height}\n", capture_output=True, text=True, check=True)
    return [float(word) for word in result.stdout.split()[:3]]


class Tiles3d(program.Case):
    def write_tileset(self, name, transform, uri="block.glb"):
        folder = self.folder / name
        folder.mkdir()
        (folder / "block.glb").write_bytes(box_glb())
        tileset = {"asset": {"version": "1.1"}, "geometricError": 100,
                   "root": {"boundingVolume": {"sphere": [0, 0, 0, 1e9]}, "geometricError": 0, "refine": "ADD",
                            "transform": transform, "content": {"uri": uri}}}
        (folder / "tileset.json").write_text(json.dumps(tileset), encoding="utf-8")
        return folder / "tileset.json"

    def projected(self, **more):
        return self.write_tileset("projected", [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, *PLACE, 1], **more)

    def earth_centred(self):
        """The same block, its axes and origin found by moving the ends of Lambert-93's own axes."""
        origin = geocentric(*PLACE)
        ends = [geocentric(*(p + 100.0 * (axis == i) for i, p in enumerate(PLACE))) for axis in range(3)]
        columns = [[(a - b) / 100.0 for a, b in zip(end, origin)] + [0.0] for end in ends]
        return self.write_tileset("geocentric", [*columns[0], *columns[1], *columns[2], *origin, 1])

    def red_box(self, tileset, *crs):
        """Columns and rows that the block covers on a map of 1 km by 562.5 m around it."""
        territory = self.new_territory(crs="EPSG:2154", name=tileset.parent.name + "-town")
        self.run_program("add", territory, tileset, *crs)
        self.run_program("add", territory, self.write_blocks(territory / "far.geojson", origin=(842500, 6518700), rows=1))
        self.run_program("add", territory, self.write_blocks(territory / "far2.geojson", origin=(843500, 6519300), rows=1))
        self.run_program("render", territory, "-o", self.folder / "map.png", "--top", "--look", "realistic", *SMALL)
        picture = Picture(self.folder / "map.png")
        size, _, _, _, west, top = map(float, (self.folder / "map.pgw").read_text().split())
        red = [(column, row) for row in range(picture.height) for column in range(picture.width)
               if is_red(picture.pixel(column, row))]
        self.assertTrue(red, "no red block to be seen")
        columns, rows = zip(*red)
        return size, [west + size * min(columns), west + size * max(columns), top - size * max(rows), top - size * min(rows)]

    def test_a_tileset_in_a_projection_stands_where_its_transform_says(self):
        size, box = self.red_box(self.projected(), "--crs", "EPSG:2154")
        expected = [PLACE[0] - SIDE / 2, PLACE[0] + SIDE / 2, PLACE[1] - SIDE / 2, PLACE[1] + SIDE / 2]
        self.assertTrue(all(abs(a - b) <= 1.5 * size for a, b in zip(box, expected)), (size, box, expected))

    @unittest.skipUnless(shutil.which("cs2cs"), "no cs2cs (proj-bin)")
    def test_an_earth_centred_tileset_stands_at_the_same_place(self):
        size, box = self.red_box(self.earth_centred())
        expected = [PLACE[0] - SIDE / 2, PLACE[0] + SIDE / 2, PLACE[1] - SIDE / 2, PLACE[1] + SIDE / 2]
        self.assertTrue(all(abs(a - b) <= 1.5 * size for a, b in zip(box, expected)), (size, box, expected))

    @unittest.skipUnless(shutil.which("cs2cs"), "no cs2cs (proj-bin)")
    def test_info_tells_where_an_earth_centred_tileset_is(self):
        described = self.run_json("info", self.earth_centred())
        self.assertEqual(described["crs"], "EPSG:4979")
        self.assertEqual(described["objects"], {"Model": 1})
        self.assertAlmostEqual(described["extent"][0], 4.84, delta=0.01)
        self.assertAlmostEqual(described["extent"][1], 45.75, delta=0.01)
        self.assertAlmostEqual(described["heights"][0], 200.0, delta=0.01)

    def test_without_a_crs_a_projected_tileset_is_described_but_not_added(self):
        tileset = self.projected()
        self.assertIsNone(self.run_json("info", tileset)["crs"])
        territory = self.new_territory()
        for language in ("en", "fr"):
            refused = self.run_program("add", territory, tileset, expect=INPUT, language=language)
            self.assertIn("--crs", refused.stderr)
        self.assertEqual(self.territory_json(territory).get("layers", []), [])

    def test_a_model_alone_is_a_layer_of_its_node(self):
        path = self.projected().parent / "block.glb"
        described = self.run_json("info", path)
        self.assertEqual((described["kind"], described["objects"]), ("model", {"Model": 1}))
        self.assertEqual(described["extent"], [-SIDE / 2, -SIDE / 2, SIDE / 2, SIDE / 2])

    def test_contents_on_the_web_or_missing_are_findings(self):
        for uri, code in (("https://example.org/block.glb", "resource-refused"), ("gone.glb", "tiles3d-content-missing")):
            shutil.rmtree(self.folder / "projected", ignore_errors=True)
            shutil.rmtree(self.folder / "town", ignore_errors=True)
            tileset = self.projected(uri=uri)
            codes = {item["code"] for item in self.run_json("info", tileset)["diagnostics"]}
            self.assertIn(code, codes)
            territory = self.new_territory()
            self.run_program("add", territory, tileset, "--crs", "EPSG:2154")
            self.assertIn(code, self.run_program("check", territory, "--json", expect=FINDINGS).stdout)

    @unittest.skipUnless((DATA / "lyon").is_dir(), f"no data folder {DATA} (BELVEDERE_TEST_DATA)")
    def test_lyons_tilesets_are_seen_on_its_relief(self):
        territory = self.new_territory(crs="EPSG:3946")
        self.run_program("add", territory, DATA / "lyon/terrain/lyon_centre_dtm_5m_derived.tif", "--id", "relief")
        self.run_program("add", territory, DATA / "lyon/tiles3d/lyon1_by_height/tileset.json", "--crs", "EPSG:3946", "--id", "city")
        self.assertIn("heightReference=on-ground", self.run_program("check", territory, expect=FINDINGS).stderr)

        def picture(*layers):
            self.run_program("render", territory, "-o", self.folder / "out.png", *SMALL, "--layers", ",".join(layers), "--look", "realistic",
                             "--camera", "1842000,5175300,420,0,-25", expect=DONE)
            return Picture(self.folder / "out.png")

        def is_green_or_ochre(pixel):
            return pixel[1] > 70 and pixel[1] > 2 * pixel[2]

        self.assertGreater(picture("relief", "city").share(is_green_or_ochre), 0.1)
        self.assertLess(picture("relief").share(is_green_or_ochre), 0.005)


if __name__ == "__main__":
    program.main()
