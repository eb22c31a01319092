"""Business resumption liaison tracker (企业复工联络台账).

The floors, from the top; imports point down only, and store and sheets never at each other:

    web, cli     what a browser and a terminal see
    services     what a user asks for: one function a wish, each behind a guard
    store        where it is kept: the only SQL      sheets   the Excel desk
    locales      the words, in both languages
    domain       what is true: records, rules, figures; standard library alone

docs/architecture.md tells the reasons, tests/test_architecture.py holds them.
"""
