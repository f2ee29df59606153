"""Funnels widened for the differences between places that chance does not explain."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.distributions import chi_square_quantile, normal_tail, z_value
from phm_core.methods.estimates import Flags, Floats, Texts, divide, first_reason
from phm_core.methods.funnels import HIGH, LOW, NOT_APPLICABLE, SIMILAR
from phm_core.methods.inputs import amounts, one_of, parts, positive
from phm_core.methods.intervals import counted

Form = Literal["shmi", "cqc", "proportion", "counts"]
FORMS = ("shmi", "cqc", "proportion", "counts")
UNITS_NEEDED = 10
TAIL = 0.1
NO_EVENTS = "no events, so no logarithm"


@dataclass(frozen=True, eq=False)
class Overdispersion:
    """How far places differ beyond chance, the limits that follow, who is outside.

    phi: mean squared z (1 = chance alone). tau_squared: variance between places on the
    transformed scale. adjusted: whether the limits were widened (phi above 1, at least
    10 places). z: each place before trimming, on its own standard error (`error`),
    without tau. label: its class by the limits used. outlier: outside the 99.8% limits.
    """

    form: Form
    target: float
    per: float
    phi: float
    tau_squared: float
    adjusted: bool
    used: int
    value: Floats
    z: Floats
    error: Floats
    label: Texts
    reason: Texts
    note: str

    @property
    def outlier(self) -> Flags:
        """Places outside the 99.8% limits."""
        return np.isin(self.label, (HIGH[1], LOW[1]))

    @property
    def tau_used(self) -> float:
        """Variance between places that the limits allow for: nought if unadjusted."""
        return self.tau_squared if self.adjusted else 0.0

    @property
    def p(self) -> Floats:
        """Two-sided p value of each place, allowing for overdispersion if adjusted."""
        return normal_tail(self.z * self.error / np.sqrt(self.error**2 + self.tau_used))

    def columns(self) -> dict[str, Floats | Flags | Texts]:
        """One row per place for the table of outliers; NaN stands for null."""
        return {
            "value": self.value,
            "z": self.z,
            "p": self.p,
            "label": self.label,
            "outlier": self.outlier,
            "reason": self.reason,
        }

    def limits(self, sizes: ArrayLike, confidence: float) -> tuple[Floats, Floats]:
        """Lower and upper control limit at each size (expected events or people)."""
        n = amounts(sizes, "sizes")
        many = np.where(n > 0, n, np.nan)
        low, high = _limits(self.form, many, (self.target, self.tau_used), confidence)
        return low * self.per, high * self.per


def funnel_overdispersion(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    form: Form = "shmi",
    per: float = 1.0,
) -> Overdispersion:
    """Estimate overdispersion between places and the funnel limits that allow for it.

    observed, expected: (places,): observed and expected events ("shmi": logs, ends
    trimmed; "cqc": square roots, ends winsorised), people counted among people
    ("proportion") or two counts ("counts"). Values and limits are times `per`. Fewer
    than 10 places: limits unadjusted, and the note says so. A place that cannot be
    transformed has a reason. Raises RefusedInput for negative values, a numerator above
    its denominator, or no usable place. Source: Spiegelhalter, Quality and Safety in
    Health Care, 2005 and Statistics in Medicine, 2005; tau: DerSimonian and Laird 1986.
    """
    one_of(form, FORMS, "form")
    x, n = (parts if form == "proportion" else counted)(observed, expected)
    x, n = x.ravel(), n.ravel()
    reason = _reasons(x, n, form)
    good = reason == ""
    if not x[good].sum():
        raise RefusedInput("No place has people and events, so there is no funnel.")
    target = _target(x[good], n[good], form)
    y, centre, error = _transform(
        np.where(good, x, np.nan), np.where(good, n, np.nan), form, target
    )
    z = (y - centre) / error
    kept, trimmed = _tamed(z[good], form)
    phi = float((trimmed**2).mean()) if trimmed.size else float("nan")
    tau = _tau_squared(phi, error[good][kept])
    enough = int(good.sum()) >= UNITS_NEEDED
    adjusted = enough and phi > 1
    made = Overdispersion(
        form=form,
        target=target,
        per=positive(per, "multiplier"),
        phi=phi,
        tau_squared=tau,
        adjusted=adjusted,
        used=int(kept.sum()),
        value=divide(x, n) * per,
        z=z,
        error=error,
        label=np.full(x.shape, NOT_APPLICABLE),
        reason=reason,
        note=_note(phi, int(good.sum()), enough=enough),
    )
    object.__setattr__(made, "label", _labels(made, n))
    return made


def _reasons(x: Floats, n: Floats, form: Form) -> Texts:
    return first_reason(
        (np.isnan(x + n), "missing value"),
        (n == 0, "zero denominator"),
        ((x == 0) & (form == "shmi"), NO_EVENTS),
        ((np.round(n, 2) == 0) & (form == "shmi"), "fewer than 0.01 events expected"),
    )


def _target(x: Floats, n: Floats, form: Form) -> float:
    return 1.0 if form in ("shmi", "cqc") else float(x.sum() / n.sum())


def _transform(
    x: Floats, n: Floats, form: Form, target: float
) -> tuple[Floats, float, Floats]:
    """Value of each place, the target and the standard error on the stable scale."""
    many = np.where(n > 0, n, np.nan)
    if form == "shmi":
        # Two decimals, as the published method rounds the expected deaths.
        return np.log(divide(x, n)), 0.0, 1 / np.sqrt(np.round(many, 2))
    if form == "cqc":
        return np.sqrt(x / many), 1.0, 1 / (2 * np.sqrt(many))
    if form == "proportion":
        turned = np.arcsin(np.sqrt(x / many))
        return turned, float(np.arcsin(np.sqrt(target))), 1 / (2 * np.sqrt(many))
    error = np.sqrt(x / (x + 0.5) ** 2 + many / (many + 0.5) ** 2)
    return np.log((x + 0.5) / (many + 0.5)), float(np.log(target)), error


def _tamed(z: Floats, form: Form) -> tuple[Flags, Floats]:
    """The places that count towards phi, and their z with the ends tamed."""
    if form != "shmi":
        low, high = np.quantile(z, (TAIL, 1 - TAIL))
        return np.ones(z.shape, dtype=np.bool_), np.clip(z, low, high)
    ordered = np.sort(z)
    rank = (
        np.searchsorted(ordered, z, "left") + np.searchsorted(ordered, z, "right") + 1
    ) / 2
    groups = round(1 / TAIL)
    part = np.floor(rank * groups / (z.size + 1))
    kept = (part > 0) & (part < groups - 1)
    return kept, z[kept]


def _tau_squared(phi: float, errors: Floats) -> float:
    number, weight = errors.size, 1 / errors**2
    if not number * phi >= number - 1 or number <= 1:
        return 0.0
    base = weight.sum() - (weight**2).sum() / weight.sum()
    return float(max(0.0, (number * phi - (number - 1)) / base))


def _limits(
    form: Form, n: Floats, target_and_tau: tuple[float, float], confidence: float
) -> tuple[Floats, Floats]:
    target, tau = target_and_tau
    z = z_value(confidence)
    if form == "proportion":
        half = z * np.sqrt(1 / (4 * n) + tau)
        angles = np.arcsin(np.sqrt(target)) + np.stack([-half, half])
        low, high = np.sin(np.clip(angles, 0.0, np.pi / 2)) ** 2
        return low, high
    if form == "counts":
        # A ratio of two Poisson counts varies with both of them.
        half = z * np.sqrt(1 / (target * n) + 1 / n + tau)
        return target * np.exp(-half), target * np.exp(half)
    if not tau:
        tail = (1 - confidence) / 2
        low = chi_square_quantile(tail, 2 * n) / (2 * n)
        return low, chi_square_quantile(1 - tail, 2 * n + 2) / (2 * n)
    if form == "shmi":
        half = z * np.sqrt(1 / n + tau)
        return np.exp(-half), np.exp(half)
    # Limits were found for the square root of the ratio, so they are squared back.
    half = z * np.sqrt(1 / (4 * n) + tau)
    return np.clip(1 - half, 0.0, None) ** 2, (1 + half) ** 2


def _labels(made: Overdispersion, n: Floats) -> Texts:
    label = np.full(n.shape, SIMILAR, dtype="<U16")
    for step, confidence in enumerate((0.95, 0.998)):
        low, high = made.limits(n, confidence)
        label[made.value > high], label[made.value < low] = HIGH[step], LOW[step]
    label[(made.reason != "") | np.isnan(made.value)] = NOT_APPLICABLE
    return label


def _note(phi: float, places: int, *, enough: bool) -> str:
    if not enough:
        return (
            f"Limits not adjusted for overdispersion: {places} "
            f"{'place' if places == 1 else 'places'}, "
            f"at least {UNITS_NEEDED} are needed."
        )
    if phi > 1:
        return f"Limits adjusted for overdispersion (phi {phi:.2f})."
    return f"No overdispersion found (phi {phi:.2f}); limits not adjusted."
