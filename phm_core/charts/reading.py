"""How to read each kind of chart, in plain words: a chart declares its own."""

SPC = (
    "Each point is a month. The solid line is the mean, the dashed lines are the "
    "limits within which months move by chance while nothing changes. A large point "
    "is a signal: outside the limits, seven or more in a row on one side of the "
    "mean, seven or more rising or falling, or two of three close to a limit. A "
    "diamond is an improvement, a square a concern, a triangle a change that is "
    "neither. The letter H or L in the first ring says that the latest point is "
    "unusually high or low, ∿ that it is neither; in the second, P that the target "
    "will be met as things are, F that it will not, ? that chance decides. One month "
    "up or down between the limits means nothing."
)
STRIPS = (
    "One strip an area, all on the same scale. The band is what chance alone "
    "explains, the line in it the mean. Large points are signals; a diamond is an "
    "improvement, a square a concern, a triangle a change that is neither. The word "
    "under the name is the state of the latest month."
)
MAP = (
    "Each area has a colour for two things at once. From left to right in the key "
    "deprivation rises, from bottom to top the measure does; the darkest areas have "
    "most of both. Neighbouring colours can differ by little: click an area for its "
    "numbers and intervals."
)
SCATTER = (
    "Each dot is an area, further right the more deprived, higher up the more of the "
    "measure. The correlation is about areas, not about people: it does not say that "
    "deprived people have it more often."
)
RANKED = (
    "Areas in order of the measure, each with its 95% interval. Areas whose "
    "intervals overlap widely cannot be told apart: their order is mostly chance."
)
FUNNEL = (
    "Each dot is an area, further right the larger. Small areas vary more by chance, "
    "so the limits are wide on the left. A dot between the lines is what chance "
    "explains; a diamond is outside the outer ones. Colours go by the lines."
)
PYRAMID = (
    "People by age, women on one side, men on the other, as a share of all. The "
    "outline is everyone else: where a bar passes it, there are more people of that "
    "age here."
)
ATTRITION = (
    "The rules from top to bottom. A bar is the people that are left after the rules "
    "up to it; what is lost at each step is what that rule takes away in this order. "
    "In another order the steps would differ, the last bar would not."
)
SPINE = (
    "Each row is a measure. The dot is this area, its line the 95% interval; the "
    "middle is the whole system and the band the middle half of the areas. Dots on "
    "the right are better, where one side is better."
)
SLOPE = (
    "Each dot is a tenth or fifth of the population, the most deprived first, with "
    "its 95% interval. The steeper the line, the larger the gap from one end to the "
    "other."
)
GROUPS = (
    "Each dot is a group with its 95% interval. Groups whose intervals overlap "
    "widely cannot be told apart. Those not known stand for themselves."
)
HEAT = (
    "Each cell is a pair: the darker, the more. A pale or empty cell can also mean "
    "that few people are in it; the number and its interval say so."
)
BARS = "The longer the bar, the more. Compare lengths, not positions."
RATIOS = (
    "Each dot compares two groups: to the right of the line the cohort has more of "
    "it than the others, to the left less. The line through a dot is its 95% "
    "interval; one that crosses the middle is not a difference."
)
OVER_TIME = (
    "Each line is a fifth of deprivation, from the earliest date to the latest. "
    "Lines that come together are a gap that closes, if their intervals say so."
)
OF_CONTACTS = (
    "Each bar is a share of contacts, not of people: somebody who came five times "
    "counts five times. The thin line is the 95% interval, which allows for that. "
    "Where two lines overlap widely, chance can have put one bar above the other."
)
AROUND = (
    "Each row is a service. The square is before, the circle after and the diamond the "
    "same day, each with its 95% interval. Only days are recorded: 48 hours are the "
    "two days before or after, and on the same day nobody knows what came first. A "
    "contact that stands near is not a cause, and many would have been there at any "
    "time: compare the two days with the thirty. After counts only what has been "
    "followed for 30 days."
)
REGISTERS = (
    "The dot is how many people are on the register, the band how many would be if "
    "such people were found as often as elsewhere. A dot left of its band means that "
    "fewer are recorded than expected; inside the band, chance and what is not known "
    "of people explain the difference."
)
BY_GROUPS = (
    "Each row is a figure, with a dot for each group of people and its 95% interval; "
    "the black line is everyone. Groups whose intervals overlap widely cannot be told "
    "apart. Worse or better is said of a group where its 99.8% interval leaves "
    "everyone's figure out, since many are compared at once."
)
COURSE = (
    "Each row is one kind of entry of the record. A bar lasts from its start to its "
    "end: a condition until it is resolved, a medicine while issues follow each other, "
    "a stay until discharge. A point is a day. What is not recorded is not drawn."
)
