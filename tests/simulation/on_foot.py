"""Items sent through a plan one by one, in plain Python and without any queue: what its ways mean, spelled out."""

import math

from flowatlas.simulation.plan import CHOICE, FIXED, FORK

JOIN = -1


def as_lists(part):
    """The same part of a plan with lists, of which Python takes single figures much sooner than of arrays."""
    return part._make(values.tolist() for values in part)


class OnFoot:
    """One item after the other through a plan in which every time is one figure, with chances from ``random``."""

    def __init__(self, plan, random, *, with_rework):
        self.random, self.with_rework, self.final_wait = random, with_rework, plan.final_wait
        self.routes, self.steps, self.times = (as_lists(part) for part in (plan.routes, plan.steps, plan.times))
        self.kinds = plan.lines.kind.tolist()

    def lead_time(self):
        """Seconds from trigger to customer of one more item."""
        return self.way(0) + self.seconds(self.final_wait)

    def seconds(self, time):
        """How long a time is; 0 for none."""
        times, total = self.times, 0.0
        for part in range(times.begin[time], times.end[time]) if time >= 0 else ():
            assert self.kinds[times.line[0][part]] == FIXED
            total += times.shift[0][part]
        return total

    def way(self, way):
        """Seconds along a way outside of tangles, or along a stretch of one."""
        spent, node, arrives = 0.0, self.routes.way_start[way], True
        while node != self.routes.way_end[way]:
            back, seconds = self.step(self.routes.step[node], arrives=arrives)
            spent += seconds
            if back is not None:
                node, arrives = self.steps.node[back], False
                continue
            arrives = True
            if self.routes.way_end[way] < 0:
                break
            if self.routes.leave[node] == FORK:
                spent += self.fork(node)
            node = self.chosen(node)[0] if self.routes.leave[node] == CHOICE else self.routes.onward[node]
        return spent

    def step(self, step, *, arrives):
        """Where faulty output goes back to, if it does, and the seconds of gap and step; nothing at a junction."""
        if step < 0 or (arrives and self.random.random() >= self.steps.share[0][step]):
            return None, 0.0
        spent = self.seconds(self.steps.process[step]) + (self.seconds(self.steps.wait[step]) if arrives else 0.0)
        number = self.random.random()
        for back in range(self.steps.back_begin[step], self.steps.back_end[step]) if self.with_rework else ():
            if number < self.steps.back_reached[0][back]:
                to, wait = self.steps.back_to[back], self.steps.back_wait[back]
                return to, spent + self.seconds(wait if wait >= 0 else self.steps.wait[to])
        return None, spent

    def chosen(self, node):
        """The node of the alternative taken at a node, or the join, and its place among them."""
        routes, number = self.routes, self.random.random()
        options = range(routes.choice_begin[node], routes.choice_end[node])
        for place, option in enumerate(options):
            if number < routes.reached[0][option]:
                return routes.choice_to[option], place
        return routes.onward[node], len(options)

    def fork(self, node):
        """Seconds until the last arm of a fork has come to the join."""
        routes, arms = self.routes, []
        arrived = {}

        def arrive(way, spent):
            if way == JOIN:
                arms.append(spent)
                return
            arrived.setdefault(way, []).append(spent)
            if len(arrived[way]) == routes.way_needs[way]:
                go(way, max(arrived[way]))

        def go(way, spent):
            is_taken = spent > -math.inf
            spent += self.way(way) if is_taken else 0.0
            following = routes.way_to[routes.to_begin[way] : routes.to_end[way]]
            taken = range(len(following))
            if routes.to_is_choice[way]:
                taken = [self.chosen(routes.way_start[way])[1]] if is_taken else []
            for place, other in enumerate(following):
                arrive(other, spent if place in taken else -math.inf)

        for way in routes.branches[routes.choice_begin[node] : routes.choice_end[node]]:
            arrive(way, 0.0)
        assert len(arms) == routes.arms[node]
        return max(arms)
