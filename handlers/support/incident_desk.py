"""Tells the staff, in a topic of their chat, what nobody expected: one message a kind, edited with the count."""

from __future__ import annotations

import logging

from telegram.error import BadRequest, TelegramError

from domain.ports import Clock
from handlers.support import incident_views
from handlers.support.attempts import Attempts
from handlers.support.staff_desk import STAFF_TEXTS, CaseDesk
from handlers.ui.i18n import texts_for
from handlers.ui.incidents import MOST_KINDS, Incident, Incidents, Kind
from handlers.ui.sending import Sender, patiently, topic

logger = logging.getLogger(__name__)


class IncidentDesk:
    """`topic_id`: of the topic in the staff chat. What was told is forgotten with the process."""

    def __init__(
        self, incidents: Incidents, desk: CaseDesk, sender: Sender, clock: Clock, topic_id: int
    ) -> None:
        self._incidents = incidents
        self._desk = desk
        self._sender = sender
        self._clock = clock
        self._topic_id = topic_id
        self._attempts = Attempts()
        self._messages: dict[Kind, tuple[Incident, int, int]] = {}  # what of, in which chat, which one

    async def tell(self) -> None:
        """Tell what happened since the last round, which is to be made every so often: a flood is an edit."""
        now = self._clock.now()
        if not self._incidents.happened or self._attempts.due(now) > now:
            return
        chat_id = await self._desk.chat_id()
        topic.set((chat_id, self._topic_id))
        for incident in self._incidents.untold():
            try:
                await self._bring(chat_id, incident)
            except TelegramError as error:
                self._incidents.keep_untold(incident)
                if self._attempts.failed(now):
                    logger.warning("an incident could not be told, tried again later: %s", error.message)
            else:
                self._attempts.succeeded()

    async def _bring(self, chat_id: int, incident: Incident) -> None:
        """Edit what was told of it, where that is there; after it was quiet it is told anew."""
        shown = incident_views.told(texts_for(STAFF_TEXTS), incident)
        before = self._messages.get(incident.kind)
        if before is not None and before[0] is incident and before[1] == chat_id:
            message_id = before[2]
            try:
                await patiently(lambda: self._sender.edit(chat_id, message_id, shown), repeatable=True)
                return
            except BadRequest as error:
                logger.info("what was told of an incident could not be edited, sent anew: %s", error.message)
        self._messages.pop(incident.kind, None)
        message_id = await patiently(lambda: self._sender.send(chat_id, shown))
        self._messages[incident.kind] = (incident, chat_id, message_id)
        if len(self._messages) > MOST_KINDS:
            del self._messages[next(iter(self._messages))]
