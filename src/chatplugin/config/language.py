"""
The languages that ChatPlugin speaks to operators and administrators.
"""

from enum import StrEnum


class Language(StrEnum):
    ENGLISH = "en"
    RUSSIAN = "ru"
