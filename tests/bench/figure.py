"""A figure: one row of the table, with its floor, its target and every sample behind it."""

from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Target:
    limit: float
    unit: str  # "x" is the ratio to the floor; else the figure's own unit
    at_least: bool = False

    def __str__(self):
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.limit:g}" + ("×" if self.unit == "x" else f" {self.unit}".rstrip())


@dataclass(frozen=True)
class Figure:
    """`value` and `floor` are in `unit`, `ratio` is what the target with "x" is about."""

    key: str
    title: str
    unit: str  # "" counts things
    value: float
    floor: float | None = None
    floor_name: str = ""
    ratio: float | None = None
    target: Target | None = None
    samples: dict[str, list[float]] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        judged = self.ratio if self.target.unit == "x" else self.value
        return judged >= self.target.limit if self.target.at_least else judged <= self.target.limit


def compare(key, title, unit, values, floors, floor_name, target=None) -> Figure:
    """The figure of turns whose n-th value was taken beside the n-th floor: medians, and the median of the ratios,
    for a machine that slows down slows both of a turn.
    """
    ratios = [value / floor for value, floor in zip(values, floors, strict=True)]
    samples = {"lambent": values, floor_name: floors}
    return Figure(key, title, unit, median(values), median(floors), floor_name, median(ratios), target, samples)


def beside(key, title, unit, value, floor, floor_name, target=None, samples=None) -> Figure:
    """The figure of one value and one floor, whatever each was made of."""
    return Figure(key, title, unit, value, floor, floor_name, value / floor, target, samples or {})


def percentile(values, share: float) -> float:
    """The value that `share` of the non-empty `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
