"""The capability map in figures: which capabilities sit on the constraint."""

from flowatlas.maps.capability import CapabilityMap, Gaps
from flowatlas.maps.dependency import DependencyMap, looked_into
from flowatlas.metrics.study import Study, derives
from flowatlas.model.path import is_inside, split


@derives(Gaps)
def gaps(study: Study) -> Gaps | None:
    """The rows that would help the constraint; None without rows, or where there is no constraint.

    Those are all about the step that holds it, its gaps and what comes back from it, and about what the dependency map
    shows of that step.
    """
    one = study.atlas.map(CapabilityMap)
    found = study.report.constraint
    if one is None or not one.rows or found is None:
        return None
    section = study.stream.section
    regions = [f"{section}/{_region(path, study)}" for path in found.found.paths]
    regions += [f"{section}/{path}" for path in found.found.paths]
    inside = study.atlas.map(DependencyMap)
    if inside is not None and f"{section}/steps/{looked_into(inside, study.stream, found.found.path)}" in regions:
        regions.append(DependencyMap.section)
    rows = {
        key
        for key, row in one.rows.items()
        if row.about is not None and any(is_inside(row.about, region) for region in regions)
    }
    return Gaps(frozenset(rows), found.found.name)


def _region(path: str, study: Study) -> str:
    """The step that holds an element; behind the last step that step."""
    keys = split(path)
    if keys[:1] == ["final_wait"]:
        last = next(reversed(study.stream.steps), "")
        return f"steps/{last}"
    return "/".join(path.split("/")[:2])
