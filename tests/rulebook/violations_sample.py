"""Violations of every sort, for the tests of what is made from them."""

from hypothesis import strategies as st

from cxaudit.model import Location, Severity, Violation

FILE = "symptoms:\n  - id: refund-delay\n    caused_by:\n      no-ownr: often\n"
ERROR = Violation(
    Location("rules/refunds.yaml", 4, 7),
    "undefined-cause",
    Severity.ERROR,
    "cause 'no-ownr' is not defined",
    "did you mean 'no-owner'? (rules/causes.yaml:31:5)",
    (Location("rules/causes.yaml", 31, 5),),
    "no-ownr",
    "symptom refund-delay",
    "no-owner",
)
WARNING = Violation(Location("rules/a b.yaml", 2, 1), "hub-cause", Severity.WARNING, "50% | of `all`, <b>::x")
NOTE = Violation(Location("/abs/c.yaml", 9, 3), "odd", Severity.INFO, "line one\nline two", owner="cause c")

TEXTS = st.text(max_size=12)
VIOLATIONS = st.lists(
    st.builds(
        Violation,
        st.builds(Location, TEXTS.map(lambda text: f"f{text}"), st.integers(1, 9), st.integers(1, 9)),
        st.sampled_from(["a-check", "b-check"]),
        st.sampled_from(list(Severity)),
        TEXTS,
        TEXTS,
        st.just(()),
        TEXTS,
        TEXTS,
    ),
    max_size=8,
)
