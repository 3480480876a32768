"""bake under fire: killed at fifty random moments, and 200 random damages to what is in the cache."""
import random
import shutil
import subprocess
import time

import program

SEED = 7


def content(folder):
    """Every file of a cache but locks and remembered hashes: name to bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".lock" and not path.name.lstrip(".").startswith("sources.")}


class BakeEndures(program.Case):
    def setUp(self):
        super().setUp()
        self.territory = self.new_territory()
        self.run_program("add", self.territory, self.write_blocks(self.territory / "blocks.geojson", rows=40, spacing=60))
        self.cache = self.territory / "cache"
        start = time.monotonic()
        self.run_program("bake", self.territory)
        self.seconds = time.monotonic() - start
        self.expected = content(self.cache)

    def kill_after(self, seconds):
        """Whether the process was still at work."""
        process = subprocess.Popen([program.PROGRAM, "bake", self.territory, "--lang", "en"], env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        process.kill()
        return process.wait() < 0

    def test_killed_at_fifty_random_moments_it_goes_on_to_the_same_bytes(self):
        generator = random.Random(SEED)
        killed = 0
        for _ in range(50):
            shutil.rmtree(self.cache)
            killed += self.kill_after(generator.uniform(0.0, self.seconds))
            self.run_program("bake", self.territory)
            self.assertEqual(content(self.cache), self.expected)
        self.assertGreater(killed, 25)

    def test_two_hundred_damages_are_noticed_and_mended(self):
        generator = random.Random(SEED)
        files = [self.cache / name for name in self.expected]
        for _ in range(200):
            path = generator.choice(files)
            data = bytearray(path.read_bytes())
            data[generator.randrange(len(data))] ^= generator.randrange(1, 256)
            path.write_bytes(data)
            said = self.run_program("bake", self.territory).stdout
            self.assertNotIn("already", said, path)
            self.assertEqual(content(self.cache), self.expected)


if __name__ == "__main__":
    program.main()
