"""Fails on a type of a public header that has no comment: /// above it, or ///< beside it."""
import re
import sys
from pathlib import Path

TYPE = re.compile(r"^(?:class|struct|enum class|enum)\s+(\w+)[^;]*$")


def uncommented(text):
    lines = text.splitlines()
    for number, line in enumerate(lines):
        found = TYPE.match(line)
        if not found or "///<" in line:
            continue
        above = number - 1
        while above >= 0 and lines[above].startswith("template"):
            above -= 1
        is_specialisation = "<" in line.split("{")[0].split(":")[0] and above != number - 1
        if not is_specialisation and not lines[above].startswith("///"):
            yield number + 1, found.group(1)


def main(root):
    errors = []
    for folder in ("engine", "data_loaders"):
        for header in sorted((root / folder).rglob("*.h")):
            if "detail" in header.parts:
                continue
            for line, name in uncommented(header.read_text(encoding="utf-8")):
                errors.append(f"{header.relative_to(root)}:{line}: {name} has no comment that says what it is")
    print("\n".join(errors))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
