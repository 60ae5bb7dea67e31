"""The cause model: the numbers behind a diagnosis."""

from cxaudit.inference.diagnosis import diagnose
from cxaudit.inference.grades import GRADES, Grade
from cxaudit.inference.options import DiagnosisOptions
