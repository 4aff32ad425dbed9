"""The columns of what is kept of plain questions: of answers only whether they helped, of nobody in particular."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Date, Integer, String
from sqlmodel import Field

from domain.columns import Row


class AnswerRating(Row, table=True):
    """How often an answer was called useful or not on a day, in a language."""

    __tablename__ = "answer_ratings"

    topic: str = Field(sa_column=Column(String(48), primary_key=True))
    locale: str = Field(sa_column=Column(String(8), primary_key=True))
    day: date = Field(sa_column=Column(Date, primary_key=True))
    useful: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    not_useful: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
