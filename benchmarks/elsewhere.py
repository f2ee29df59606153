"""Goals that this command does not measure, and why."""

ELSEWHERE = {
    "P3": (
        "60 million people: cost per person <= 1.5 x that at 1.2 million; full refresh "
        "<= 0.5 s; <= 2 GB resident besides page cache",
        "not measured yet: there is no target for it",
    ),
}
