"""What is said of curves: values that are missing, why there is nothing to draw, what is read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject

from gradviz.core import text
from gradviz.core.series import Series
from gradviz.ui.plotviews import View

translate = QCoreApplication.translate

Named = Sequence[tuple[str, Series]]


class Counts(QObject):
    """Sentences with a number in them: their plurals are found only in methods of a QObject."""

    def not_positive(self, count: int) -> str:
        """Return that so many values cannot be drawn on a logarithmic scale."""
        return self.tr("%n value(s) ≤ 0 have no logarithm", "", count)

    def zeros(self, count: int) -> str:
        """Return that so many values are zero, and cannot be drawn on a logarithmic scale."""
        return self.tr("%n value(s) of 0 have no logarithm", "", count)

    def missing(self, count: int) -> str:
        """Return that so many iterations had no loss."""
        return self.tr("%n iteration(s) without a loss", "", count)

    def left_out(self, count: int) -> str:
        """Return that so many parameters are not recorded."""
        return self.tr("%n more are not recorded", "", count)


def view_names() -> dict[View, str]:
    """Return what the views are called."""
    return {
        View.NORMS: translate("PlotsPanel", "Gradient norms"),
        View.RATIOS: translate("PlotsPanel", "Update ÷ parameter"),
        View.SIZES: translate("PlotsPanel", "Parameter norms"),
        View.RATES: translate("PlotsPanel", "Learning rates"),
        View.FLOW: translate("PlotsPanel", "Gradient flow by depth"),
        View.VALUES: translate("PlotsPanel", "Values over time"),
        View.GRADIENTS: translate("PlotsPanel", "Gradients over time"),
    }


def about_loss(loss: Series, *, log: bool) -> str:
    """Return what cannot be drawn of a loss."""
    if not loss.count:
        return translate("PlotsPanel", "No loss yet: it is what backward() is called on.")
    if loss.missing == loss.count:
        return translate("PlotsPanel", "No loss: backward() was called on nothing that is a single number.")
    notes = [_gaps(loss)]
    if log and 0 < loss.finite == loss.not_positive:
        notes.append(translate("PlotsPanel", "No value is above 0: drawn without logarithm"))
    elif log and loss.not_positive:
        notes.append(Counts().not_positive(loss.not_positive))
    if loss.missing:
        notes.append(Counts().missing(loss.missing))
    return " · ".join(note for note in notes if note)


def about_lines(named: Named, *, log: bool) -> tuple[str, bool]:
    """Return what cannot be drawn of these curves, and whether that is alarming."""
    notes = []
    broken = [name for name, series in named if series.nan or series.inf]
    if broken:
        names = ", ".join(broken[:3]) + (" …" if len(broken) > 3 else "")
        notes.append(translate("PlotsPanel", "NaN or Inf in {0}").format(names))
    zeros = sum(series.not_positive for _, series in named)
    if zeros and log:
        notes.append(Counts().zeros(zeros))
    return " · ".join(notes), bool(broken)


def about_choice(shown: int, known: int, left_out: int) -> str:
    """Return how many parameters are shown of those that are known, and how many are not."""
    notes = []
    if shown < known:
        notes.append(translate("PlotsPanel", "{0} of {1} parameters").format(shown, known))
    if left_out:
        notes.append(Counts().left_out(left_out))
    return " · ".join(notes)


def why_none(view: View) -> str:
    """Return why a view has no curve."""
    if view is View.RATES:
        return translate(
            "PlotsPanel", "No learning rate is known: it is that of an optimizer of torch.optim that has stepped."
        )
    if view is View.RATIOS:
        return translate(
            "PlotsPanel", "No update yet: it is what changes a parameter from one backward pass to the next."
        )
    return translate("PlotsPanel", "No parameter is chosen in the list.")


def about_flow() -> str:
    """Return what the bars are."""
    return translate("PlotsPanel", "Norm of each gradient, from the first parameter that the net uses to the last")


def about_density(*, is_empty: bool) -> str:
    """Return what the colours of a distribution mean."""
    if is_empty:
        return translate("PlotsPanel", "Nothing was recorded of it.")
    return translate("PlotsPanel", "The darker, the more elements. Of large tensors those of the heat map are counted.")


def reading(cursor: int | None, named: Named, last: int | None) -> str:
    """Return the values of curves at ``cursor``, or without one at iteration ``last``."""
    at = last if cursor is None else cursor
    if at is None:
        return ""
    points = [(name, series, series.at(at)) for name, series in named]
    known = [(name, series, point) for name, series, point in points if point is not None]
    if not known:
        return ""
    values = [f"{name} {_written(series, point[1])}".strip() for name, series, point in known]
    return at_iteration(known[0][2][0], ", ".join(values))


def at_iteration(iteration: int, words: str = "") -> str:
    """Return ``words`` about an iteration, or only which one it is."""
    if not words:
        return translate("PlotsPanel", "at {0}").format(iteration)
    return translate("PlotsPanel", "at {0}: {1}").format(iteration, words)


def spread(low: float, quarter: float, most: float, high: float) -> str:
    """Return between which values all elements are, and the middle half of them."""
    words = translate("PlotsPanel", "from {0} to {3}, half of it from {1} to {2}")
    return words.format(*map(text.number, (low, quarter, most, high)))


def _gaps(series: Series) -> str:
    counts = []
    if series.nan:
        counts.append(translate("PlotsPanel", "{0} NaN").format(series.nan))
    if series.inf:
        counts.append(translate("PlotsPanel", "{0} Inf").format(series.inf))
    return translate("PlotsPanel", "{0}: gaps in the line").format(", ".join(counts)) if counts else ""


def _written(series: Series, value: float) -> str:
    """Return ``value`` in words; what is missing in a series without NaN is not NaN but not there."""
    return "–" if value != value and not series.nan else text.number(value)
