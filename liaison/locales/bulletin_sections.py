"""The bulletin's numbered sections, from the day's progress to what needs attention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liaison.domain.bulletin import Extremes, MeasureStanding, extremes, movements
from liaison.locales.bulletin_attention import AttentionPart
from liaison.locales.bulletin_paragraph import Paragraph
from liaison.locales.bulletin_phrases import UNITS


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part: paragraphs of (words that lead in, '' without any, sentences)."""

    heading: str
    paragraphs: Sequence[tuple[str, str]]


class Sections(Paragraph, AttentionPart):
    """Every section of an area that has enterprises."""

    def sections(self) -> list[Section]:
        if not self.number("enterprises"):
            return []
        parts = {
            "operation": self.operation(),
            "people": self.people(),
            "measures": self.measures(),
            "requests": [("", self.requests())],
            "attention": self.attention(),
        }
        return [
            Section(self.heading(number, key), [each for each in told if each[1]])
            for number, (key, told) in enumerate(parts.items(), start=1)
        ]

    def heading(self, number: int, key: str) -> str:
        name = self.say(f"headings.{key}", measures=self.measures_name)
        return self.say("heading", number=self.say.place(number), name=name)

    def operation(self) -> list[tuple[str, str]]:
        not_yet = self.number("due") - self.number("resumed")
        clause = self.say("clauses.not_yet", amount=self.say.plain(not_yet, UNITS["due"]))
        resumption = [
            *self.counted("due", "due"),
            *self.counted("resumed", "resumed"),
            clause,
            *self.rates("resumption_rate"),
        ]
        staff = [
            *self.counted("employees", "employees"),
            *self.counted("employees_on_duty", "employees_on_duty"),
            *self.rates("staff_return_rate", "staff_return_rate_of_resumed"),
        ]
        told = [
            self.say.sentence(resumption if self.number("due") else []),
            self.say.sentence(staff if self.number("employees") else []),
            self.say.sentence(self.opening(self.rates("output_rate", "power_rate"))),
        ]
        return [("", self.say.sentences(told)), ("", self.best_and_rise())]

    def best_and_rise(self) -> str:
        key = "resumption_rate"
        values = {"parts": self.parts, "figure": self.figure_name(key)}
        found, moved = extremes(self.bulletin.areas, key), movements(self.bulletin.areas, key)
        told = []
        if found.level is not None:
            told.append(self.say("lead.level", parts=self.parts, rate=f"{found.level:.1f}%"))
        if found.highest:
            told.append(self.say("rank.best", names=self.named(found.highest, key), **values))
        told.append(self.rise(moved, values))
        return self.say.sentences(told)

    def rise(self, moved: Extremes, values: dict[str, str]) -> str:
        if moved.level is not None:
            if not moved.level:
                return self.say("rank.all_same", **values)
            return self.say("rank.all_moved", change=self.say.moved(moved.level / 100), **values)
        if not moved.highest:
            return ""
        return self.say("rank.rise", names=self.moved(moved.highest), figure=values["figure"])

    def people(self) -> list[tuple[str, str]]:
        told = [
            self.say.sentence(
                [
                    *self.counted("officers", "officers"),
                    *self.counted("commissioners", "commissioners"),
                ]
            ),
            self.say.sentence(
                self.rates("officer_coverage", "commissioner_coverage", "pair_coverage")
            ),
            self.say.sentence(
                [*self.counted("served", "served"), *self.unpaired()]
                if self.number("served")
                else []
            ),
            self.say.sentence(self.rates("contact_rhythm", "visit_rhythm")),
        ]
        return [("", self.say.sentences(told))]

    def unpaired(self) -> list[str]:
        if self.number("unpaired"):
            return self.counted("unpaired", "unpaired")
        return [self.say("clauses.all_paired")]

    def measures(self) -> list[tuple[str, str]]:
        return [("", self.say.sentences([self.measures_told(), self.measure_ends()]))]

    def measure_ends(self) -> str:
        """The measures that are delivered most and least, all that share the end."""
        rated = [
            (each, f"{value:.1%}")
            for each in self.bulletin.measures
            if (value := each.delivered.value) is not None
        ]
        if len(rated) < 2:
            return ""
        by_value = sorted((each.delivered.value or 0, text) for each, text in rated)
        lowest, highest = by_value[0][1], by_value[-1][1]
        if lowest == highest:
            return self.say("rank.measure_level", rate=highest)
        best, worst = (self.named_measures(rated, rate) for rate in (highest, lowest))
        return self.say("rank.measure_ends", best=best, worst=worst)

    def named_measures(self, rated: Iterable[tuple[MeasureStanding, str]], rate: str) -> str:
        titles = [each.title for each, text in rated if text == rate]
        key = "rank.one" if len(titles) == 1 else "rank.tied"
        return self.say(key, names=self.say.listed(titles), rate=rate)

    def requests(self) -> str:
        if not self.number("requests_received"):
            return self.requests_told()
        overdue = "overdue" if self.number("requests_overdue") else "none_overdue"
        waiting = [
            self.say("clauses.open", amount=self.plain("requests_open")),
            self.say(f"clauses.{overdue}", amount=self.plain("requests_overdue")),
        ]
        settled = [
            *self.counted("received", "requests_received"),
            *self.counted("settled", "requests_settled"),
            *self.rates("settled_rate", "on_time_rate", "satisfaction"),
            *([] if self.has("satisfaction") else [self.say("clauses.not_rated")]),
        ]
        open_now = waiting if self.number("requests_open") else []
        return self.say.sentences(
            [self.say.sentence(settled), self.say.sentence(self.opening(open_now))]
        )
