"""The wizard's steps, one class a page."""

from linkflow.steps.base import Answer, Step
from linkflow.steps.credentials import Credentials
from linkflow.steps.done import Done
from linkflow.steps.entity import SelectEntity
from linkflow.steps.guide import GuideTask
from linkflow.steps.permissions import Permissions
from linkflow.steps.select import SelectSoftware
from linkflow.steps.tasks import Tasks
from linkflow.steps.welcome import Welcome

BEFORE_GUIDE: tuple[Step, ...] = (Welcome(), SelectSoftware(), Tasks())
AFTER_GUIDE: tuple[Step, ...] = (Credentials(), SelectEntity(), Permissions(), Done())

__all__ = ["AFTER_GUIDE", "BEFORE_GUIDE", "Answer", "GuideTask", "Step"]
