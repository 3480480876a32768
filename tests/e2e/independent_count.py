"""Counts what CityGML, CityJSON and OBJ files hold, with the standard library alone and nothing of the program's.

Objects are thematic features by their local name (openings, rooms and installations too, boundary surfaces not), LoDs count
features with geometry of their own at that LoD, the extent is that of what is shown: each feature's highest LoD, drawn once where
a solid and its boundary surfaces say the same. Faults are polygons shown that have val3dity's 101 (a ring of fewer than three
distinct points), 102 (a point repeated) or 103 (a ring not closed)."""
import functools
import json
import re
from collections import Counter
from xml.etree import ElementTree
from xml.parsers import expat

FEATURES = set("""Building BuildingPart BuildingInstallation IntBuildingInstallation BuildingFurniture Room BuildingRoom Storey
BuildingUnit BuildingConstructiveElement OtherConstruction Door Window Bridge BridgePart BridgeInstallation
IntBridgeInstallation BridgeConstructionElement BridgeConstructiveElement BridgeFurniture BridgeRoom Tunnel TunnelPart
TunnelInstallation IntTunnelInstallation HollowSpace TunnelFurniture TunnelConstructiveElement TransportationComplex Road Railway
Track Square Waterway Section Intersection TrafficSpace AuxiliaryTrafficSpace ClearanceSpace Hole SolitaryVegetationObject
PlantCover WaterBody LandUse CityFurniture CityObjectGroup GenericCityObject GenericLogicalSpace GenericOccupiedSpace
GenericUnoccupiedSpace ReliefFeature TINRelief MassPointRelief BreaklineRelief RasterRelief""".split())
POLYGONS = {"Polygon", "PolygonPatch", "Triangle", "Rectangle"}
LINES = {"LineString", "LineStringSegment", "Point"}
GEOMETRIES = POLYGONS | LINES | {"MultiSurface", "CompositeSurface", "Solid", "CompositeSolid", "MultiSolid", "MultiCurve",
                                 "MultiPoint", "Surface", "TriangulatedSurface", "Tin", "MultiGeometry", "Curve", "CompositeCurve",
                                 "OrientableSurface", "PolyhedralSurface"}
NOT_CITY = {"Envelope", "Appearance", "Address", "Dynamizer", "Version", "VersionTransition"}
SKIPPED = {"appearance", "appearanceMember", "address", "extent", "dynamizer", "metaDataProperty", "pointCloud"}
LATITUDE_FIRST = re.compile(r"(4326|4979|6668|6697|4258)\D*(\d+)?$")  # EPSG codes of geographic systems
LOD = re.compile(r"lod([0-4])(\w+)$")


class Count:
    """What a file holds: objects, lods, extent [west, south, east, north] or None, faults such as {"102": 6}."""

    def __init__(self):
        self.objects, self.lods, self.faults, self.extent = Counter(), Counter(), Counter(), None

    def show(self, points):
        for x, y in (point[:2] for point in points):
            west, south, east, north = self.extent or (x, y, x, y)
            self.extent = [min(west, x), min(south, y), max(east, x), max(north, y)]

    def show_polygon(self, rings):
        """Rings of (points, whether closed): the outer one first; counts its faults and shows what can be drawn."""
        faults, merged = set(), []
        for points, is_closed in rings:
            distinct = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
            while len(distinct) > 1 and distinct[0] == distinct[-1]:
                distinct.pop()
            faults |= {"102"} if len(distinct) < len(points) else set()
            faults |= {"101"} if len(distinct) < 3 else set()
            faults |= set() if is_closed else {"103"}
            merged.append(distinct)
        self.faults.update(faults)
        if merged and len(merged[0]) >= 3:
            for points in merged:
                self.show(points)


@functools.lru_cache(maxsize=None)
def local(name):
    return name.rsplit(":", 1)[-1]


def parse_without_namespaces(path):
    """The root element of an XML file, of which names have lost their prefixes: some files forget to declare them."""
    builder, parser = ElementTree.TreeBuilder(), expat.ParserCreate()

    def start(name, attributes):
        builder.start(local(name), {local(key): value for key, value in attributes.items()})

    parser.buffer_text, parser.StartElementHandler, parser.CharacterDataHandler = True, start, builder.data
    parser.EndElementHandler = lambda name: builder.end(local(name))
    parser.Parse(path.read_bytes(), True)
    return builder.close()


class Feature:
    """Geometry by LoD and role (boundary, solid, surface, curve, point): polygons and lines as elements, links as ids."""

    def __init__(self):
        self.shapes = {}

    def add(self, lod, role, elements, links):
        if elements or links:
            known = self.shapes.setdefault(lod, {}).setdefault(role, ([], []))
            known[0].extend(elements)
            known[1].extend(links)


class CityGml:
    """One CityGML document of any version."""

    def __init__(self, path):
        self.count, self.path, self.features = Count(), path, []

    def read(self):
        root = parse_without_namespaces(self.path)
        self.by_id = {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}
        self.swaps = any(LATITUDE_FIRST.search(element.get("srsName", "")) for element in root.iter("Envelope"))
        for member in root:
            if member.tag.endswith(("ember", "embers")) and member.tag not in SKIPPED:
                for child in member:
                    if child.tag not in NOT_CITY:
                        self._feature(child)
        shown = {}
        for feature in self.features:
            self._tell(feature, shown)
        for element in shown.values():
            self._show(element)
        return self.count

    def _feature(self, element):
        self.count.objects[element.tag] += 1
        feature = Feature()
        self.features.append(feature)
        lod = next((int(child.text) for child in element if child.tag == "lod"), None)
        for child in element:
            self._property(feature, child, lod)

    def _property(self, feature, element, relief_lod):
        name = element.tag
        if name in SKIPPED:
            return
        if (match := LOD.match(name)) is not None:
            if not match[2].startswith("TerrainIntersection"):
                feature.add(int(match[1]), self._role(match[2]), *self._shapes(element))
        elif name in ("tin", "reliefPoints", "breaklines", "ridgeOrValleyLines"):
            feature.add(relief_lod, "surface" if name == "tin" else "curve", *self._shapes(element))
        else:
            for child in element:
                self._object(feature, child, name in ("boundedBy", "boundary"))

    def _object(self, feature, element, is_boundary):
        name = element.tag
        if name in NOT_CITY:
            return
        if name in FEATURES:
            self._feature(element)
        elif is_boundary or name.endswith("Surface") and name not in GEOMETRIES:
            self._boundary(feature, element)
        elif name in GEOMETRIES:
            feature.add(None, "surface", *self._shapes([element]))
        elif name[:1].isupper() and "id" in element.attrib:
            self._feature(element)  # of an extension
        elif len(element):
            for child in element if name[:1].isupper() else [element]:
                self._property(feature, child, None)

    def _boundary(self, feature, surface):
        for child in surface:
            if (match := LOD.match(child.tag)) is not None:
                feature.add(int(match[1]), "boundary", *self._shapes(child))
            elif child.tag not in SKIPPED and child.tag != "boundedBy":
                for part in child:
                    if part.tag in FEATURES:
                        self._feature(part)
                    elif part.tag.endswith("Surface"):
                        self._boundary(feature, part)

    @staticmethod
    def _role(suffix):
        for word, role in (("Solid", "solid"), ("Curve", "curve"), ("Network", "curve"), ("Point", "point")):
            if suffix.endswith(word):
                return role
        return "surface"

    def _shapes(self, holder):
        """Elements of polygons and lines within, and ids linked to; the voids of solids are never seen."""
        elements, links = [], []
        if isinstance(holder, ElementTree.Element) and "href" in holder.attrib:
            links.append(holder.attrib["href"].rsplit("#", 1)[-1])
        for child in holder:
            name = child.tag
            if name == "ImplicitGeometry":
                raise NotImplementedError(f"{self.path}: implicit geometry")
            if name in POLYGONS or name in LINES:
                elements.append(child)
            elif name not in ("interior", "controlPoint"):
                inner, more = self._shapes(child)
                elements += inner
                links += more
        return elements, links

    def _tell(self, feature, shown):
        for lod in feature.shapes:
            if lod is not None:
                self.count.lods[str(lod)] += 1
        if not feature.shapes:
            return
        roles = feature.shapes[max(feature.shapes, key=lambda lod: -1 if lod is None else lod)]
        elements, links = next(roles[role] for role in ("boundary", "solid", "surface", "curve", "point") if role in roles)
        for link in links:
            target = self.by_id.get(link)
            if target is None:
                raise NotImplementedError(f"{self.path}: a link to nothing, {link}")
            elements = elements + self._shapes([target])[0]
        shown.update((id(element), element) for element in elements)

    def _show(self, element):
        if element.tag in LINES:
            self.count.show(self._points(element))
            return
        rings = []
        for side in element:
            if side.tag in ("exterior", "interior", "outerBoundaryIs", "innerBoundaryIs"):
                for ring in side:
                    points = self._points(ring)
                    is_closed = len(points) > 1 and points[0] == points[-1]
                    rings.append((points[:-1] if is_closed else points, is_closed))
        self.count.show_polygon(rings)

    def _points(self, element):
        numbers = []
        for part in element.iter():
            if part.tag in ("posList", "pos", "coordinates") and part.text:
                dimension = 2 if part.get("srsDimension", element.get("srsDimension")) == "2" else 3
                values = [float(word) for word in part.text.replace(",", " ").split()]
                assert len(values) % dimension == 0, f"{self.path}: {len(values)} numbers in a list of dimension {dimension}"
                numbers += [tuple(values[i:i + dimension]) for i in range(0, len(values), dimension)]
        return [(point[1], point[0], *point[2:]) for point in numbers] if self.swaps else numbers


class CityJson:
    """A CityJSON document, or a sequence of them, one on each line."""

    DEPTHS = {"MultiSurface": 0, "CompositeSurface": 0, "Solid": 1, "MultiSolid": 2, "CompositeSolid": 2}

    def __init__(self, path):
        self.count, self.path = Count(), path

    def read(self):
        text = self.path.read_text(encoding="utf-8")
        documents = [json.loads(line) for line in text.splitlines() if line.strip()] if self.path.suffix == ".jsonl" else [
            json.loads(text, object_pairs_hook=self._unique)]
        transform = documents[0].get("transform", {"scale": [1, 1, 1], "translate": [0, 0, 0]})
        for document in documents:
            vertices = [tuple(value * scale + shift for value, scale, shift in zip(vertex, transform["scale"], transform["translate"]))
                        for vertex in document.get("vertices", [])]
            for city_object in document.get("CityObjects", {}).values():
                self._object(city_object, vertices)
        return self.count

    @staticmethod
    def _unique(pairs):
        """Of objects with the same id all count; json would keep the last."""
        made = {}
        for key, value in pairs:
            made[f"{key} again {len(made)}" if key in made else key] = value
        return made

    def _object(self, city_object, vertices):
        self.count.objects[city_object["type"]] += 1
        by_lod = {}
        for geometry in city_object.get("geometry") or []:
            if geometry["type"] == "GeometryInstance":
                raise NotImplementedError(f"{self.path}: geometry templates")
            by_lod.setdefault(float(geometry["lod"]), []).append(geometry)
        for lod in by_lod:
            self.count.lods[f"{lod:g}"] += 1
        for geometry in by_lod[max(by_lod)] if by_lod else []:
            self._show(geometry, vertices)

    def _show(self, geometry, vertices):
        kind, boundaries = geometry["type"], geometry["boundaries"]
        if kind not in self.DEPTHS:
            for part in boundaries if kind == "MultiLineString" else [boundaries]:
                self.count.show([vertices[index] for index in part])
            return
        for _ in range(self.DEPTHS[kind]):
            boundaries = [surface for shell in boundaries for surface in shell]
        for surface in boundaries:
            self.count.show_polygon([([vertices[index] for index in ring], True) for ring in surface])


def count_obj(path):
    """A Wavefront OBJ: each `o` with faces is an object, or the whole file where there is none."""
    count, vertices, objects, name = Count(), [], set(), None
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == "v":
            vertices.append(tuple(map(float, words[1:4])))
        elif words[0] == "o":
            name = line
        elif words[0] == "f":
            objects.add(name)
            indices = [int(word.split("/")[0]) for word in words[1:]]
            count.show_polygon([([vertices[i - 1 if i > 0 else i] for i in indices], True)])
    count.objects["Model"] = len(objects)
    return count


def count_file(path):
    """The counts of a file, or None where it is none of these formats."""
    if path.suffix == ".obj":
        return count_obj(path)
    head = path.read_bytes()[:4096]
    if path.suffix in (".gml", ".xml"):
        return CityGml(path).read() if b"CityModel" in head else None
    return CityJson(path).read() if path.suffix in (".json", ".jsonl") and b'"CityJSON"' in head else None
