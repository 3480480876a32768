"""Map services through the reader and the process that has the network: pictures of tiles, WMTS and WMS against the same
raster as a file, in Lambert-93; servers that die and that do not have all."""
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from map_server import MAPSERV, MapServer, TileServer

try:
    import numpy
    from osgeo import gdal, osr
    gdal.UseExceptions()
except ImportError:
    numpy = None

PROBE = os.environ["BELVEDERE_PROBE"]
EAST, NORTH = 538200.0, 5740900.0  # web maps' metres, in Lyon
PLACE = (842000.0, 6518500.0)  # about the same in Lambert-93


def stripes(east, north):
    red = 128 + 100 * numpy.sin((east - EAST) / 60)
    green = 128 + 100 * numpy.sin((north - NORTH) / 45)
    blue = numpy.where((east > EAST) == (north > NORTH), 220, 40)
    return numpy.stack([red, green, blue], axis=-1).astype(numpy.uint8)


def write_raster(path, west, north, pixel, colours, epsg):
    """A GeoTIFF of uint8 colours (rows, columns, 3)."""
    rows, columns = colours.shape[:2]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), columns, rows, 3, gdal.GDT_Byte, ["TILED=YES"])
    dataset.SetGeoTransform((west, pixel, 0, north, 0, -pixel))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    dataset.SetProjection(crs.ExportToWkt())
    for band in range(3):
        dataset.GetRasterBand(band + 1).WriteArray(colours[:, :, band])
    dataset = None
    return path


@unittest.skipUnless(numpy, "python3-gdal or python3-numpy is not installed")
class Case(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="belvedere-maps-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self, server):
        self.addCleanup(lambda: server.is_dead or server.stop())
        return server

    def probe(self, source, *windows, layer=""):
        """What is said, and a picture of each window that could be drawn, else None."""
        files = [self.folder / f"{i}.rgba" for i in range(len(windows))]
        lines = "".join(f"{' '.join(map(str, window))} {file}\n" for window, file in zip(windows, files))
        result = subprocess.run([PROBE, str(source), layer], input=lines, text=True, capture_output=True, timeout=250,
                                env={"HOME": str(self.folder), "PATH": os.environ["PATH"]})
        self.assertEqual(result.returncode, 0, result.stderr)
        pictures = []
        for file in files:
            pictures.append(numpy.fromfile(file, numpy.uint8).reshape(256, 256, 4).astype(int) if file.exists() else None)
            file.unlink(missing_ok=True)
        return result.stdout.split("\n")[:-1], pictures

    def assert_alike(self, one, other, most=4.0):
        self.assertIsNotNone(one)
        self.assertIsNotNone(other)
        self.assertGreater(one[:, :, 3].min(), 250)
        self.assertGreater(other[:, :, 3].min(), 250)
        self.assertLess(abs(one[:, :, :3] - other[:, :, :3]).mean(), most)


def around(place, side):
    return (place[0] - side / 2, place[1] - side / 2, place[0] + side / 2, place[1] + side / 2)


class Tiles(Case):
    def setUp(self):
        super().setUp()
        self.server = self.start(TileServer(stripes))
        self.tiles = self.server.address("{z}/{x}/{y}.png")

    def raster(self):
        steps = (numpy.arange(6000) + 0.5) * 0.5 - 1500
        east, north = numpy.meshgrid(EAST + steps, NORTH - steps)
        return write_raster(self.folder / "stripes.tif", EAST - 1500, NORTH + 1500, 0.5, stripes(east, north), 3857)

    def centre(self):
        """The middle of the raster in Lambert-93."""
        web, lambert = osr.SpatialReference(), osr.SpatialReference()
        web.ImportFromEPSG(3857)
        lambert.ImportFromEPSG(2154)
        return osr.CoordinateTransformation(web, lambert).TransformPoint(EAST, NORTH)[:2]

    def test_tiles_and_wmts_are_the_same_as_a_file_at_every_level(self):
        windows = [around(self.centre(), side) for side in (60, 200, 600, 1200)]
        _, files = self.probe(self.raster(), *windows)
        for source, layer in ((self.tiles, ""), (self.server.address("wmts"), "ORTHO")):
            with self.subTest(source=source):
                said, pictures = self.probe(source, *windows, layer=layer)
                self.assertEqual(said[0], "EPSG:3857")
                self.assertEqual(said[-4:], ["ok"] * 4)
                for file, picture in zip(files, pictures):
                    self.assert_alike(file, picture)

    def test_each_tile_is_fetched_once(self):
        window = around(self.centre(), 300)
        self.probe(self.tiles, window, window, around(self.centre(), 280))
        self.assertEqual(len(self.server.asked), len(set(self.server.asked)))

    def test_a_service_of_several_layers_lists_them_and_draws_none(self):
        said, (picture,) = self.probe(self.server.address("wmts"), around(PLACE, 100))
        self.assertEqual(said, ["-", "layer ORTHO", "layer PLAN", "map-service-layer-wanted"])
        self.assertIsNone(picture)
        said, _ = self.probe(self.server.address("wmts"), layer="NONE")
        self.assertEqual(said, ["map-service-layer-unknown"])

    def test_a_server_that_dies_costs_what_was_not_seen(self):
        near, far = around(self.centre(), 100), around((PLACE[0] + 5000, PLACE[1]), 100)
        _, (before,) = self.probe(self.tiles, near)
        self.server.stop()
        said, (after, missing) = self.probe(self.tiles, near, far)
        self.assertTrue((before == after).all())
        self.assertIsNone(missing)
        self.assertEqual(said[-1], "map-service-silent")
        self.assertNotIn("web-last-known", "".join(said))

    def test_what_the_server_does_not_have_is_taken_from_coarser_tiles(self):
        window = around(self.centre(), 200)
        _, (file,) = self.probe(self.raster(), window)
        self.server.missing = lambda z, x, y: z > 16
        said, (picture,) = self.probe(self.tiles, window)
        self.assertTrue(said[-1].startswith("map-tiles-absent"), said)
        self.assert_alike(file, picture, 12.0)


@unittest.skipUnless(MAPSERV, "MapServer (Debian's cgi-mapserver) is not installed")
class Wms(Case):
    """MapServer on a raster of blobs in Lambert-93."""

    def setUp(self):
        super().setUp()
        steps = (numpy.arange(2000) + 0.5) * 0.5 - 500
        east, north = numpy.meshgrid(PLACE[0] + steps, PLACE[1] - steps)
        red = 128 + 100 * numpy.sin((east - PLACE[0]) / 25)
        green = 128 + 100 * numpy.sin((north - PLACE[1]) / 31)
        blue = numpy.where((east > PLACE[0]) == (north > PLACE[1]), 220, 40)
        colours = numpy.stack([red, green, blue], axis=-1).astype(numpy.uint8)
        self.raster = write_raster(self.folder / "blobs.tif", PLACE[0] - 500, PLACE[1] + 500, 0.5, colours, 2154)
        extent = " ".join(map(str, around(PLACE, 1000)))
        self.server = self.start(MapServer(self.folder, self.raster, extent))

    def test_a_wms_is_the_same_as_its_raster_in_any_version_and_crs(self):
        windows = [around(PLACE, side) for side in (100, 400)]
        _, (*files, moved) = self.probe(self.raster, *windows, around((PLACE[0] + 3, PLACE[1]), 100))
        self.assertGreater(abs(files[0] - moved)[:, :, :3].mean(), 3.0)  # three metres off: what would be seen
        tile = "mapserv?mode=tile&tilemode=gmap&layers=ortho&tile={x}+{y}+{z}"
        for address, layer, crs in (("mapserv?SERVICE=WMS", "ortho", "EPSG:2154"),
                                    ("mapserv?SERVICE=WMS&VERSION=1.1.1", "ortho", "EPSG:2154"), (tile, "", "EPSG:3857")):
            with self.subTest(address=address):
                said, pictures = self.probe(self.server.address(address), *windows, layer=layer)
                self.assertEqual(said[0], crs)
                self.assertEqual([line for line in said if line == "ok"], ["ok"] * 2, said)
                for file, picture in zip(files, pictures):
                    self.assert_alike(file, picture, 1.5)
        self.assertTrue(any("VERSION=1.1.1&REQUEST=GetMap" in path for path in self.server.asked))
        self.assertTrue(any("VERSION=1.3.0&REQUEST=GetMap" in path for path in self.server.asked))

    def test_beyond_the_raster_nothing_is_shown(self):
        _, (picture,) = self.probe(self.server.address("mapserv?SERVICE=WMS"), around((PLACE[0] + 500, PLACE[1]), 200),
                                   layer="ortho")
        self.assertGreater(picture[:, :100, 3].min(), 250)
        self.assertEqual(picture[:, 160:, 3].max(), 0)

    def test_killed_it_leaves_what_was_seen(self):
        near, far = around(PLACE, 50), around((PLACE[0] + 200, PLACE[1] + 200), 50)
        _, (before,) = self.probe(self.server.address("mapserv?SERVICE=WMS"), near, layer="ortho")
        self.server.stop()
        said, (after, missing) = self.probe(self.server.address("mapserv?SERVICE=WMS"), near, far, layer="ortho")
        self.assertTrue((before == after).all())
        self.assertIsNone(missing)
        self.assertEqual({line.split()[0] for line in said} - {"EPSG:2154", "layer", "ok"}, {"map-service-silent"})

    def test_an_exception_report_is_told(self):
        said, _ = self.probe(self.server.address("mapserv?SERVICE=WMS&map=/none"), layer="ortho")
        self.assertEqual(len(said), 1, said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
