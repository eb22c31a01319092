"""What needs attention: areas that lag, missing people, what is late, by area and by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from liaison.domain.bulletin import ROLES, Standing, extremes, movements
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales.bulletin_teller import Teller

_AREAS_NAMED = 5


class AttentionPart(Teller):
    """The last section's paragraphs."""

    def attention(self) -> list[tuple[str, str]]:
        told = {
            "progress": self.lagging(),
            "gaps": self.gaps(),
            "late_measures": self.late_measures(),
            "late_requests": self.late_requests(),
        }
        shown = [(key, sentences) for key, sentences in told.items() if sentences]
        return [
            (self.lead_in(number, key), sentences)
            for number, (key, sentences) in enumerate(shown, start=1)
        ]

    def lead_in(self, number: int, key: str) -> str:
        name = self.say(f"headings.{key}")
        return self.say("lead_in", number=self.say.place(number), name=name)

    def lagging(self) -> str:
        """The areas at the lower end, '' where there are none to compare."""
        if len(self.areas) < 2:
            return ""
        told = []
        for key in ("resumption_rate", "measures_delivered"):
            found = extremes(self.bulletin.areas, key)
            if found.lowest:
                names = self.named(found.lowest, key)
                told.append(self.say("rank.worst", figure=self.figure_name(key), names=names))
        falls = movements(self.bulletin.areas, "resumption_rate").lowest
        if falls:
            figure = self.figure_name("resumption_rate")
            told.append(self.say("rank.fall", figure=figure, names=self.moved(falls)))
        if not told:
            return self.say("rank.nothing", parts=self.parts) + self.say("stop")
        return self.say.items(self.opening(told))

    def gaps(self) -> str:
        unpaired, lacking = self.number("unpaired"), self.bulletin.whole.attention.gaps
        if not unpaired:
            return self.say("attention.no_gaps") + self.say("stop")
        if any(lacking.get(role) is None for role in ROLES):
            amount = self.amount("unpaired")
            return self.say("attention.gaps_unknown", amount=amount) + self.say("stop")
        told = self.opening([self.lacks(self.bulletin.whole)])
        by_area = self.by_area(
            [
                (sum(each.attention.gaps.get(role) or 0 for role in ROLES), each)
                for each in self.bulletin.areas
            ],
            "enterprises",
            lambda each: self.say(
                "attention.area_lacks", area=each.row.name, lacks=self.lacks(each)
            ),
        )
        return self.say.sentences([told[0] + self.say("stop"), by_area])

    def by_area(
        self,
        found: Sequence[tuple[int | None, Standing]],
        unit: str,
        tell: Callable[[Standing], str],
    ) -> str:
        """The areas with the most, the most first; '' where there are no parts."""
        some = [(number, area) for number, area in found if number]
        if len(found) < 2 or not some:
            return ""
        some.sort(key=lambda each: -each[0])
        named = _AREAS_NAMED if len(some) > _AREAS_NAMED + 1 else len(some)
        told = [tell(area) for _, area in some[:named]]
        if rest := some[named:]:
            amount = self.say.plain(sum(number for number, _ in rest), unit)
            told.append(
                self.say("attention.rest", areas=len(rest), parts=self.parts, amount=amount)
            )
        return self.say("attention.by_area") + self.say.items(told)

    def lacks(self, area: Standing) -> str:
        """Who is missing in an area, by role."""
        told = [
            self.say(
                "attention.lack",
                role=self.role(role),
                amount=self.say.plain(number, "enterprises"),
            )
            for role in ROLES
            if (number := area.attention.gaps.get(role))
        ]
        return self.say("between").join(told)

    def role(self, role: LiaisonRole) -> str:
        name = self.say.words.label("role", role)
        return name if self.say.is_chinese else name.lower()

    def late_measures(self) -> str:
        oldest = [
            self.say(
                "attention.measure",
                enterprise=each.enterprise,
                place=self.place(each.place),
                title=each.title,
                day=self.say.date(each.due_on, with_year=False),
            )
            for each in self.bulletin.late_measures
        ]
        return self.late("measures", [each.attention.measures for each in self.areas], oldest)

    def late_requests(self) -> str:
        oldest = [
            self.say(
                "attention.request",
                enterprise=each.enterprise,
                place=self.place(each.place),
                kind=self.kind(each.kind),
                moment=self.say.clock(each.due_at, with_year=False),
            )
            for each in self.bulletin.late_requests
        ]
        return self.late("requests", [each.attention.requests for each in self.areas], oldest)

    def place(self, place: str) -> str:
        return self.say("attention.place", place=place) if place else ""

    @property
    def areas(self) -> Sequence[Standing]:
        return self.bulletin.areas

    def kind(self, kind: str) -> str:
        name = self.say.words.label("request_kind", kind)
        return name if self.say.is_chinese else name.lower()

    def late(self, what: str, numbers: Sequence[int | None], oldest: Sequence[str]) -> str:
        """How many are late, in which areas, and which of them the longest."""
        attention = self.bulletin.whole.attention
        number = attention.measures if what == "measures" else attention.requests
        stop = self.say("stop")
        if not number:
            key = f"attention.{what}_unknown" if number is None else f"attention.no_{what}"
            return self.say(key) + stop
        told = self.say(f"attention.{what}", amount=self.say.plain(number, what)) + stop
        found = list(zip(numbers, self.areas, strict=True))
        amounts = {id(area): self.say.plain(each or 0, what) for each, area in found}
        by_area = self.by_area(
            found,
            what,
            lambda area: self.say("attention.area", area=area.row.name, amount=amounts[id(area)]),
        )
        return self.say.sentences([told, by_area, self.oldest(oldest)])

    def oldest(self, told: Sequence[str]) -> str:
        if not told:
            return ""
        if not self.bulletin.is_past:
            return self.say("attention.oldest") + self.say.items(told)
        moment = self.say.clock(self.bulletin.made_at, with_year=False)
        return self.say("attention.oldest_still", moment=moment) + self.say.items(told)

    def moved(self, areas: Sequence[Standing]) -> str:
        change = areas[0].change("resumption_rate") or 0
        names = self.say.few([each.row.name for each in areas], self.parts)
        key = "rank.moved" if len(areas) == 1 else "rank.moved_tied"
        return self.say(key, names=names, change=self.say.moved(change))
