"""Fails where a French text departs from French typography: ’ for the apostrophe; a narrow no-break space (U+202F) before ; ! ?,
a no-break space (U+00A0) before : and inside « ». With --fix as second argument it puts the texts right instead."""
import re
import sys
from pathlib import Path

WIDE, NARROW = "\u00a0", "\u202f"
ANY = f"[ {WIDE}{NARROW}]"
COMMAND = re.compile(r"`[^`]*`")  # is typed as it stands
SIGNS = (
    (re.compile(r"(?<=\w)'"), "’"),
    (re.compile(rf"{ANY}([;!?])"), NARROW + r"\1"),
    (re.compile(rf"(?<=[\w»}})…])([;!?])(?=\s|$|\\n)"), NARROW + r"\1"),
    (re.compile(rf"{ANY}:"), WIDE + ":"),
    (re.compile(r"(?<=[\w»})]):(?=\s|$|\\n)"), WIDE + ":"),
    (re.compile(rf"«{ANY}?"), "«" + WIDE),
    (re.compile(rf"{ANY}?»"), WIDE + "»"),
    (re.compile("“"), "«" + WIDE),
    (re.compile("”"), WIDE + "»"),
)


def typeset(french):
    """A text as it should be."""
    parts = re.split(f"({COMMAND.pattern})", french)
    for i in range(0, len(parts), 2):
        for wrong, right in SIGNS:
            parts[i] = wrong.sub(right, parts[i])
    return "".join(parts)


def typeset_catalogue(text):
    """A catalogue in which every line of a msgstr is typeset; its header is not."""
    lines = text.split("\n")
    is_french = False
    for i, line in enumerate(lines):
        is_french = line.startswith("msgstr") or (is_french and line.startswith('"'))
        string = re.fullmatch(r'(msgstr(?:\[\d+\])? )?"(.*)"', line)
        if is_french and string and not re.match(r"[A-Z][A-Za-z-]+: .*\\n$", string[2]):
            lines[i] = f'{string[1] or ""}"{typeset(string[2])}"'
    return "\n".join(lines)


def main():
    errors, texts = [], 0
    for path in sorted((Path(sys.argv[1]) / "assets/locale/fr").glob("*.po")):
        text = path.read_text(encoding="utf-8")
        right = typeset_catalogue(text)
        texts += text.count("\nmsgstr")
        if "--fix" in sys.argv[2:]:
            path.write_text(right, encoding="utf-8")
            continue
        pairs = enumerate(zip(text.split("\n"), right.split("\n")), 1)
        errors += [f"{path}:{number}: should be {b}" for number, (a, b) in pairs if a != b]
    print("\n".join(errors))
    print(f"{texts} French texts, {len(errors)} faults")
    if errors:
        print(f"python3 {sys.argv[0]} {sys.argv[1]} --fix puts them right")
    sys.exit(1 if errors or texts == 0 else 0)


main()
