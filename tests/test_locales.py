"""Both languages say the same things, and everything that can be said has words."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from liaison.domain.fields import FIELDS
from liaison.domain.problems import LEVELS
from liaison.domain.vocabulary import CODED_VALUES
from liaison.locales import LANGUAGES, catalogue, words

PACKAGE = Path(__file__).parents[1] / "liaison"


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys() -> None:
    chinese, english = (set(catalogue(language)) for language in LANGUAGES)
    assert chinese ^ english == set()


def test_the_same_placeholders_stand_in_both() -> None:
    chinese, english = (catalogue(language) for language in LANGUAGES)
    differing = [
        key for key in chinese if _placeholders(chinese[key]) != _placeholders(english.get(key, ""))
    ]
    assert differing == []


def test_nothing_is_left_untranslated() -> None:
    """A Chinese sentence holds Chinese; English ones hold none, names of languages excepted."""
    chinese, english = (catalogue(language) for language in LANGUAGES)
    without = [
        key
        for key, sentence in english.items()
        if any("\u4e00" <= character <= "\u9fff" for character in sentence)
        and not key.endswith((".zh-CN", ".zh_cn", ".chinese"))
    ]
    assert without == []
    assert all(sentence.strip() for sentence in (*chinese.values(), *english.values()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_problem_and_coded_value_has_words(language: str) -> None:
    speak = words(language)
    wanted = [f"fields.{kind}.{field.key}" for kind, fields in FIELDS.items() for field in fields]
    wanted += [f"problems.{code}" for code in LEVELS]
    wanted += [f"labels.{kind}.{key}" for kind, keys in CODED_VALUES.items() for key in keys]
    assert [key for key in wanted if not speak.has(key)] == []


def _refusals() -> set[str]:
    """The codes with which anything in the package refuses."""
    from liaison.domain import errors

    names = {name for name in vars(errors) if isinstance(getattr(errors, name), type)}
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else None
            first = node.args[0]
            if called in names and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_sentence(language: str) -> None:
    speak = words(language)
    codes = _refusals()
    assert len(codes) > 20
    assert sorted(code for code in codes if not speak.has(f"errors.{code}")) == []
