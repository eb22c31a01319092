"""The words: every sentence a person reads, in Chinese and English under the same keys.

A language is a folder of TOML files; the key `errors.not_found` is `not_found` in errors.toml.
Placeholders are `{name}`; a test holds keys and placeholders of both languages equal.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

LANGUAGES = ("zh-CN", "en")
DEFAULT_LANGUAGE = "zh-CN"
_FOLDER = Path(__file__).resolve().parent


@lru_cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every sentence of a language by its dotted key."""
    sentences: dict[str, str] = {}
    for path in sorted((_FOLDER / language).glob("*.toml")):
        _flatten(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), sentences)
    return MappingProxyType(sentences)


def _flatten(prefix: str, tree: Mapping[str, Any], into: dict[str, str]) -> None:
    for key, value in tree.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}.{key}", value, into)
        else:
            into[f"{prefix}.{key}"] = value


class Words:
    """The sentences of one language: `words("errors.not_found", what=…)`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        self._sentences = catalogue(self.language)

    def __call__(self, key: str, **values: object) -> str:
        sentence = self._sentences[key]
        return sentence.format(**values) if values else sentence

    def has(self, key: str) -> bool:
        return key in self._sentences

    def label(self, kind: str, key: object) -> str:
        """The label of a coded value, an empty text for None: `label("status", "partial")`."""
        return "" if key is None else self(f"labels.{kind}.{key}")


@lru_cache
def words(language: str) -> Words:
    return Words(language)
