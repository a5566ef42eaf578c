"""Every figure of a paper, counted from the exported register by SQL: nothing of the program's own counting is used.

`Count(folder, cycle, ...).figures()` gives what `Check figures` lists: (sheet, figure) to number.
"""

import json
from pathlib import Path

import duckdb

TABLES = ("positions", "recommendations", "reports", "cycles", "tasks", "papers", "returns")

# What each task was in each cycle up to the asked one: its newest position, carried forward. In an open cycle a task without a
# position of that cycle stands for itself. While nobody was given a recommendation, it has positions under its own Ref.
TASKS = """
create or replace table ordered as
    select "Cycle" as cycle, cast("As at" as date) as as_at, coalesce("State", '') = 'open' as open,
        row_number() over (order by "As at", "Cycle") as n from cycles;
create or replace table upto as select * from ordered where cycle = $cycle;
create or replace table held as
    select p."Ref" as ref, o.n, coalesce(p."Owner", '') as owner, p."Rating" as rating,
        coalesce(p."Stage", case when coalesce(p."Owner", '') = '' then 'awaiting allocation' end) as stage, cast(p."Due" as date) as due,
        coalesce(p."Waiting on", '') as waiting, p."Closed how" as how
    from positions p join ordered o on o.cycle = p."Cycle" where o.n <= (select n from upto)
    qualify row_number() over (partition by p."Ref", o.n order by p.row desc) = 1
    union all
    select t."Ref", u.n, coalesce(t."Owner", ''), t."Rating",
        coalesce(t."Stage", case when coalesce(t."Owner", '') = '' then 'awaiting allocation' end), cast(t."Due" as date), coalesce(t."Waiting on", ''), t."Closed how"
    from tasks t, upto u
    where u.open and not exists (select 1 from positions p where p."Ref" = t."Ref" and p."Cycle" = u.cycle);
create or replace table task as
    select o.n, h.* exclude (n), coalesce(t."Recommendation", regexp_replace(h.ref, '\\.[0-9]+$', '')) as rec,
        h.stage = 'closed' and coalesce(h.how, '') in ('not required', 'other body''s') as fell_away,
        coalesce(h.stage, 'in progress') in ('awaiting allocation', 'in progress')
            and (coalesce(h.rating, '') <> 'White' or h.waiting = '') as with_owner,
        t."Ref" is null and h.ref in (select "Ref" from recommendations) as nobodys
    from (select * from ordered where n <= (select n from upto)) o join held h on h.n <= o.n left join tasks t on t."Ref" = h.ref
    qualify row_number() over (partition by o.n, h.ref order by h.n desc) = 1;
"""

# What the tasks of a recommendation come to: the worst rating, the least advanced stage, the nearest date of those that are with
# their owners, else of the open ones.
ROLLED = """
create or replace table rolled as
with own as (select * from task t where not nobodys or not exists (select 1 from task x where x.n = t.n and x.rec = t.rec and not x.nobodys)),
kept as (select * from own t where not coalesce(fell_away, false)
        or not exists (select 1 from own x where x.n = t.n and x.rec = t.rec and not coalesce(x.fell_away, false))),
up as (
    select n, rec, bool_and(coalesce(stage, '') = 'closed') as closed,
        min(case coalesce(stage, 'in progress') when 'awaiting allocation' then 0 when 'in progress' then 1 when 'for force sign-off' then 2
            when 'pending sign-off' then 3 else 4 end) as stage,
        min(case rating when 'Red' then 0 when 'Amber' then 1 when 'White' then 2 when 'Green' then 3 end) as worst,
        bool_or(rating is null and coalesce(stage, '') <> 'closed') as unrated,
        case when bool_or(with_owner) then min(due) filter (where with_owner)
            else min(due) filter (where coalesce(stage, '') <> 'closed') end as due,
        bool_or(how = 'implemented') as implemented, bool_or(how is not null) as how_known
    from kept group by n, rec)
select n, rec, closed, (['awaiting allocation', 'in progress', 'for force sign-off', 'pending sign-off', 'closed'])[stage + 1] as stage,
    case when unrated and coalesce(worst, 9) > 1 then 'not rated' else coalesce((['Red', 'Amber', 'White', 'Green'])[worst + 1], 'not rated') end as rating,
    due, closed and (coalesce(implemented, false) or (not how_known and coalesce(worst, 9) <> 2)) as complete
from up;
create or replace table rec as
select m."Ref" as ref, m."Report" as report, now.closed, now.stage, now.rating, now.complete,
    was.rating as rating_was, coalesce(was.stage, 'not shown') as stage_was,
    case when now.stage in ('awaiting allocation', 'in progress') then date_diff('day', (select as_at from upto), now.due) end as days,
    coalesce(m."Waiting on", '') <> '' or (exists (select 1 from task t where t.n = now.n and t.rec = m."Ref" and t.waiting <> '')
        and not exists (select 1 from task t where t.n = now.n and t.rec = m."Ref" and t.with_owner)) as waits
from recommendations m join rolled now on now.rec = m."Ref" and now.n = (select n from upto)
left join rolled was on was.rec = m."Ref" and was.n = $seen
where coalesce(m."For the force", 'yes') <> 'no' and coalesce(m."Kind", '') <> 'cause of concern';
create or replace table due as select *, case when days < 0 and not (rating = 'White' and waits) then -days end as over,
    case when days >= 0 then days end as ahead from rec;
"""

# The last cycle that the committee saw: every earlier one, save those whose final papers went to others only.
SEEN = """
select max(o.n) from ordered o where o.n < (select n from upto)
    and (not exists (select 1 from papers p where p."Cycle" = o.cycle and lower(p."Version") = 'final')
        or exists (select 1 from papers p where p."Cycle" = o.cycle and lower(p."Version") = 'final' and lower(p."Committee") = lower($committee)))
"""

RATINGS = {"Red": "Red", "Amber": "Amber", "Green": "Green - awaiting sign-off", "White": "White - open", "not rated": "Not rated"}
SHORT = {"Red": "Red", "Amber": "Amber", "Green": "Green", "White": "White", "not rated": "Not rated"}
STAGES = ("awaiting allocation", "in progress", "for force sign-off", "pending sign-off", "closed")


class Count:
    """The count of one cycle's paper, from a folder that `export` wrote."""

    def __init__(self, folder, cycle, committee, soon=90, issued=None):
        self.base = duckdb.connect()
        for table in TABLES:
            # Text that begins like a formula is preceded by an apostrophe in the export; no column that is counted holds such.
            self.base.execute(
                f"create table {table} as select row_number() over () as row, * from "
                f"read_csv('{folder}/{table}.csv', header=true, all_varchar=true, nullstr='')"
            )
        self.cycle, self.soon = cycle, soon
        self.issued = None if issued is None or not Path(issued).exists() else json.loads(Path(issued).read_text())
        self._run(TASKS, cycle=cycle)
        self.seen = self.base.execute(SEEN, {"committee": committee}).fetchone()[0]
        self._run(ROLLED, seen=self.seen if self.seen is not None else -1)
        self.found = {}

    def _run(self, script, **values):
        for statement in script.split(";"):
            used = {name: value for name, value in values.items() if f"${name}" in statement}
            if statement.strip():
                self.base.execute(statement, used)

    def number(self, query, *values):
        return self.base.execute(query, list(values)).fetchone()[0] or 0

    def rows(self, where="true", *values):
        return self.number(f"select count(*) from due where {where}", *values)

    def put(self, sheet, what, number):
        assert (sheet, what) not in self.found, what
        self.found[(sheet, what)] = number

    def compared(self, block, name, now, was, last="Last time"):
        self.put("Summary", f"{block}: {name}, Now", now)
        self.put("Summary", f"{block}: {name}, {last}", was)
        self.put("Summary", f"{block}: {name}, Change", now - was)

    def figures(self):
        open_was = "stage_was not in ('closed', 'not shown')"
        label = self.number("select cycle from ordered where n = ?", self.seen) if self.seen is not None else None
        last = f"Last time ({label})" if label else "Last time"
        for rating, shown in RATINGS.items():
            now = self.rows("not closed and rating = ?", rating)
            self.compared("By rating", shown, now, self.rows(f"{open_was} and rating_was = ?", rating), last)
        outstanding, before = self.rows("not closed"), self.rows(open_was)
        closed, closed_was = self.rows("closed"), self.rows("stage_was = 'closed'")
        self.compared("By rating", "Outstanding", outstanding, before, last)
        self.compared("By rating", "Closed", closed, closed_was, last)
        self.put("Summary", "By rating: of which complete (implemented), Now", self.rows("complete"))
        self.compared("By rating", "For the force", self.rows(), self.rows("stage_was <> 'not shown'"), last)
        for stage in STAGES:
            shown = stage[0].upper() + stage[1:]
            self.compared("By stage", shown, self.rows("stage = ?", stage), self.rows("stage_was = ?", stage))
        self.compared("By stage", "For the force", self.rows(), self.rows("stage_was <> 'not shown'"))
        steps = "From the last paper to this one: {}, Number".format
        self.put("Summary", steps(f"Outstanding in the paper of {label}" if label else "Outstanding before"), before)
        # What was not shown, and its report is no newer than the last paper, has a line where there is any.
        old = "ref in (select m.\"Ref\" from recommendations m join reports r on r.\"Report\" = m.\"Report\" join ordered o on o.n = ? " \
            "where cast(r.\"Published\" as date) <= o.as_at)"
        not_shown = self.rows(f"stage_was = 'not shown' and {old}", self.seen if self.seen is not None else -1)
        self.put("Summary", steps("and new in this paper"), self.rows("stage_was = 'not shown'") - not_shown)
        if not_shown:
            self.put("Summary", steps("and not shown last time"), not_shown)
        self.put("Summary", steps("and opened again"), self.rows("not closed and stage_was = 'closed'"))
        self.put("Summary", steps("less closed since"), self.rows("closed and stage_was <> 'closed'"))
        self.put("Summary", steps("Outstanding now, by this sum"), outstanding)
        self.put("Summary", steps("Outstanding now, counted"), outstanding)
        dates = "By due date: {}, Number".format
        over, soon, later = self.rows("over > 0"), self.rows(f"ahead <= {self.soon}"), self.rows(f"ahead > {self.soon}")
        self.put("Summary", dates("Outstanding"), outstanding)
        self.put("Summary", dates("Overdue"), over)
        self.put("Summary", dates(f"Due within {self.soon} days"), soon)
        self.put("Summary", dates("Due later"), later)
        self.put("Summary", dates("No date, or none that binds now"), self.rows("not closed and over is null and ahead is null"))
        for name, least, most in (("1 to 30", 1, 30), ("31 to 90", 31, 90), ("91 to 180", 91, 180), ("181 to 365", 181, 365), ("more than a year", 366, 10**6)):
            self.put("Summary", f"Overdue by age: {name}, Number", self.rows("over between ? and ?", least, most))
        self.put("Summary", "Overdue by age: Overdue in all, Number", over)
        self.put("Summary", "Overdue by age: The longest, in days, Number", self.number("select max(over) from due"))
        self.by_report()
        self.trend()
        self.movement()
        self.owners()
        self.returns()
        return self.found

    def by_report(self):
        reports = self.base.execute(
            """select "Report" from reports r where exists (select 1 from task t join recommendations m on m."Ref" = t.rec
                where m."Report" = r."Report" and t.n = (select n from upto))
                or "Published" is null or cast("Published" as date) <= (select as_at from upto)"""
        ).fetchall()
        with_open = self.base.execute("select report, count(*) from rec where not closed group by all").fetchall()
        title = "Outstanding by report"
        if len(with_open) > 15:
            title += f": the 15 of {len(with_open)} reports with the most"
        for (report,) in reports:
            of = lambda where, *values: self.rows(f"report = ? and {where}", report, *values)
            rated = {rating: of("not closed and rating = ?", rating) for rating in RATINGS}
            # Of many reports the paper charts some: all are counted, and those that it does not show are not looked for.
            if sum(rated.values()):
                for rating, shown in SHORT.items():
                    self.put("Summary", f"{title}: {report}, {shown}", rated[rating])
                self.put("Summary", f"{title}: {report}, Outstanding", sum(rated.values()))
            for heading, number in (
                ("For the force", of("true")), ("Red", rated["Red"]), ("Amber", rated["Amber"]), ("Green pending", rated["Green"]),
                ("White", rated["White"]), ("Not rated", rated["not rated"]), ("Outstanding", of("not closed")), ("Complete", of("complete")),
                ("Closed", of("closed")), ("Overdue", of("over > 0")),
            ):
                self.put("Reports", f"{report}, {heading}", number)

    def trend(self):
        cycles = self.base.execute("select n, cycle, strftime(as_at, '%-d %b %Y') from ordered where n <= (select n from upto) order by n").fetchall()
        for n, cycle, day in cycles[-20:]:
            # What is counted now, as it was then.
            was = dict(self.base.execute(
                "select w.rating, count(*) from rec r join rolled w on w.rec = r.ref and w.n = ? where not w.closed group by all", [n]).fetchall())
            name = f"Outstanding by cycle: {cycle} (as at {day})"
            for rating, shown in SHORT.items():
                self.put("Summary", f"{name}, {shown}", was.get(rating, 0))
            self.put("Summary", f"{name}, Outstanding", sum(was.values()))

    def movement(self):
        at = {**{shown: (f"not closed and rating = '{rating}'", f"stage_was not in ('closed', 'not shown') and rating_was = '{rating}'")
                 for rating, shown in SHORT.items()}, "Closed": ("closed", "stage_was = 'closed'")}
        to = {name: now for name, (now, _) in at.items()}
        was = {**{name: before for name, (_, before) in at.items()}, "Not shown": "stage_was = 'not shown'"}
        small = lambda name: name if name in ("Red", "Amber", "Green", "White") else name[0].lower() + name[1:]
        for row, before in was.items():
            for column, now in to.items():
                self.put("Movement", f"{row}, to {small(column)}", self.rows(f"{before} and {now}"))
            self.put("Movement", f"{row}, Total last time", self.rows(before))
        for column, now in to.items():
            self.put("Movement", f"Total now, to {small(column)}", self.rows(now))
        self.put("Movement", "Total now, Total last time", self.rows())

    def owners(self):
        self.base.execute(
            """create or replace table own as select case when trim(t.owner) = '' then '(no owner named)' else t.owner end as owner,
                coalesce(t.rating, 'not rated') as rating, t.waiting <> '' as waits,
                case when coalesce(t.stage, 'in progress') in ('awaiting allocation', 'in progress')
                    then date_diff('day', (select as_at from upto), t.due) end as days
            from task t join rec r on r.ref = t.rec where t.n = (select n from upto) and coalesce(t.stage, '') <> 'closed' and not t.nobodys"""
        )
        for (owner,) in self.base.execute("select distinct owner from own").fetchall():
            of = lambda where: self.number(f"select count(*) from own where owner = ? and {where}", owner)
            for heading, where in (
                ("Open", "true"), ("Red", "rating = 'Red'"), ("Amber", "rating = 'Amber'"), ("Green pending", "rating = 'Green'"),
                ("White", "rating = 'White'"), ("Not rated", "rating = 'not rated'"), ("Overdue", "days < 0 and not (rating = 'White' and waits)"), ("Due soon", f"days between 0 and {self.soon}"),
            ):
                self.put("Owners", f"{owner}, {heading}", of(where))

    def returns(self):
        if self.issued is None:
            return
        asked = {pack["owner"] for pack in self.issued["packs"] if pack["tasks"]}
        read = self.base.execute(
            """select "Owner", bool_and("Outcome" = 'read, late') from returns where "Cycle" = ? and "Outcome" in ('read', 'read, late') group by all""",
            [self.cycle]).fetchall()
        answered = {owner for owner, _ in read}
        for name, number in (
            ("Asked", len(asked | answered)), ("Missing", len(asked - answered)), ("Returned", len(answered)),
            ("of the returned, late", sum(late for _, late in read)),
        ):
            self.put("Summary", f"Returns: {name}, Number", number)
