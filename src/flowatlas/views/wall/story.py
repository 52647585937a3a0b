"""The story of a step: what there is to know about it, in sentences."""

from collections.abc import Sequence

from flowatlas.drawing.figure import label_of
from flowatlas.maps.step import Step
from flowatlas.model.glossary import TERMS


def story(step: Step, roles: Sequence[str], *, is_optional: bool) -> str:
    """All that a step says beside its times; ``roles`` are the names of who does it."""
    told = []
    if step.roles:
        told.append(f"Done by {', '.join(roles)}.")
    if is_optional and step.share is not None:
        told.append(f"Optional: {label_of(step.share).text} of the items do it.")
    if step.automation is not None:
        told.append(
            {"manual": "Done by hand.", "assisted": "Partly automated.", "automated": "Automated."}[step.automation]
        )
    if step.value is not None:
        told.append(
            {
                "adding": "Adds value for the customer.",
                "enabling": "Needed, though the customer would not pay for it.",
                "waste": "Waste: neither needed nor paid for.",
            }[step.value]
        )
    if step.carries != "work":
        told.append(f"Carries {step.carries}, not the work itself.")
    for title, quantity in (
        ("Hands on", step.touch_time),
        ("Here now", step.work_in_progress),
        ("Batches of", step.batch),
        ("Done every", step.cadence),
    ):
        if quantity is not None:
            told.append(f"{title}: {label_of(quantity).text}.")
    for title, words in (("Tools", step.tools), ("Handed over", step.artefacts)):
        if words:
            told.append(f"{title}: {', '.join(words)}.")
    told += [f"Note: {note.text}" for note in step.notes.values() if note.text]
    return " ".join(told) or TERMS["step"].sentence
