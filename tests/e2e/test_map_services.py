"""Map services draped over the ground: tiles by address, WMTS and WMS from servers of this machine, against the same
raster opened as a file; and servers that die."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import program
from picture import Picture
from program import DONE, INPUT, SOURCE
from window import WindowCase, frame, orbit
sys.path.insert(0, str(SOURCE / "tests" / "services"))
from map_server import MAPSERV, MapServer, TileServer  # noqa: E402

try:
    import numpy
    from osgeo import gdal, osr
    gdal.UseExceptions()
except ImportError:
    numpy = None

# A square of 400 m in Lyon, in web maps' metres and about the same in Lambert-93.
EAST, NORTH = 538200.0, 5740900.0
WITHIN = 700.0


def stripes(east, north):
    """Colours that tell the place: wide bands east and north, so that reductions keep them."""
    red = 128 + 100 * numpy.sin((east - EAST) / 60)
    green = 128 + 100 * numpy.sin((north - NORTH) / 45)
    blue = numpy.where((east > EAST) == (north > NORTH), 220, 40)
    return numpy.stack([red, green, blue], axis=-1).astype(numpy.uint8)


def is_coloured(pixel):
    return max(pixel[:3]) - min(pixel[:3]) > 60


def difference(one, other):
    """Mean difference of the channels of two pictures, 0 to 255, and the share of pixels that differ much."""
    total, much = 0, 0
    for a, b in zip(one.rows, other.rows):
        for i in range(0, len(a), one.channels):
            off = sum(abs(a[i + k] - b[i + k]) for k in range(3)) / 3
            total += off
            much += off > 40
    count = one.width * one.height
    return total / count, much / count


class MapServices(program.Case):
    def start(self, server):
        self.addCleanup(lambda: server.is_dead or server.stop())
        return server

    def render(self, territory, *arguments, name="picture.png", size="400x400", expect=DONE, **options):
        result = self.run_program("render", territory, "-o", self.folder / name, "--size", size, "--quality", "low", "--look",
                                  "realistic", *arguments, expect=expect, **options)
        return Picture(self.folder / name), result.stderr


@unittest.skipUnless(numpy, "python3-gdal or python3-numpy is not installed")
class Tiles(MapServices):
    def setUp(self):
        super().setUp()
        self.server = self.start(TileServer(stripes))

    def raster(self):
        """The same colours as a file, 1.2 m a pixel."""
        path = self.folder / "stripes.tif"
        side, pixel = int(2 * WITHIN / 1.2), 1.2
        steps = (numpy.arange(side) + 0.5) * pixel - WITHIN
        east, north = numpy.meshgrid(EAST + steps, NORTH - steps)
        dataset = gdal.GetDriverByName("GTiff").Create(str(path), side, side, 3, gdal.GDT_Byte)
        dataset.SetGeoTransform((EAST - WITHIN, pixel, 0, NORTH + WITHIN, 0, -pixel))
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(3857)
        dataset.SetProjection(crs.ExportToWkt())
        for band in range(3):
            dataset.GetRasterBand(band + 1).WriteArray(stripes(east, north)[:, :, band])
        dataset = None
        return path

    def territory(self, source, *arguments, name="town"):
        """Twenty-five blocks around which the ground lies, and imagery."""
        territory = self.new_territory(name=name)
        self.run_program("add", territory, self.write_blocks(territory / "blocks.geojson", (842520, 6518880), 6, 60))
        self.run_program("add", territory, source, *arguments)
        return territory

    CAMERA = ("--camera", "842690,6519050,800,0,-90,30")

    def test_tiles_look_like_the_same_raster_as_a_file(self):
        file, _ = self.render(self.territory(self.raster(), name="file"), *self.CAMERA)
        self.assertGreater(file.share(lambda p: p[2] > 150 and p[2] > p[0]), 0.1)
        tiles, messages = self.render(self.territory(self.server.address("{z}/{x}/{y}.png"), name="tiles"), *self.CAMERA)
        self.assertNotRegex(messages, "answer|cannot|stand in")
        mean, much = difference(file, tiles)
        self.assertLess(mean, 6.0)
        self.assertLess(much, 0.02)
        self.assertTrue(any(path.startswith("/17/") for path in self.server.asked), "no level as fine as the picture")

    def test_a_wmts_lists_its_layers_and_is_draped(self):
        address = self.server.address("wmts")
        self.assertEqual([layer["name"] for layer in self.run_json("info", address)["layers"]], ["ORTHO", "PLAN"])
        self.assertIn("Photographies aériennes", self.run_program("info", address).stdout)
        described = self.run_json("info", address, "--layer", "ORTHO")
        self.assertEqual(described["crs"], "EPSG:3857")
        self.assertEqual(described["raster"]["overviews"], 18)
        territory = self.new_territory()
        refused = self.run_program("add", territory, address, expect=program.USAGE)
        self.assertIn("ORTHO, PLAN", refused.stderr)
        self.run_program("add", territory, address, "--layer", "NONE", expect=INPUT)
        self.run_program("add", territory, address, "--layer", "ORTHO", "--kind", "terrain", expect=program.USAGE)
        town = self.territory(address, "--layer", "ORTHO", name="wmts")
        layer = self.territory_json(town)["layers"][1]
        self.assertEqual((layer["name"], layer["kind"]), ("Photographies aériennes", "imagery"))
        self.assertEqual(layer["governance"]["attribution"], "IGN d’essai")
        file, _ = self.render(self.territory(self.raster(), name="file"), *self.CAMERA)
        tiles, _ = self.render(town, *self.CAMERA, name="tiles.png")
        self.assertLess(difference(file, tiles)[0], 6.0)
        self.run_program("check", town)

    def test_what_was_seen_is_there_without_the_server(self):
        town = self.territory(self.server.address("{z}/{x}/{y}.png"))
        before, _ = self.render(town, *self.CAMERA)
        self.server.stop()
        after, messages = self.render(town, *self.CAMERA, name="after.png")
        self.assertEqual(difference(before, after)[0], 0.0)
        self.assertEqual(messages.count("does not answer"), 1, messages)

    def test_a_server_that_dies_under_way_leaves_coarser_tiles_and_a_message(self):
        town = self.territory(self.server.address("{z}/{x}/{y}.png"))
        self.server.pictures = 0
        complete, _ = self.render(town, *self.CAMERA)
        shutil.rmtree(self.folder / ".cache")
        self.server.pictures, self.server.dies_after = 0, self.server.pictures // 2
        cut, messages = self.render(town, *self.CAMERA, name="cut.png")
        self.assertTrue(self.server.is_dead)
        self.assertEqual(messages.count("does not answer"), 1, messages)
        mean, _ = difference(complete, cut)
        self.assertGreater(mean, 0.0)
        coloured = complete.share(is_coloured)
        self.assertGreater(coloured, 0.5)
        self.assertGreater(cut.share(is_coloured), 0.9 * coloured)

    def test_missing_tiles_are_replaced_by_coarser_ones(self):
        self.server.missing = lambda z, x, y: z > 16
        town = self.territory(self.server.address("{z}/{x}/{y}.png"))
        file, _ = self.render(self.territory(self.raster(), name="file"), *self.CAMERA)
        tiles, messages = self.render(town, *self.CAMERA, name="tiles.png")
        self.assertLess(difference(file, tiles)[0], 12.0)
        report = json.dumps(self.run_json("check", town))
        self.assertNotIn("map-service-silent", report + messages)

    def test_options_say_which_levels_there_are(self):
        self.server.asked.clear()
        town = self.territory(self.server.address("{z}/{x}/{y}.png"), "--set", "options.maxzoom=15", "--set",
                              "options.minzoom=3")
        self.render(town, *self.CAMERA)
        levels = {int(path.split("/")[1]) for path in self.server.asked}
        self.assertEqual((min(levels) >= 3, max(levels)), (True, 15))
        other = self.new_territory(name="other")
        self.run_program("add", other, self.server.address("{z}/{x}/{y}.png"), "--set", "options.maxzoom=x", expect=program.USAGE)

    def test_no_key_is_told(self):
        address = self.server.address("wmts?key=SECRET")
        town = self.new_territory()
        crowd = self.new_territory(name="crowd")
        unsound = self.server.address("wmts?LAYERS=a b&email=me@x.fr&key=SECRET")
        far = self.server.address("{z}/{x}/{y}.png?key=SECRET")

        def told(*arguments, expect=DONE):
            result = self.run_program(*arguments, expect=expect)
            self.assertNotIn("SECRET", result.stdout + result.stderr)
            return result.stdout + result.stderr
        self.assertIn("/wmts offers several layers", told("add", town, address, expect=program.USAGE))
        self.assertIn("/wmts gives pictures", told("add", town, address, "--layer", "ORTHO", "--kind", "terrain", expect=program.USAGE))
        told("add", town, address, "--layer", "ORTHO")
        told("add", crowd, far)
        self.assertIn("/wmts", told("add", crowd, unsound, expect=INPUT))
        told("info", unsound, "--json", expect=INPUT)
        for command in (("info", address), ("info", town), ("check", town), ("info", crowd)):
            self.assertIn(f"127.0.0.1:{self.server.port}/", told(*command))
            told(*command, "--json")
        self.assertIn("key=SECRET", self.territory_json(town)["layers"][0]["source"])
        self.server.stop()
        shutil.rmtree(self.folder / ".cache")
        told("check", town, expect=program.FINDINGS)
        told("info", address, "--json", expect=INPUT)

    def test_wrong_addresses_are_told(self):
        def failure(path, expect=INPUT):
            return self.run_program("info", path, expect=expect).stderr
        self.assertIn("answers with a web page", failure(self.server.address("wms")))
        self.assertIn("does not describe a map service", failure(self.server.address("other/wms")))
        self.assertIn("No server answers", failure("http://127.0.0.1:9/wmts"))


@unittest.skipUnless(numpy, "python3-gdal or python3-numpy is not installed")
class Flight(WindowCase):
    def test_the_window_keeps_its_ground_when_the_server_dies_in_mid_flight(self):
        server = TileServer(stripes)
        self.addCleanup(lambda: server.is_dead or server.stop())
        self.run_program("add", self.territory, server.address("{z}/{x}/{y}.png"))
        still = [frame() for _ in range(40)]
        alive = self.play([*still, *orbit(720, 450, 40), *still]).share(is_coloured)
        self.assertGreater(alive, 0.1)
        server.pictures, server.dies_after = 0, 15
        shutil.rmtree(self.folder / ".cache")
        cut = self.play([*still, *orbit(720, 450, 40), *still], name="cut.png").share(is_coloured)
        self.assertTrue(server.is_dead)
        self.assertGreater(cut, 0.8 * alive)


@unittest.skipUnless(MAPSERV, "MapServer (Debian's cgi-mapserver) is not installed")
class Wms(MapServices):
    @classmethod
    def setUpClass(cls):
        cls.demo = Path(tempfile.mkdtemp(prefix="belvedere-e2e-town-"))
        cls.addClassCleanup(shutil.rmtree, cls.demo, ignore_errors=True)
        subprocess.run([program.PROGRAM, "demo", cls.demo / "town", "--buildings", "60", "--no-open"], check=True,
                       env={"HOME": str(cls.demo), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}, stdin=subprocess.DEVNULL,
                       capture_output=True, timeout=program.SECONDS)

    def setUp(self):
        super().setUp()
        self.town = self.folder / "town"
        shutil.copytree(self.demo / "town", self.town)
        self.server = self.start(MapServer(self.folder, self.town / "orthophoto.tif", "924180 6899180 925818.4 6900818.4"))

    def keep_layers(self, *ids):
        """The town with these layers alone."""
        text = self.territory_json(self.town)
        text["layers"] = [layer for layer in text["layers"] if layer["id"] in ids]
        (self.town / "territory.json").write_text(json.dumps(text), encoding="utf-8")

    CAMERA = ("--camera", "925000,6899700,650,10,-50")
    CLOSE = ("--camera", "925000,6900000,300,10,-40")

    def drape(self, address, *arguments):
        self.keep_layers("relief")
        self.run_program("add", self.town, address, "--id", "service", *arguments)

    def test_a_wms_looks_like_its_raster(self):
        self.keep_layers("relief", "orthophoto")
        file, _ = self.render(self.town, *self.CAMERA)
        self.drape(self.server.address("mapserv?SERVICE=WMS"), "--layer", "ortho")
        layer = self.territory_json(self.town)["layers"][-1]
        self.assertEqual(layer["governance"]["attribution"], "Ville de Valbourg")
        self.assertEqual(self.run_json("info", self.town)["layers"][-1]["crs"], "EPSG:2154")
        wms, messages = self.render(self.town, *self.CAMERA, name="wms.png")
        self.assertNotRegex(messages, "answer|cannot|stand in")
        self.assertTrue(any("CRS=EPSG:2154" in path for path in self.server.asked), "not drawn in the territory's CRS")
        mean, much = difference(file, wms)
        self.assertLess(mean, 6.0)
        self.assertLess(much, 0.02)

    def test_a_wms_in_longitudes_and_latitudes_and_of_the_old_version_lies_at_the_same_place(self):
        self.keep_layers("relief", "orthophoto")
        file, _ = self.render(self.town, *self.CAMERA)
        for address, crs in (("mapserv?SERVICE=WMS", "EPSG:4326"), ("mapserv?SERVICE=WMS&VERSION=1.1.1", "EPSG:4326"),
                             ("mapserv?mode=tile&tilemode=gmap&layers=ortho&tile={x}+{y}+{z}", "")):
            with self.subTest(address=address):
                arguments = ("--layer", "ortho", "--crs", crs) if crs else ()
                self.drape(self.server.address(address), *arguments)
                picture, _ = self.render(self.town, *self.CAMERA, name="other.png")
                self.assertLess(difference(file, picture)[0], 8.0)

    def test_a_server_killed_in_mid_flight_leaves_the_view_and_a_message(self):
        self.drape(self.server.address("mapserv?SERVICE=WMS"), "--layer", "ortho")
        self.render(self.town, *self.CAMERA)
        self.server.pictures, self.server.dies_after = 0, 6
        close, messages = self.render(self.town, *self.CLOSE, name="close.png")
        self.assertTrue(self.server.is_dead)
        self.assertEqual(messages.count("does not answer"), 1, messages)
        self.keep_layers("relief")
        bare, _ = self.render(self.town, *self.CLOSE, name="bare.png")
        self.assertGreater(difference(bare, close)[1], 0.5)


if __name__ == "__main__":
    program.main()
