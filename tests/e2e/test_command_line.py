"""The command line itself: help, versions, languages, and what is said about wrong ones."""
import subprocess

import program
from program import EXPORT, INPUT, USAGE

COMMANDS = ("view", "demo", "new", "add", "set", "remove", "info", "check", "bake", "render")


class CommandLine(program.Case):
    def test_help_lists_every_command_in_both_languages(self):
        for language, word in (("en", "the commands"), ("fr", "les commandes")):
            text = self.run_program("--help", language=language).stdout
            self.assertIn(word, text)
            for command in COMMANDS:
                self.assertIn(f"  {command} ", text)

    def test_each_command_has_help(self):
        for command in COMMANDS:
            self.assertIn("Usage: belvedere " + command, self.run_program(command, "--help").stdout)
            french = self.run_program(command, "--help", language="fr").stdout
            self.assertIn("Utilisation\u00a0: belvedere " + command, french)
            for word in ("TERRITORY", "LAYER", "PATH", "FILE", "Options:", "Arguments:"):
                self.assertNotIn(word, french)

    def test_required_arguments_stand_without_brackets(self):
        for command, usage in (("info", "info [OPTIONS] SOURCE"), ("new", "new [OPTIONS] --crs CRS DIR"),
                               ("add", "add [OPTIONS] TERRITORY SOURCE..."), ("view", "view [OPTIONS] [TERRITORY]"),
                               ("set", "set [OPTIONS] TERRITORY LAYER KEY=VALUE..."), ("demo", "demo [OPTIONS] [DIR]"),
                               ("render", "render [OPTIONS] --output FILE TERRITORY")):
            self.assertIn(f"Usage: belvedere {usage}\n", self.run_program(command, "--help").stdout)
        french = self.run_program("set", "--help", language="fr").stdout
        self.assertIn("belvedere set [OPTIONS] TERRITOIRE COUCHE CLÉ=VALEUR...\n", french)
        columns = {line.index(text) for line in french.split("\n") for text in ("Dossier", "Identifiant", "Réglages")
                   if f"  {text}" in line}
        self.assertEqual(columns, {30})

    def test_version_is_one_line(self):
        self.assertRegex(self.run_program("--version").stdout, r"^belvedere \d+\.\d+\.\d+\n$")

    def test_language_follows_the_locale_unless_told(self):
        french = self.run_program("rendr", expect=USAGE, language=None, LANG="fr_FR.UTF-8")
        self.assertIn("Vouliez-vous dire render", french.stderr)
        english = self.run_program("rendr", expect=USAGE, language="en", LANG="fr_FR.UTF-8")
        self.assertIn("Did you mean render", english.stderr)
        self.run_program("--help", expect=USAGE, language="de")

    def test_a_word_that_is_like_no_command_gets_no_suggestion(self):
        for word in ("xyzzy", "lyon", "42"):
            for language in ("en", "fr"):
                errors = self.run_program(word, expect=USAGE, language=language).stderr
                self.assertNotIn("Did you mean", errors)
                self.assertNotIn("Vouliez-vous", errors)
                self.assertIn("belvedere --help", errors)

    def test_unknown_options_name_the_nearest(self):
        for command, wrong, right in (("render", "--sise", "--size"), ("new", "--cr", "--crs"), ("info", "--jsn", "--json"),
                                      ("add", "--layr", "--layer")):
            result = self.run_program(command, "somewhere", wrong, "x", expect=USAGE)
            self.assertIn(f"Did you mean {right}?", result.stderr)
            self.assertEqual(result.stdout, "")
            self.assertIn(f"Vouliez-vous dire {right}", self.run_program(command, wrong, expect=USAGE, language="fr").stderr)

    def test_missing_arguments_are_named(self):
        for arguments, missing, french in ((["new"], "DIR", "DOSSIER"), (["new", "a"], "--crs", "--crs"),
                                           (["add", "a"], "SOURCE", "SOURCE"), (["info"], "SOURCE", "SOURCE"),
                                           (["set", "a", "b"], "KEY=VALUE", "CLÉ=VALEUR"), (["remove", "a"], "LAYER", "COUCHE"),
                                           (["render", "a"], "--output", "--output")):
            result = self.run_program(*arguments, expect=USAGE)
            self.assertIn(f"{missing} is missing", result.stderr)
            self.assertIn(f"{french} manque", self.run_program(*arguments, expect=USAGE, language="fr").stderr)

    def test_a_surplus_argument_is_named(self):
        self.assertIn("“c”", self.run_program("remove", "a", "b", "c", expect=USAGE).stderr)
        self.assertIn("lacks its value", self.run_program("render", "a", "-o", expect=USAGE, language=None).stderr)

    def test_the_window_needs_a_display(self):
        territory = self.new_territory()
        for arguments in ((territory,), ("view", territory)):
            result = self.run_program(*arguments, expect=INPUT)
            self.assertIn("belvedere render", result.stderr)
        self.assertIn("écran", self.run_program(territory, expect=INPUT, language="fr").stderr)
        self.assertIn("belvedere render TERRITOIRE", self.run_program("view", expect=INPUT, language="fr").stderr)

    def test_a_result_that_does_not_reach_its_place_is_no_success(self):
        with open("/dev/full", "w") as full:
            result = subprocess.run([program.PROGRAM, "--help", "--lang", "en"], env=self.environment, stdout=full,
                                    stderr=subprocess.PIPE, text=True)
        self.assertEqual(result.returncode, EXPORT)
        self.assertIn("standard output", result.stderr)

    def test_what_is_no_territory_is_told(self):
        self.assertIn("holds no territory", self.run_program("view", self.folder, expect=INPUT).stderr)
        self.assertIn("has no command “frobnicate”", self.run_program("frobnicate", expect=USAGE).stderr)


if __name__ == "__main__":
    program.main()
