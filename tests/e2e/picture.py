"""Reads the PNG files that the program writes, with the standard library alone."""
import struct
import zlib


class Picture:
    """Pixels of an 8-bit PNG: width, height, channels, and rows of bytes."""

    def __init__(self, path):
        data = path.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is no PNG"
        place, packed = 8, b""
        while place < len(data):
            length, kind = struct.unpack(">I4s", data[place:place + 8])
            body = data[place + 8:place + 8 + length]
            if kind == b"IHDR":
                self.width, self.height, depth, colour = struct.unpack(">IIBB", body[:10])
                assert depth == 8
                self.channels = {0: 1, 2: 3, 6: 4}[colour]
            elif kind == b"IDAT":
                packed += body
            place += length + 12
        self.rows = self._rows(zlib.decompress(packed))

    def _rows(self, data):
        stride, step = self.width * self.channels, self.channels
        previous, rows = bytearray(stride), []
        for y in range(self.height):
            begin = y * (stride + 1)
            kind, row = data[begin], bytearray(data[begin + 1:begin + 1 + stride])
            for i in range(stride):
                left = row[i - step] if i >= step else 0
                above = previous[i]
                corner = previous[i - step] if i >= step else 0
                if kind == 1:
                    row[i] = (row[i] + left) & 255
                elif kind == 2:
                    row[i] = (row[i] + above) & 255
                elif kind == 3:
                    row[i] = (row[i] + (left + above) // 2) & 255
                elif kind == 4:
                    guess = left + above - corner
                    far = abs(guess - left), abs(guess - above), abs(guess - corner)
                    row[i] = (row[i] + (left, above, corner)[far.index(min(far))]) & 255
            rows.append(row)
            previous = row
        return rows

    def pixel(self, x, y):
        return tuple(self.rows[y][x * self.channels:(x + 1) * self.channels])

    def share(self, condition):
        """The share of pixels for which a condition on (red, green, blue, …) holds."""
        count = sum(condition(self.pixel(x, y)) for y in range(self.height) for x in range(self.width))
        return count / (self.width * self.height)
