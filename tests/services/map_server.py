"""A map server of this machine: MapServer's CGI program (Debian's cgi-mapserver) behind a small web server, and tiles made
of a raster. Both can be told to die after so many pictures."""
import http.server
import os
import shutil
import struct
import subprocess
import threading
import zlib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

MAPSERV = shutil.which("mapserv") or next((p for p in ("/usr/lib/cgi-bin/mapserv",) if os.access(p, os.X_OK)), None)

MAP = """MAP
  NAME "town"
  STATUS ON
  SIZE 512 512
  UNITS METERS
  EXTENT {extent}
  PROJECTION "init=epsg:2154" END
  IMAGETYPE PNG24
  OUTPUTFORMAT NAME "png" DRIVER AGG/PNG MIMETYPE "image/png" IMAGEMODE RGBA EXTENSION "png" TRANSPARENT ON END
  WEB METADATA
    "wms_title" "Ortho de la ville" "wms_onlineresource" "{address}" "wms_enable_request" "*"
    "wms_srs" "EPSG:2154 EPSG:3857 EPSG:4326" "wms_attribution_title" "Ville de Valbourg"
  END END
  LAYER
    NAME "ortho" TYPE RASTER STATUS ON DATA "{raster}"
    PROJECTION "init=epsg:2154" END
    PROCESSING "RESAMPLE=BILINEAR"
    METADATA "wms_title" "Orthophoto" "wms_attribution_title" "Ville de Valbourg" "wms_srs" "EPSG:2154 EPSG:3857 EPSG:4326" END
  END
  LAYER
    NAME "other" TYPE RASTER STATUS ON DATA "{raster}" PROJECTION "init=epsg:2154" END
    METADATA "wms_title" "Another" "wms_srs" "EPSG:2154" END
  END
END
"""


def png(width, height, pixels):
    """A PNG of RGB or RGBA rows."""
    channels = len(pixels) // (width * height)
    rows = b"".join(b"\0" + pixels[y * width * channels:(y + 1) * width * channels] for y in range(height))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 6, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


class PictureServer:
    """Answers GET by `answer(request) -> (status, type, bytes)`. `pictures` counts those that are images; after
    `dies_after` of them nothing answers any more."""

    def __init__(self, answer, port=0):
        self.asked, self.pictures, self.dies_after, self.is_dead = [], 0, None, False
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                outer.serve(self, answer)

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server.server_address[1]

    def address(self, path=""):
        return f"http://127.0.0.1:{self.port}/{path}"

    def serve(self, request, answer):
        with self.lock:
            self.asked.append(request.path)
            if self.is_dead:
                request.close_connection = True
                return
        status, kind, content = answer(request.path)
        with self.lock:
            self.pictures += kind.startswith("image/")
            if self.dies_after is not None and self.pictures > self.dies_after and not self.is_dead:
                self.is_dead = True
                threading.Thread(target=self.stop).start()
            if self.is_dead:
                request.close_connection = True
                return
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    def stop(self):
        self.is_dead = True
        self.server.shutdown()
        self.server.server_close()


class MapServer(PictureServer):
    """MapServer on a raster in EPSG:2154; extent "minx miny maxx maxy"."""

    def __init__(self, folder, raster, extent, port=0):
        super().__init__(self.run_mapserv, port)
        self.folder = Path(folder)
        self.map = self.folder / "town.map"
        self.map.write_text(MAP.format(raster=raster, extent=extent, address=self.address("mapserv")), encoding="utf-8")
        (self.folder / "mapserver.conf").write_text('CONFIG\n  ENV\n    MS_MAP_PATTERN "."\n  END\nEND\n', encoding="utf-8")
        self.running = set()

    def run_mapserv(self, path):
        environment = {"PATH": os.environ["PATH"], "REQUEST_METHOD": "GET", "QUERY_STRING": urlsplit(path).query,
                       "MS_MAPFILE": str(self.map), "MAPSERVER_CONFIG_FILE": str(self.folder / "mapserver.conf"),
                       "SERVER_NAME": "127.0.0.1", "SERVER_PORT": str(self.port), "SCRIPT_NAME": "/mapserv"}
        process = subprocess.Popen([MAPSERV], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, cwd=self.folder)
        self.running.add(process)
        output = process.communicate()[0]
        self.running.discard(process)
        head, _, body = output.partition(b"\r\n\r\n")
        kind = next((line.split(b":", 1)[1].strip().decode() for line in head.split(b"\r\n")
                     if line.lower().startswith(b"content-type:")), "text/plain")
        return 200, kind, body

    def stop(self):
        super().stop()
        for process in list(self.running):
            process.kill()


class TileServer(PictureServer):
    """Tiles in web maps' projection by address (/z/x/y.png) and as a WMTS by key and value (/wmts), of a function of
    metres: `colours(numpy east, numpy north) -> uint8 array (rows, columns, 3)`."""

    HALF = 20037508.342789244

    def __init__(self, colours, finest=18, port=0, missing=lambda z, x, y: False):
        self.colours, self.finest, self.missing = colours, finest, missing
        super().__init__(self.answer, port)

    def answer(self, path):
        parts = urlsplit(path)
        if parts.path == "/wms":
            return 200, "text/html", b"<html><body>Hello</body></html>"
        if parts.path == "/other/wms":
            return 200, "text/xml", b"<answer/>"
        if parts.path == "/wmts":
            query = {key.upper(): values[0] for key, values in parse_qs(parts.query).items()}
            if query.get("REQUEST") == "GetCapabilities":
                return 200, "text/xml", self.capabilities().encode()
            z, x, y = (int(query[key]) for key in ("TILEMATRIX", "TILECOL", "TILEROW"))
        else:
            z, x, y = (int(part.split(".")[0]) for part in parts.path.strip("/").split("/")[-3:])
        if self.missing(z, x, y):
            return 404, "text/plain", b"not here"
        return 200, "image/png", self.tile(z, x, y)

    def tile(self, z, x, y):
        import numpy
        side = 2 * self.HALF / 2 ** z
        steps = (numpy.arange(256) + 0.5) / 256 * side
        east, north = numpy.meshgrid(-self.HALF + x * side + steps, self.HALF - y * side - steps)
        return png(256, 256, self.colours(east, north).tobytes())

    def capabilities(self):
        matrices = "".join(
            f"<TileMatrix><ows:Identifier>{z}</ows:Identifier><ScaleDenominator>{559082264.0287178 / 2 ** z}</ScaleDenominator>"
            f"<TopLeftCorner>{-self.HALF} {self.HALF}</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight>"
            f"<MatrixWidth>{2 ** z}</MatrixWidth><MatrixHeight>{2 ** z}</MatrixHeight></TileMatrix>" for z in range(self.finest + 1))
        layers = "".join(
            f"<Layer><ows:Title>{title}</ows:Title><ows:WGS84BoundingBox><ows:LowerCorner>-180 -85</ows:LowerCorner>"
            f"<ows:UpperCorner>180 85</ows:UpperCorner></ows:WGS84BoundingBox><ows:Identifier>{name}</ows:Identifier>"
            "<Style isDefault='true'><ows:Identifier>normal</ows:Identifier></Style><Format>image/png</Format>"
            "<TileMatrixSetLink><TileMatrixSet>PM</TileMatrixSet></TileMatrixSetLink></Layer>"
            for name, title in (("ORTHO", "Photographies aériennes"), ("PLAN", "Plan")))
        return ("<Capabilities xmlns='http://www.opengis.net/wmts/1.0' xmlns:ows='http://www.opengis.net/ows/1.1' version='1.0.0'>"
                "<ows:ServiceProvider><ows:ProviderName>IGN d’essai</ows:ProviderName></ows:ServiceProvider>"
                f"<Contents>{layers}<TileMatrixSet><ows:Identifier>PM</ows:Identifier><ows:SupportedCRS>EPSG:3857</ows:SupportedCRS>"
                f"{matrices}</TileMatrixSet></Contents></Capabilities>")
