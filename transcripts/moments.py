"""When a row came in, by the database's clock: hosts need not agree on the time."""

from typing import Any

from django.db import models
from django.db.models.functions import Now


class InsertedAt(models.DateTimeField[Any, Any]):
    """Set in the statement that inserts the row, and read back with it; never written again.

    As `auto_now_add`, which takes the time of the host. For what is compared with other moments
    of the database.
    """

    db_returning = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"editable": False, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return Now() if add else super().pre_save(model_instance, add)
