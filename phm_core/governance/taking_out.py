"""Taking figures out in a file: whether one may, and the mark that the file carries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from phm_core.area import WHOLE, Area
from phm_core.catalogue.schema import Purpose
from phm_core.catalogue.schema.policy import Action
from phm_core.definitions.questions import Question
from phm_core.errors import listed
from phm_core.governance.access import Scope
from phm_core.governance.covered import Covered

Form = Literal["csv", "pdf", "pptx", "xlsx", "json", "zip"]
CLASSES = {
    "aggregate": "counts after disclosure control, for the purpose that is named",
    "pseudonymised": "pseudonymised, inside the secure environment only",
    "identifiable": "identifies people: for their direct care only",
}
PUBLIC = "published figures or words, free to share"
OWN = "exact counts of one practice, for that practice alone"
STAFF = "names staff: for those who govern the audit"


@dataclass(frozen=True)
class Taking:
    """What is taken out: its title, the kind of file, how many rows or figures.

    public: nothing in it was counted from people's records. needs: what a role must be
    able to do to take it out, unless it is public. question: what it answers, where
    that is one question about people. area: whose people, where it is no question.
    """

    title: str
    form: Form
    public: bool
    figures: int | None = None
    needs: Action = "export_aggregate"
    question: Question | None = None
    area: Area = WHOLE


@dataclass(frozen=True)
class Mark:
    """Who took a file, when, as what and what for, and the audit row that says so.

    covered: of which practices the records come, where figures of people are in it.
    """

    user: str
    role: str
    purpose: str
    at: datetime
    snapshot: str
    row: int
    classification: str
    covered: Covered | None = None

    @property
    def sentence(self) -> str:
        """The mark on one line."""
        of = f" Records of {self.covered.words}." if self.covered else ""
        return (
            f"Taken out by {self.user} ({self.role}) for {self.purpose.lower()}, "
            f"{self.at:%Y-%m-%d %H:%M} UTC; snapshot {self.snapshot[:8]}, audit row "
            f"{self.row}. {self.classification[:1].upper()}{self.classification[1:]}."
            f"{of}"
        )


def classified(taking: Taking, purpose: Purpose) -> str:
    """What kind of file it is, in words."""
    if taking.public:
        return PUBLIC
    own: dict[Action, str] = {"audit": STAFF, "sign_off": OWN}
    return own.get(taking.needs, CLASSES[purpose.identifiability])


def closed(taking: Taking, scope: Scope) -> str:
    """Why a scope may not take a file out; nothing where it may."""
    if taking.public or scope.may(taking.needs):
        return ""
    if scope.may("request_export"):
        return (
            "Exact figures stay in the secure environment until a second person has "
            "released them. For planning, rounded figures can be taken out at once."
        )
    other = listed([scope.role.replace("_", " "), scope.purpose.replace("_", " ")])
    return f"Figures are not taken out in this role for this purpose ({other})."
