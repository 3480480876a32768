"""Writes small textured city models in CityGML, and their pictures, with the standard library alone."""
import struct
import zlib

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 40), (30, 60, 220), (230, 210, 30)
EAST, NORTH = 843000, 6519000
CITY = ('<?xml version="1.0" encoding="UTF-8"?><core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" '
        'xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:app="http://www.opengis.net/citygml/appearance/2.0">'
        '<gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs,crs:EPSG::2154,crs:EPSG::5720"/></gml:boundedBy>')


def write_png(path, rows):
    """Rows of (red, green, blue)."""
    body = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b""))


def quarters(size):
    """Red and green above, blue and yellow below."""
    half = size // 2
    return [[RED] * half + [GREEN] * half] * half + [[BLUE] * half + [YELLOW] * half] * half


class Model:
    """A CityGML file of boxes, of which walls may have textures."""

    def __init__(self):
        self.members, self.textures, self.count = [], [], 0

    def box(self, east, north, width, depth, height, texture=None, coordinates="0 0 1 0 1 1 0 1 0 0", walls=1):
        """The texture is on the first of the walls south, east, north and west."""
        self.count += 1
        x, y, z = EAST + east, NORTH + north, 100.0
        low = [(x, y, z), (x + width, y, z), (x + width, y + depth, z), (x, y + depth, z)]
        high = [(a, b, z + height) for a, b, _ in low]
        sides = [[low[i], low[(i + 1) % 4], high[(i + 1) % 4], high[i]] for i in range(4)]
        faces = [("WallSurface", wall) for wall in sides] + [("RoofSurface", high), ("GroundSurface", low[::-1])]
        surfaces = "".join(self.surface(kind, ring, f"s{self.count}_{i}") for i, (kind, ring) in enumerate(faces))
        self.members.append(f'<core:cityObjectMember><bldg:Building gml:id="b{self.count}">{surfaces}</bldg:Building>'
                            '</core:cityObjectMember>')
        for wall in range(walls if texture else 0):
            name = f"s{self.count}_{wall}"
            self.textures.append(
                f'<app:surfaceDataMember><app:ParameterizedTexture><app:imageURI>{texture}</app:imageURI>'
                f'<app:wrapMode>wrap</app:wrapMode><app:target uri="#{name}"><app:TexCoordList>'
                f'<app:textureCoordinates ring="#{name}_r">{coordinates}</app:textureCoordinates>'
                '</app:TexCoordList></app:target></app:ParameterizedTexture></app:surfaceDataMember>')

    @staticmethod
    def surface(kind, ring, name):
        places = " ".join(f"{a:.3f} {b:.3f} {c:.3f}" for a, b, c in [*ring, ring[0]])
        return (f'<bldg:boundedBy><bldg:{kind}><bldg:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember>'
                f'<gml:Polygon gml:id="{name}"><gml:exterior><gml:LinearRing gml:id="{name}_r"><gml:posList>{places}'
                '</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface>'
                f'</bldg:lod2MultiSurface></bldg:{kind}></bldg:boundedBy>')

    def write(self, path):
        looks = "".join(self.textures)
        path.write_text(f'{CITY}{"".join(self.members)}<app:appearanceMember><app:Appearance><app:theme>rgb</app:theme>'
                        f'{looks}</app:Appearance></app:appearanceMember></core:CityModel>', encoding="utf-8")
