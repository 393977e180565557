"""SQLAlchemy models of an application that uses the tables directly. `metadata` is a reserved attribute name, so the
column has another one in Python."""

from sqlalchemy import Column, DateTime, String, Text, Integer, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import declarative_base, relationship
from datetime import datetime

import uuid

Base = declarative_base()


class SupervisorStatus:
    SPAWNING = "SPAWNING"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    FAILED = "FAILED"
    TERMINATED = "TERMINATED"


class Supervisor(Base):
    """Supervisor agent for multi-agent monitoring coordination."""

    __tablename__ = "supervisors"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    name = Column(String(255), nullable=False)
    description = Column(Text, nullable=True)
    status = Column(String(50), nullable=False, default=SupervisorStatus.SPAWNING)
    config = Column(JSONB, nullable=False, default={})
    parent_id = Column(UUID(as_uuid=True), ForeignKey("supervisors.id"), nullable=True)
    hierarchy_level = Column(Integer, nullable=False, default=0)
    policy_version_id = Column(UUID(as_uuid=True), nullable=True)
    created_at = Column(DateTime, nullable=False, default=datetime.utcnow)
    updated_at = Column(DateTime, nullable=False, default=datetime.utcnow, onupdate=datetime.utcnow)
    last_heartbeat = Column(DateTime, nullable=True)
    health_metrics = Column(JSONB, nullable=False, default={})

    # Relationships
    parent = relationship("Supervisor", remote_side=[id], backref="children")
    teams = relationship("SupervisorTeam", back_populates="supervisor", cascade="all, delete-orphan")


class SupervisorTeam(Base):
    """Team of agents managed by a supervisor."""

    __tablename__ = "supervisor_teams"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    supervisor_id = Column(UUID(as_uuid=True), ForeignKey("supervisors.id"), nullable=False)
    name = Column(String(255), nullable=False)
    description = Column(Text, nullable=True)
    objective = Column(Text, nullable=True)
    config = Column(JSONB, nullable=False, default={})
    created_at = Column(DateTime, nullable=False, default=datetime.utcnow)
    updated_at = Column(DateTime, nullable=False, default=datetime.utcnow, onupdate=datetime.utcnow)

    # Relationships
    supervisor = relationship("Supervisor", back_populates="teams")
    members = relationship("SupervisorTeamMember", back_populates="team", cascade="all, delete-orphan")


class SupervisorTeamMember(Base):
    """Agent membership in a supervisor team."""

    __tablename__ = "supervisor_team_members"

    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    team_id = Column(UUID(as_uuid=True), ForeignKey("supervisor_teams.id"), nullable=False)
    agent_id = Column(UUID(as_uuid=True), nullable=False)
    role = Column(String(100), nullable=False, default="MEMBER")
    joined_at = Column(DateTime, nullable=False, default=datetime.utcnow)
    left_at = Column(DateTime, nullable=True)
    metadata_ = Column("metadata", JSONB, nullable=False, default={})

    # Relationships
    team = relationship("SupervisorTeam", back_populates="members")
