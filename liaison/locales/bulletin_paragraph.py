"""The bulletin's paragraph: the day in a few sentences that stand alone, ready to paste."""

from __future__ import annotations

from liaison.domain.bulletin import extremes
from liaison.locales.bulletin_teller import Teller


class Paragraph(Teller):
    """The sentences of the paragraph; the sections take some of them up."""

    def paragraph(self) -> str:
        """The day in a few sentences that stand alone."""
        moment = self.say.time_of(self.bulletin, with_year=False)
        area = self.bulletin.area
        if not self.number("enterprises"):
            return self.say("lead.empty", moment=moment, area=area)
        return self.say.sentences(
            [
                self.resumption(moment),
                self.staff(),
                *self.pairs(),
                self.measures_told(),
                self.requests_told(),
                self.ends_told(),
                "" if self.bulletin.knows_day_before else self.say("change.not_kept"),
            ]
        )

    def resumption(self, moment: str) -> str:
        area = self.bulletin.area
        if not self.number("due"):
            enterprises = self.amount("enterprises")
            return self.say("lead.none_due", moment=moment, area=area, enterprises=enterprises)
        return self.say(
            "lead.resumption",
            moment=moment,
            area=area,
            due=self.amount("due"),
            resumed=self.plain("resumed"),
            resumed_change=self.aside("resumed"),
            rate=self.rate("resumption_rate"),
            rate_change=self.aside("resumption_rate"),
        )

    def staff(self) -> str:
        if not self.number("employees"):
            return self.say("lead.no_staff")
        return self.say(
            "lead.staff",
            employees=self.amount("employees"),
            on_duty=self.plain("employees_on_duty"),
            rate=self.rate("staff_return_rate"),
            rate_change=self.aside("staff_return_rate"),
        )

    def pairs(self) -> list[str]:
        told = []
        if self.has("pair_coverage"):
            both = self.figures["pair_coverage"].numerator
            told.append(
                self.say(
                    "lead.pairs",
                    paired=self.say.plain(both, "enterprises"),
                    rate=self.rate("pair_coverage"),
                    rate_change=self.aside("pair_coverage"),
                )
            )
        if self.number("unpaired"):
            told.append(self.say("lead.unpaired", unpaired=self.amount("unpaired")))
        elif self.number("served"):
            told.append(self.say("lead.all_paired"))
        return told

    def measures_told(self) -> str:
        if not self.has("measures_delivered"):
            return self.say("lead.no_measures", measures=self.measures_name)
        delivered = self.figures["measures_delivered"]
        return self.say(
            "lead.measures",
            measures=self.measures_name,
            applies=self.say.amount(delivered.denominator or 0, "measures"),
            done=self.say.plain(delivered.numerator, "measures"),
            done_change=self.say.aside(self.done_change(), "measures"),
            rate=self.rate("measures_delivered"),
            rate_change=self.aside("measures_delivered"),
            late=self.late_clause(),
        )

    def done_change(self) -> float | None:
        before = self.figures.before.get("measures_delivered")
        if before is None:
            return None
        return self.figures["measures_delivered"].numerator - before.numerator

    def late_clause(self) -> str:
        overdue = self.bulletin.whole.attention.measures
        if overdue is None:
            return ""
        if not overdue:
            return self.say("lead.none_late")
        return self.say("lead.late", overdue=self.say.plain(overdue, "measures"))

    def requests_told(self) -> str:
        if not self.number("requests_received"):
            return self.say.sentence([self.say("clauses.none_received")])
        overdue = self.number("requests_overdue")
        late = "overdue_alone" if overdue else "none_overdue"
        return self.say.sentence(
            [
                *self.counted("received", "requests_received"),
                *self.counted("settled", "requests_settled"),
                *self.rates("settled_rate", "on_time_rate", "satisfaction"),
                self.say(f"clauses.{late}", amount=self.plain("requests_overdue")),
            ]
        )

    def ends_told(self) -> str:
        found = extremes(self.bulletin.areas, "resumption_rate")
        if found.level is not None:
            return self.say("lead.level", parts=self.parts, rate=f"{found.level:.1f}%")
        if not found.highest:
            return ""
        best = self.named(found.highest, "resumption_rate")
        worst = self.named(found.lowest, "resumption_rate")
        return self.say("lead.extremes", parts=self.parts, best=best, worst=worst)
