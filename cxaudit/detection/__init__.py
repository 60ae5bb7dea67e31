"""A rulebook compiled into a detector: a batch of incidents in, symptoms and where they were found out."""

from cxaudit.detection.detections import Detections
from cxaudit.detection.detector import Detector, compile_detector
