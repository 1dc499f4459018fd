"""The tables. A change here needs a migration beside it; a test compares the two.

Ids of people and places are those of ``core.chat`` (``slack:T1:U1``). No column holds a password,
a message's content or a header's value.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    text,
)

from bot.store.letters import Line, Words
from bot.store.moment import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ID = Line(255)
"""Ids of platforms; the longest that is known has 60 characters."""

preferences = Table(
    "preferences",
    metadata,
    Column("kind", Line(32), primary_key=True),
    Column("subject", ID, primary_key=True),
    Column("value", Line(255), nullable=False),
    Column("changed_at", Moment, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("origin", ID, nullable=False, unique=True),  # what was heard twice makes one case
    Column("version", Integer, nullable=False),
    Column("state", Line(16), nullable=False),
    Column("person", ID, nullable=False),
    Column("person_name", Line(255), nullable=False),
    Column("workspace", ID, nullable=False),
    Column("place", ID, nullable=False),
    Column("place_name", Line(255), nullable=False),
    Column("thread", ID, nullable=False),
    Column("desk", ID, nullable=False),
    Column("language", Line(8), nullable=False),
    Column("cause", Line(64), nullable=False),
    Column("severity", Line(16), nullable=False),
    Column("owner", Line(16), nullable=False),
    Column("provider", Line(64), nullable=False),
    Column("host", Line(255), nullable=False),
    Column("words", Words, nullable=False),
    Column("suspects", JSON, nullable=False),
    Column("incident", Integer, ForeignKey("incidents.number"), index=True),
    Column("agent", ID, nullable=False),
    Column("agent_name", Line(255), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("answered_at", Moment),
    Column("resolved_at", Moment),
    Column("reason", Line(32), nullable=False),
    Column("note", Words, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("reminded_at", Moment),
    Column("card_place", ID, nullable=False),
    Column("card_message", ID, nullable=False),
    Column("erased_at", Moment),
    Index("ix_cases_state", "state", "opened_at"),
    Index("ix_cases_person", "person"),
    sqlite_autoincrement=True,  # a number is never given twice
)

case_events = Table(
    "case_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number", Integer, ForeignKey("cases.number"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("who", ID, nullable=False),
    Column("name", Line(255), nullable=False),
    Column("act", Line(32), nullable=False),
    Column("text", Words, nullable=False),
)

case_reports = Table(
    "case_reports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number", Integer, ForeignKey("cases.number"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("body", JSON, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("scope", ID, nullable=False),
    Column("step", Line(32), nullable=False),
    Column("cause", Line(64), nullable=False),
    Column("desk", ID, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", ID, nullable=False),
    Column("snoozed_until", Moment),
    Column("card_place", ID, nullable=False),
    Column("card_message", ID, nullable=False),
    Index(
        "uq_incidents_open",
        "scope",
        "step",
        "cause",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

sightings = Table(
    "sightings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("person", ID, nullable=False, index=True),
    Column("scope", ID, nullable=False),
    Column("step", Line(32), nullable=False),
    Column("cause", Line(64), nullable=False),  # ``ok`` where the step went well
    Column("checked", Boolean, nullable=False),  # by a live check, and not only told
    Column(
        "server", Line(255), nullable=False, server_default=text("''")
    ),  # ``imap:mail.example.com``
    Index("ix_sightings_scope", "scope", "step", "at"),
)

incident_people = Table(
    "incident_people",
    metadata,
    Column("number", Integer, ForeignKey("incidents.number"), primary_key=True),
    Column("person", ID, primary_key=True),
    Column("first_at", Moment, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("heard", ID, nullable=False, unique=True),
    Column("at", Moment, nullable=False, index=True),
    Column("person", ID, nullable=False, index=True),
    Column("workspace", ID, nullable=False),
    Column("place", ID, nullable=False),
    Column("way", Line(16), nullable=False),
    Column("language", Line(8), nullable=False),
    Column("outcome", Line(32), nullable=False),
    Column("topic", Line(255), nullable=False),
    Column("cause", Line(64), nullable=False),
    Column("provider", Line(64), nullable=False),
    Column("answer", ID, nullable=False, index=True),
    Column("words", Words),  # masked, and only where the operator keeps them
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer", ID, primary_key=True),
    Column("person", ID, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("topic", Line(255), nullable=False),
    Column("helpful", Boolean, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("event", Line(64), nullable=False, unique=True),
    Column("kind", Line(64), nullable=False),
    Column("subject", ID, nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("done_at", Moment),
    Column("error", Line(255), nullable=False),
    Index("ix_outbox_due", "done_at", "kind", "due_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("who", ID, nullable=False),
    Column("role", Line(16), nullable=False),
    Column("act", Line(32), nullable=False),
    Column("subject", ID, nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("detail", Line(255), nullable=False),
)
