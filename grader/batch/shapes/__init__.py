"""The shapes that uploads come in. A new one is a module, and its name in this tuple: the first one that fits is
taken, and plain files fit always."""

from grader.batch.shapes.canvas import CANVAS
from grader.batch.shapes.classroom import CLASSROOM
from grader.batch.shapes.drive import DRIVE
from grader.batch.shapes.gradescope import GRADESCOPE
from grader.batch.shapes.moodle import MOODLE
from grader.batch.shapes.nbgrader import NBGRADER
from grader.batch.shapes.plain import PLAIN

SHAPES = {each.name: each for each in (GRADESCOPE, NBGRADER, CLASSROOM, MOODLE, CANVAS, DRIVE, PLAIN)}
