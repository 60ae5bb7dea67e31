"""The definitions the sample audit refers to."""

from __future__ import annotations

from sample_log import place

from cxaudit.model import (
    Entry,
)


def make_catalogue() -> dict[str, Entry]:
    causes = place(3, "rules/core/causes/process.yaml")
    process = {
        "family": "process",
        "area": "process-friendliness",
        "lens": "hardware",
        "kind": "weakness",
        "description": "",
    }
    checks = {
        "checks": ("Do wrong bills follow releases?", "Who notices a wrong bill first?"),
        "supports": ("at all times alike", "the customer"),
        "refutes": ("they spike after a release", "a check before it is sent"),
    }
    symptom = {"severity": "major", "stage": "billing", "dimension": "reliability", "description": ""}
    remedy = {"message": "", "kind": "process", "owner": "", "component": "workflow-automation"}
    steps = ("List the ten most frequent errors", "Refuse them at entry")
    entries = (
        Entry("no-error-proofing", "cause", "No error-proofing in billing", causes,
              {**process, "description": "Wrong amounts can be entered, approved and sent without a check."},
              {**checks, "remedies": ("hold-doubtful-bills", "validate-charges")}),
        Entry("no-end-to-end-owner", "cause", "No end-to-end owner across departments", causes,
              {**process, "family": "culture", "lens": "software"}, {"remedies": ("train-agents", "name-an-owner")}),
        Entry("weak-release", "cause", "Weak release management", causes, process, {}),
        Entry("manual-billing", "cause", "Bills are corrected by hand", causes, process, {}),
        Entry("billing-error", "symptom", "Charged wrongly", place(10), symptom, {"breaks": ("right-first-time",)}),
        Entry("late-refund", "symptom", "Refund comes late", place(38), symptom, {}),
        Entry("passed-around", "symptom", "Passed around", place(69), {**symptom, "stage": "support"}, {}),
        Entry("repeat-contact", "symptom", "Came back with the same problem", place(98), symptom, {}),
        Entry("rude-staff", "symptom", "Staff were rude", place(89), {**symptom, "severity": "critical"}, {}),
        Entry("slow-decline", "symptom", "A slow decline", place(120), symptom, {}),
        Entry("validate-charges", "remedy", "Refuse impossible charges at entry", causes,
              {**remedy, "message": "From May the form will not let a wrong amount through."}, {"steps": steps}),
        Entry("hold-doubtful-bills", "remedy", "Hold doubtful bills for a second look", causes, remedy, {}),
        Entry("train-agents", "remedy", "Train agents in ownership", causes, {**remedy, "kind": "training"}, {}),
        Entry("name-an-owner", "remedy", "Name one owner for each journey", causes, remedy, {}),
        Entry("right-first-time", "standard", "Right the first time", place(9), {"limit": "99"}, {}),
    )  # fmt: skip
    return {entry.id: entry for entry in entries}
