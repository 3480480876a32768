"""bake in shards: made side by side, killed, copied together, and merged to the bytes of one run; and what is wrong with
them is named."""
import json
import os
import random
import shutil
import struct
import subprocess
import time
from pathlib import Path

import program
from program import DONE, INPUT, USAGE

WALL = '<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>{}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>'
MEMBER = ('<core:cityObjectMember><bldg:Building gml:id="B{}"><bldg:measuredHeight uom="m">{}</bldg:measuredHeight>'
          '<bldg:lod1Solid><gml:Solid><gml:exterior><gml:CompositeSurface>{}</gml:CompositeSurface></gml:exterior></gml:Solid>'
          '</bldg:lod1Solid></bldg:Building></core:cityObjectMember>\n')
MODEL = ('<?xml version="1.0" encoding="UTF-8"?>\n<core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" '
         'xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:gml="http://www.opengis.net/gml">\n'
         '<gml:boundedBy><gml:Envelope srsName="EPSG:2154" srsDimension="3"/></gml:boundedBy>\n{}</core:CityModel>\n')


def content(folder):
    """Every file of a cache but locks and remembered hashes: name to bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".lock" and not path.name.lstrip(".").startswith("sources.")}


def box(x, y, width, height):
    """The six faces of a block, as position lists."""
    corners = [(x, y), (x + width, y), (x + width, y + width), (x, y + width)]
    rings = [[(*corner, 100) for corner in reversed(corners)], [(*corner, 100 + height) for corner in corners]]
    for a, b in zip(corners, corners[1:] + corners[:1]):
        rings.append([(*a, 100), (*b, 100), (*b, 100 + height), (*a, 100 + height)])
    return [" ".join(f"{value:.2f}" for point in ring + ring[:1] for value in point) for ring in rings]


def write_city(path, rows, spacing=35):
    """A CityGML model of rows x rows blocks, in an order that has nothing to do with their places."""
    generator = random.Random(4)
    places = list(range(rows * rows))
    generator.shuffle(places)
    members = []
    for i in places:
        x, y = 843000 + spacing * (i % rows), 6519000 + spacing * (i // rows)
        height = generator.uniform(4, 20)
        members.append(MEMBER.format(i, round(height, 1), "".join(map(WALL.format, box(x, y, generator.uniform(8, 20), height)))))
    path.write_text(MODEL.format("".join(members)), encoding="utf-8")
    return path


def write_cloud(path, points):
    """A LAS 1.2 file of points at random over a square of 1,500 m."""
    generator = random.Random(5)
    scale, origin, side = 0.01, (843000.0, 6519000.0, 100.0), 150_000
    low, high = origin, (origin[0] + side * scale, origin[1] + side * scale, origin[2] + 30.0)
    head = struct.pack("<4sHHIHH8sBB32s32sHHHIIBHI5I", b"LASF", 0, 0, 0, 0, 0, b"", 1, 2, b"", b"", 1, 2026, 227, 227, 0, 0, 20,
                       points, points, 0, 0, 0, 0)
    head += struct.pack("<12d", scale, scale, scale, *origin, high[0], low[0], high[1], low[1], high[2], low[2])
    record = struct.Struct("<iiiHBBbBH")
    body = b"".join(record.pack(generator.randrange(side), generator.randrange(side), generator.randrange(3000),
                                i % 65536, 9, 2, 0, 0, 0) for i in range(points))
    path.write_bytes(head + body)
    return path


class Shards(program.Case):
    def bake(self, *arguments, expect=DONE, **keywords):
        return self.run_program("bake", self.territory, *arguments, expect=expect, **keywords)

    def start(self, *arguments):
        return subprocess.Popen([program.PROGRAM, "bake", self.territory, "--lang", "en", *arguments], env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def one_run(self):
        """What one undisturbed run gives, and how long it took; the cache is empty afterwards."""
        start = time.monotonic()
        self.bake()
        seconds = time.monotonic() - start
        expected = content(self.cache)
        shutil.rmtree(self.cache)
        return expected, seconds

    def hidden(self):
        folder, = (path for path in self.cache.glob(".*-*") if path.is_dir())
        return folder

    def kill_a_shard_at_work(self, shard):
        """Kills once some of its jobs are noted and others not, as far as a moment can be found for that."""
        process = self.start("--shard", shard)
        number, count = shard.split("/")
        deadline = time.monotonic() + program.SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            journals = list(self.cache.glob(f".*/journal-{number}-of-{count}.bin"))
            if journals and journals[0].stat().st_size > 1000:
                break
            time.sleep(0.002)
        process.kill()
        process.communicate()


class MadeOfThree(Shards):
    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()
        self.cache = self.territory / "cache"

    def check_three_shards(self):
        expected, _ = self.one_run()
        self.bake("--shard", "3/3")
        self.kill_a_shard_at_work("2/3")
        self.assertIn("2/3", self.bake("--merge", expect=INPUT).stderr)
        self.bake("--shard", "1/3")
        self.bake("--shard", "2/3")
        said = self.bake("--merge", "3").stdout
        self.assertNotIn("already", said)
        self.assertEqual(content(self.cache), expected)
        self.assertIn("already", self.bake().stdout)
        self.assertIn("already", self.bake("--merge").stdout)
        self.assertIn("already", self.bake("--shard", "1/3").stdout)

    def test_a_city_model(self):
        self.run_program("add", self.territory, write_city(self.territory / "city.gml", rows=70))
        self.check_three_shards()

    def test_a_point_cloud(self):
        cloud = write_cloud(self.territory / "scan.las", points=700_000)
        self.run_program("add", self.territory, cloud, "--crs", "EPSG:2154+5720")
        self.check_three_shards()

    def test_extruded_footprints(self):
        self.run_program("add", self.territory, self.write_blocks(self.territory / "blocks.geojson", rows=60, spacing=45))
        self.check_three_shards()


class WhatIsWrong(Shards):
    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()
        self.run_program("add", self.territory, self.write_blocks(self.territory / "blocks.geojson", rows=40, spacing=60))
        self.cache = self.territory / "cache"

    def test_a_missing_shard_is_named_with_what_to_do(self):
        self.bake("--shard", "1/3")
        self.bake("--shard", "3/3")
        refused = self.bake("--merge", expect=INPUT)
        self.assertIn("shard 2/3 is missing", refused.stderr)
        self.assertIn(f"belvedere bake {self.territory} --layer blocks --shard 2/3", refused.stderr)
        self.assertNotIn("1/3", refused.stderr)
        self.assertIn("le lot 2/3 manque", self.bake("--merge", expect=INPUT, language="fr").stderr)
        answer = json.loads(self.bake("--merge", "--json", expect=INPUT).stdout)
        self.assertEqual(answer["layers"][0]["result"], "incomplete")
        self.assertEqual(answer["layers"][0]["shards"], [{"shard": "2/3", "code": "shard-missing"}])
        self.assertEqual(list(self.cache.glob("blocks-*")), [])
        self.bake("--shard", "2/3")
        answer = json.loads(self.bake("--merge", "--json").stdout)
        self.assertEqual((answer["layers"][0]["result"], answer["layers"][0]["features"]), ("baked", 1600))

    def test_nothing_to_merge_and_shards_of_other_data_or_another_version(self):
        self.assertIn("no shards", self.bake("--merge", expect=INPUT).stderr)
        self.bake("--shard", "1/2")
        self.bake("--shard", "2/2")
        old = self.hidden()
        other = old.with_name(old.name[:-16] + "0123456789abcdef")  # as another version would call it
        old.rename(other)
        self.assertIn("another version", self.bake("--merge", expect=INPUT).stderr)
        self.run_program("set", self.territory, "blocks", "style.heightConstant=30", "style.heightAttribute=")
        self.assertIn("other data or settings", self.bake("--merge", expect=INPUT).stderr)
        self.bake("--shard", "1/2")
        self.assertIn("2/2", self.bake("--merge", expect=INPUT).stderr)
        self.bake("--shard", "2/2")
        self.bake("--merge")
        self.assertEqual(len([path for path in self.cache.iterdir() if path.is_dir()]), 1)

    def test_damage_is_found_named_and_mended(self):
        expected, _ = self.one_run()
        for shard in ("1/2", "2/2"):
            self.bake("--shard", shard)
        tile = sorted(self.hidden().glob("exact/*/*/*.bin"))[0]
        tile.write_bytes(tile.read_bytes()[:-1] + b"?")
        refused = self.bake("--merge", expect=INPUT).stderr
        shard, = (shard for shard in ("1/2", "2/2") if f"shard {shard} is damaged" in refused)
        self.bake("--shard", shard)
        (self.hidden() / "features.bin").write_bytes(b"damaged")
        self.assertIn("--shard 1/2", self.bake("--merge", expect=INPUT).stderr)
        self.bake("--shard", "1/2")
        self.bake("--merge")
        self.assertEqual(content(self.cache), expected)

    def test_a_shard_of_another_reading_is_foreign(self):
        for shard in ("1/2", "2/2"):
            self.bake("--shard", shard)
        journal = self.hidden() / "journal-2-of-2.bin"
        data = bytearray(journal.read_bytes())
        data[8] ^= 1  # the reading from which it says that it was made
        journal.write_bytes(data)
        refused = self.bake("--merge", "--json", expect=INPUT)
        self.assertEqual(json.loads(refused.stdout)["layers"][0]["shards"], [{"shard": "2/2", "code": "shard-foreign"}])

    def test_a_damaged_intermediate_file_is_read_anew_and_costs_no_shard(self):
        expected, _ = self.one_run()
        self.bake("--shard", "1/2")
        spill = self.hidden() / "surfaces.spill"
        data = bytearray(spill.read_bytes())
        for at in range(0, len(data), 4096):
            data[at] ^= 255
        spill.write_bytes(data)
        self.bake("--shard", "2/2")
        self.bake("--merge")
        self.assertEqual(content(self.cache), expected)

    def test_shards_at_the_same_time_and_a_whole_baking_beside_them(self):
        expected, _ = self.one_run()
        processes = [self.start("--shard", f"{i}/4") for i in (1, 2, 3, 4)]
        for process in processes:
            _, said = process.communicate(timeout=program.SECONDS)
            self.assertEqual(process.returncode, DONE, said)
        merges = [self.start("--merge") for _ in range(2)]
        outputs = [process.communicate(timeout=program.SECONDS)[0] for process in merges]
        self.assertEqual([process.returncode for process in merges], [DONE, DONE])
        self.assertEqual(sum("already" in output for output in outputs), 1)
        self.assertEqual(content(self.cache), expected)
        shutil.rmtree(self.cache)
        processes = [self.start("--shard", "1/2"), self.start(), self.start("--shard", "2/2")]
        for process in processes:
            _, said = process.communicate(timeout=program.SECONDS)
            self.assertEqual(process.returncode, DONE, said)
        self.assertEqual(content(self.cache), expected)

    def test_shards_made_on_machines_that_share_nothing_are_copied_together(self):
        expected, _ = self.one_run()
        for i in (1, 2, 3):
            machine = self.folder / f"machine{i}" / "town"
            shutil.copytree(self.territory, machine)
            self.run_program("bake", machine, "--shard", f"{i}/3")
            shutil.copytree(machine / "cache", self.cache, dirs_exist_ok=True)
        self.bake("--merge", "3")
        self.assertEqual(content(self.cache), expected)

    def test_a_view_beside_shards_draws_from_the_files(self):
        self.bake("--shard", "1/2")
        before = content(self.cache)
        self.run_program("render", self.territory, "-o", self.folder / "a.png", "--size", "160x90", "--quality", "low")
        self.assertEqual(content(self.cache), before)
        self.bake("--shard", "2/2")
        self.bake("--merge")

    def test_the_command_line_is_checked(self):
        for wrong in ("0/3", "4/3", "2", "a/b", "1/0"):
            self.assertIn(wrong, self.bake("--shard", wrong, expect=USAGE).stderr)
        self.bake("--merge", "none", expect=USAGE)
        self.bake("--shard", "1/2", "--merge", expect=USAGE)
        self.bake("--shard", "1/2")
        self.bake("--shard", "1/3")
        refused = self.bake("--merge", expect=INPUT).stderr
        self.assertIn("of 2 and of 3", refused)
        self.assertIn("2/2", self.bake("--merge", "2", expect=INPUT).stderr)
        answer = json.loads(self.bake("--shard", "1/2", "--json").stdout)
        self.assertEqual(answer["layers"], [{"layer": "blocks", "result": "shard-made", "shard": "1/2", "shards": [],
                                             "diagnostics": []}])
        missing = json.loads(self.run_program("bake", self.folder / "nowhere", "--json", expect=INPUT).stdout)
        self.assertEqual(len(missing["diagnostics"]), 1)


if __name__ == "__main__":
    program.main()
