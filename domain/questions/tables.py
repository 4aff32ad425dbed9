"""The columns of what is kept of plain questions: whether answers helped, and what was not understood; of nobody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Date, Index, Integer, String
from sqlmodel import Field

from domain.columns import Row, _id, _sealed


class AnswerRating(Row, table=True):
    """How often an answer was called useful or not on a day, in a language."""

    __tablename__ = "answer_ratings"

    topic: str = Field(sa_column=Column(String(48), primary_key=True))
    locale: str = Field(sa_column=Column(String(8), primary_key=True))
    day: date = Field(sa_column=Column(Date, primary_key=True))
    useful: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    not_useful: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class MissedQuestion(Row, table=True):
    """A sentence that was not understood, masked and sealed. By whom is not kept, nor when but for the day."""

    __tablename__ = "missed_questions"
    __table_args__ = (Index("ix_missed_questions_day", "day"),)

    id: str = _id(primary_key=True)
    day: date = Field(sa_column=Column(Date, nullable=False))
    locale: str = Field(sa_column=Column(String(8), nullable=False))
    decision: str = Field(sa_column=Column(String(8), nullable=False))
    words_token: str | None = _sealed()
