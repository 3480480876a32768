"""Writes the files of a tiny territory around 843000 E, 6519000 N (EPSG:2154), with the standard library alone. Nothing in it is
symmetric, so that a mirrored or turned picture is another one."""
import json
import math
import struct

from textured_city import CITY, EAST, NORTH, Model, quarters, write_png

WEST, SOUTH, CELL, CELLS = EAST - 125, NORTH - 125, 5, 50
GREEN, RED, BLUE, WHITE, MAGENTA = (110, 160, 90), (200, 40, 40), (40, 80, 200), (240, 240, 240), (230, 20, 200)
LETTER = ("#####", "#....", "####.", "#....", "#....")  # an F: not the same mirrored, turned or upside down


def ground(east, north):
    """Height of the relief: it rises to the north, with a hill in the north-east."""
    return 95 + 0.04 * (north - SOUTH) + 14 * math.exp(-((east - EAST - 60) ** 2 + (north - NORTH - 70) ** 2) / 900)


def write_relief(path):
    """Cells of 5 m; a hole without data in the south-west."""
    rows = []
    for row in range(CELLS):
        north = SOUTH + CELL * (CELLS - row - 0.5)
        rows.append(" ".join("-9999" if 30 <= row < 40 and 8 <= column < 14 else
                             f"{ground(WEST + CELL * (column + 0.5), north):.3f}" for column in range(CELLS)))
    path.write_text(f"ncols {CELLS}\nnrows {CELLS}\nxllcorner {WEST}\nyllcorner {SOUTH}\ncellsize {CELL}\nNODATA_value -9999\n"
                    + "\n".join(rows) + "\n", encoding="utf-8")


def write_plain(path, imagery):
    """Twelve kilometres of flat ground in dark and light stripes of 1.5 km, across the view to the north."""
    path.write_text(f"ncols 24\nnrows 24\nxllcorner {EAST - 6000}\nyllcorner {NORTH}\ncellsize 500\nNODATA_value -9999\n"
                    + "\n".join(" ".join(["100"] * 24) for _ in range(24)) + "\n", encoding="utf-8")
    rows = [[(30, 30, 30) if row // 15 % 2 else WHITE] * 120 for row in range(120)]
    write_georeferenced(imagery, rows, EAST - 6000, NORTH + 12000, 100)


def write_georeferenced(path, rows, west, north, size):
    """A PNG with its world file."""
    write_png(path, rows)
    path.with_suffix(".pgw").write_text(f"{size}\n0\n0\n{-size}\n{west + size / 2}\n{north - size / 2}\n", encoding="utf-8")


def write_imagery(path):
    """Green, with a red F whose foot points south, and a blue south-eastern corner."""
    rows = [[GREEN] * 50 for _ in range(50)]
    for row, line in enumerate(LETTER):
        for column, sign in enumerate(line):
            for i in range(36 if sign == "#" else 0):
                rows[9 + 6 * row + i // 6][10 + 6 * column + i % 6] = RED
    for i in range(100):
        rows[40 + i // 10][40 + i % 10] = BLUE
    write_georeferenced(path, rows, WEST, SOUTH + 250, 5)


def write_overlay(path):
    """A magenta band over the letter's foot and the ground to its east."""
    write_georeferenced(path, [[MAGENTA] * 40 for _ in range(8)], WEST + 40, NORTH + 20, 5)


def write_geojson(path, geometries, properties=None):
    features = [{"type": "Feature", "properties": properties[i] if properties else {}, "geometry": geometry}
                for i, geometry in enumerate(geometries)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features,
                                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}}), encoding="utf-8")


def box(east, north, width, depth):
    x, y = EAST + east, NORTH + north
    return [[x, y], [x + width, y], [x + width, y + depth], [x, y + depth], [x, y]]


def write_vectors(folder):
    """Blocks 8, 20 and 40 m high from west to east; a field with a hole; a road with a bend; three points."""
    blocks = [box(-60, -20, 25, 25), box(-10, -20, 25, 25), box(40, -20, 25, 25)]
    write_geojson(folder / "blocks.geojson", [{"type": "Polygon", "coordinates": [ring]} for ring in blocks],
                  [{"HAUTEUR": height} for height in (8, 20, 40)])
    field, hole = box(-70, -60, 150, 120), box(10, 0, 40, 35)[::-1]
    write_geojson(folder / "field.geojson", [{"type": "Polygon", "coordinates": [field, hole]}])
    write_geojson(folder / "whole_field.geojson", [{"type": "Polygon", "coordinates": [field]}])
    bend = [[EAST - 100, NORTH - 60], [EAST - 20, NORTH - 40], [EAST + 10, NORTH + 40], [EAST + 100, NORTH + 90]]
    write_geojson(folder / "road.geojson", [{"type": "LineString", "coordinates": bend}])
    write_geojson(folder / "trees.geojson", [{"type": "Point", "coordinates": [EAST + x, NORTH + y]}
                                             for x, y in ((-60, 20), (20, 10), (60, 70))])


def polygon(ring):
    places = " ".join(f"{x:.3f} {y:.3f} {z:.3f}" for x, y, z in [*ring, ring[0]])
    return ("<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>"
            f"{places}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>")


def write_house(path):
    """One building: a box as LoD1, and as LoD2 walls with a gable roof whose ridge runs east to west."""
    west, east, south, north, low, eaves, ridge = EAST - 30, EAST + 30, NORTH - 20, NORTH + 20, 96.0, 115.0, 135.0
    corners = [(west, south), (east, south), (east, north), (west, north)]
    sides = [[(*corners[i], low), (*corners[(i + 1) % 4], low), (*corners[(i + 1) % 4], eaves), (*corners[i], eaves)]
             for i in range(4)]
    top = [(x, y, eaves) for x, y in corners]
    ends = [(west, NORTH, ridge), (east, NORTH, ridge)]
    solid = "".join(polygon(ring) for ring in [*sides, top, [(x, y, low) for x, y in corners[::-1]]])
    walls = sides[::2] + [[*sides[1], ends[1]][:3] + [ends[1], sides[1][3]], [*sides[3]][:3] + [ends[0], sides[3][3]]]
    roofs = [[top[0], top[1], ends[1], ends[0]], [top[2], top[3], ends[0], ends[1]]]

    def bounded(kind, rings):
        return "".join(f"<bldg:boundedBy><bldg:{kind}><bldg:lod2MultiSurface><gml:MultiSurface>{polygon(ring)}</gml:MultiSurface>"
                       f"</bldg:lod2MultiSurface></bldg:{kind}></bldg:boundedBy>" for ring in rings)
    path.write_text(f'{CITY}<core:cityObjectMember><bldg:Building gml:id="house"><bldg:lod1Solid><gml:Solid><gml:exterior>'
                    f"<gml:CompositeSurface>{solid}</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod1Solid>"
                    f'{bounded("WallSurface", walls)}{bounded("RoofSurface", roofs)}</bldg:Building></core:cityObjectMember>'
                    "</core:CityModel>", encoding="utf-8")


def write_textured(folder):
    """A box whose southern wall wears red and green above blue and yellow."""
    write_png(folder / "wall.png", quarters(64))
    model = Model()
    model.box(-30, -20, 60, 30, 40, "wall.png", "0 0 1 0 1 1 0 1 0 0")
    model.write(folder / "textured.gml")


def write_cloud(path):
    """LAS 1.2, format 0: ground, a hedge (class 5) in the west and a wall (class 6) in the east, half as high again."""
    points = [(x, y, 97, 2) for x in range(-60, 61) for y in range(-40, 41)]
    points += [(x / 2, y / 2, 97 + z, 5) for x in range(-80, -40) for y in range(-40, 1, 2) for z in range(1, 20)]
    points += [(x / 2, 10, 97 + z / 2, 6) for x in range(30, 90) for z in range(1, 60)]
    records = b"".join(struct.pack("<iiiHBBbBH", round(x * 100), round(y * 100), round(z * 100), 100, 0x09, kind, 0, 0, 1)
                       for x, y, z, kind in points)
    xs, ys, zs = ([point[i] for point in points] for i in range(3))
    head = struct.pack("<4sHHIHH8sBB32s32sHHHIIBHI5I", b"LASF", 0, 0, 0, 0, 0, b"", 1, 2, b"", b"", 1, 2026, 227, 227, 0, 0, 20,
                       len(points), len(points), 0, 0, 0, 0)
    head += struct.pack("<6d", 0.01, 0.01, 0.01, EAST, NORTH, 0)
    head += struct.pack("<6d", EAST + max(xs), EAST + min(xs), NORTH + max(ys), NORTH + min(ys), max(zs), min(zs))
    path.write_bytes(head + records)


def write_arrow(folder):
    """An OBJ about a zero of its own, metres, z up: a flat arrow that points east, its head red and its shaft blue."""
    (folder / "arrow.mtl").write_text("newmtl red\nKd 0.8 0.05 0.05\nnewmtl blue\nKd 0.05 0.1 0.8\n", encoding="utf-8")
    (folder / "arrow.obj").write_text("mtllib arrow.mtl\nv -60 -6 0\nv 0 -6 0\nv 0 6 0\nv -60 6 0\nv 0 -18 0\nv 60 0 0\nv 0 18 0\n"
                                      "usemtl blue\nf 1 2 3 4\nusemtl red\nf 5 6 7\n", encoding="utf-8")
