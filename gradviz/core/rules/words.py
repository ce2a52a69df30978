"""The sentences of the rules, in English. A translation is looked up in the context ``Rules``."""

from __future__ import annotations

from gradviz.core.marking import QT_TRANSLATE_NOOP

CONTEXT = "Rules"


# What happens to the gradient

SLOPE = QT_TRANSLATE_NOOP("Rules", "Each element of G is multiplied by the slope of the function at that element.")
PASSES = QT_TRANSLATE_NOOP("Rules", "G passes through unchanged.")
PASSES_BOTH = QT_TRANSLATE_NOOP("Rules", "G passes unchanged to both terms.")
PASSES_AND_FLIPS = QT_TRANSLATE_NOOP("Rules", "G passes to the first term, and with the opposite sign to the second.")
FLIPS = QT_TRANSLATE_NOOP("Rules", "G changes its sign.")
OTHER_FACTOR = QT_TRANSLATE_NOOP("Rules", "Each factor gets G times the other factor.")
QUOTIENT = QT_TRANSLATE_NOOP("Rules", "G is divided by the denominator; the denominator itself gets the quotient rule.")
POWER = QT_TRANSLATE_NOOP("Rules", "G is multiplied by the exponent and by the power that is one lower.")
POWERS = QT_TRANSLATE_NOOP(
    "Rules", "The base gets the power rule, the exponent G times the result times the logarithm."
)
ITSELF = QT_TRANSLATE_NOOP("Rules", "The slope is computed from the result itself, so only the result was saved.")
GATE = QT_TRANSLATE_NOOP("Rules", "G passes where the input was let through, and is 0 elsewhere.")
GATES = QT_TRANSLATE_NOOP("Rules", "Inside the limits G goes to the input; where a limit took its place, to the limit.")
WINNER = QT_TRANSLATE_NOOP("Rules", "G goes to whichever input was taken, element by element.")
NOTHING = QT_TRANSLATE_NOOP("Rules", "The function is flat almost everywhere, so no gradient gets through.")
WEIGHTED = QT_TRANSLATE_NOOP("Rules", "Each input gets G in proportion to how it was weighted.")
STEPS = QT_TRANSLATE_NOOP("Rules", "G passes to the first input; the second gets it times the whole number of steps.")
MATRICES = QT_TRANSLATE_NOOP("Rules", "Each factor gets G multiplied by the transpose of the other one.")
MATRICES_AND_TERM = QT_TRANSLATE_NOOP(
    "Rules", "The added term gets G; each factor gets G multiplied by the transpose of the other one."
)
MATRIX_VECTOR = QT_TRANSLATE_NOOP(
    "Rules", "The matrix gets the outer product of G and the vector, the vector Aᵀ times G."
)
INVERSE = QT_TRANSLATE_NOOP("Rules", "G is multiplied by the transposed inverse on both sides.")
DETERMINANT = QT_TRANSLATE_NOOP("Rules", "G times the determinant times the transposed inverse.")
SUM = QT_TRANSLATE_NOOP("Rules", "Every element that was summed gets the same G.")
MEAN = QT_TRANSLATE_NOOP("Rules", "Every element gets G divided by N, the number of elements averaged.")
EXTREME = QT_TRANSLATE_NOOP("Rules", "Only the elements that were the extreme get G.")
CHOSEN = QT_TRANSLATE_NOOP("Rules", "G goes back to the places the values came from; all others get 0.")
PRODUCT = QT_TRANSLATE_NOOP("Rules", "Each element gets G times the product of all the others.")
SPREAD = QT_TRANSLATE_NOOP("Rules", "Each element gets G in proportion to its distance from the mean.")
NORM = QT_TRANSLATE_NOOP("Rules", "G points along the input, scaled to unit length.")
SOFT_CHOICE = QT_TRANSLATE_NOOP("Rules", "G is shared out by the softmax of the input.")
SOFTMAX = QT_TRANSLATE_NOOP("Rules", "G minus its weighted mean under y, times y: the result always sums to 0.")
LOG_SOFTMAX = QT_TRANSLATE_NOOP("Rules", "G minus its sum times the probabilities: the result always sums to 0.")
LATER = QT_TRANSLATE_NOOP("Rules", "Each element gets the sum of G from its own place on.")
TARGET = QT_TRANSLATE_NOOP("Rules", "Only the log-probability of the right class gets a gradient, and it is negative.")
DIFFERENCE = QT_TRANSLATE_NOOP("Rules", "The prediction is pulled towards the target, in proportion to the difference.")
CLIPPED = QT_TRANSLATE_NOOP("Rules", "Near the target in proportion to the difference, farther away of constant size.")
PROBABILITY = QT_TRANSLATE_NOOP("Rules", "Probability minus target, divided by the variance of the probability.")
LOGIT = QT_TRANSLATE_NOOP("Rules", "Probability minus target: the sigmoid's own slope cancels.")
RESHAPED = QT_TRANSLATE_NOOP("Rules", "The same numbers, arranged in the input's shape again.")
TURNED = QT_TRANSLATE_NOOP("Rules", "G is turned back the way the input was turned.")
COPIES = QT_TRANSLATE_NOOP("Rules", "Each element gets the sum of what arrived at its copies.")
PARTS = QT_TRANSLATE_NOOP("Rules", "Each input gets its own part of G.")
JOINED = QT_TRANSLATE_NOOP("Rules", "The gradients of all parts are put together; an unused part counts as 0.")
PLACED = QT_TRANSLATE_NOOP("Rules", "G is put into a tensor of zeros, at the place that was taken.")
ADDED_AT = QT_TRANSLATE_NOOP("Rules", "G is added into a tensor of zeros, at the places that were read.")
WRITTEN = QT_TRANSLATE_NOOP(
    "Rules", "Where something was written the first input gets 0; the source gets G from there."
)
ADDED_TO = QT_TRANSLATE_NOOP("Rules", "The first input gets G; the source gets G from the places it was added to.")
BRANCH = QT_TRANSLATE_NOOP("Rules", "Each branch gets G where it was chosen, and 0 elsewhere.")
MASKED = QT_TRANSLATE_NOOP("Rules", "G is 0 where the value was replaced.")
CAST = QT_TRANSLATE_NOOP("Rules", "G passes through, converted back to the input's dtype and device.")
OVERWRITTEN = QT_TRANSLATE_NOOP("Rules", "What was overwritten gets 0; the source gets G.")
SLICES = QT_TRANSLATE_NOOP(
    "Rules", "G passes outside of the part that was written in place; inside it goes through the op that wrote it."
)
ACCUMULATES = QT_TRANSLATE_NOOP("Rules", "G is added to what the leaf's .grad already holds.")
CONVOLUTION = QT_TRANSLATE_NOOP(
    "Rules", "The input gets G through the transposed convolution, the weight the correlation of input and G."
)
WINDOWS = QT_TRANSLATE_NOOP("Rules", "Each element gets an equal share of G from every window it was in.")
NORMALIZED = QT_TRANSLATE_NOOP(
    "Rules", "What shifts or stretches all elements alike has no effect, so that part of G is taken out."
)
SCALED = QT_TRANSLATE_NOOP("Rules", "With fixed statistics the op only scales and shifts, and so does its gradient.")
DROPPED = QT_TRANSLATE_NOOP(
    "Rules", "The same elements are dropped from G, the others are scaled up as in the forward pass."
)

# What to watch out for

KINK_ZERO = QT_TRANSLATE_NOOP("Rules", "At the kink torch takes 0.")
KINK_LOW = QT_TRANSLATE_NOOP("Rules", "At the kink torch takes the slope of the left side.")
EDGE_ONE = QT_TRANSLATE_NOOP("Rules", "Exactly at a limit torch lets G through.")
EDGE_ZERO = QT_TRANSLATE_NOOP("Rules", "Exactly at a limit torch takes 0.")
TIES_SHARE = QT_TRANSLATE_NOOP("Rules", "Elements that tie share G equally.")
TIES_ONE = QT_TRANSLATE_NOOP("Rules", "Of elements that tie only the one that was chosen gets G.")
ZERO_DIVISION = QT_TRANSLATE_NOOP("Rules", "Infinite or NaN where the denominator is 0.")
AT_ZERO_INFINITE = QT_TRANSLATE_NOOP("Rules", "Infinite at 0.")
AT_ZERO_ZERO = QT_TRANSLATE_NOOP("Rules", "Undefined at 0; torch takes 0.")
AT_EDGE_INFINITE = QT_TRANSLATE_NOOP("Rules", "Infinite at −1 and 1.")
NEGATIVE_NAN = QT_TRANSLATE_NOOP("Rules", "NaN for negative input, infinite at 0.")
NEGATIVE_BASE = QT_TRANSLATE_NOOP("Rules", "The exponent's gradient is NaN where the base is negative.")
SATURATES = QT_TRANSLATE_NOOP("Rules", "Nearly 0 far from 0: the function saturates and the gradient vanishes.")
DEAD = QT_TRANSLATE_NOOP("Rules", "At 0 and below nothing gets through; torch takes 0 at the kink.")
JUMPS = QT_TRANSLATE_NOOP("Rules", "0 everywhere, also where the function jumps.")
LINEAR_BEYOND = QT_TRANSLATE_NOOP("Rules", "Beyond a threshold torch computes it as linear, with slope 1.")
ZERO_FACTORS = QT_TRANSLATE_NOOP("Rules", "Where a factor is 0 torch multiplies the others instead of dividing.")
ONE_ELEMENT = QT_TRANSLATE_NOOP("Rules", "NaN for a single element with the default correction.")
ALL_EQUAL = QT_TRANSLATE_NOOP("Rules", "Infinite or NaN where all elements are equal.")
CLAMPED_LOG = QT_TRANSLATE_NOOP("Rules", "torch keeps the denominator above 1e-12.")
IGNORED = QT_TRANSLATE_NOOP("Rules", "Targets with the ignored index get 0 and are not counted.")
REPEATED = QT_TRANSLATE_NOOP("Rules", "A place that was read several times gets the sum.")
REPEATED_WRITE = QT_TRANSLATE_NOOP("Rules", "Undefined where several sources are written to one place.")
SINGULAR = QT_TRANSLATE_NOOP("Rules", "Undefined for a singular matrix.")
PRECISION = QT_TRANSLATE_NOOP("Rules", "A narrower dtype may have rounded the value, which G cannot know.")
ONE_WINDOW = QT_TRANSLATE_NOOP("Rules", "Windows may overlap: then the gradients add up.")

# Why a node is not checked

NOT_WHOLE = QT_TRANSLATE_NOOP("Rules", "Not checked: a value of this node was not recorded whole.")
NO_RULE = QT_TRANSLATE_NOOP("Rules", "Not checked: gradviz has no formula for this op, so it cannot run it again.")
NOT_RUN = QT_TRANSLATE_NOOP("Rules", "Not checked: no gradient has arrived at this node.")
NOT_COMPUTED = QT_TRANSLATE_NOOP("Rules", "Not checked: the op could not be run again with the recorded values.")
NOT_REAL = QT_TRANSLATE_NOOP("Rules", "Not checked: complex values are not compared.")
