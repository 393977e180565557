"""Uses the models like an application, on the database of DATABASE_URL. Prints a line for each step, and ends with a
traceback at the first step that fails."""

import uuid
from datetime import datetime, timedelta
from typing import Callable

from database import engine_on_database_url
from models import Supervisor, SupervisorStatus, SupervisorTeam, SupervisorTeamMember
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

engine = engine_on_database_url()


def fetch(session: Session, name: str) -> Supervisor:
    return session.query(Supervisor).filter_by(name=name).one()


def level_and_path(session: Session, name: str) -> tuple:
    """The level and the path, which the triggers maintain. The path has names."""
    return tuple(session.execute(text("""
        SELECT hierarchy_level, (SELECT string_agg(a.name, '/' ORDER BY n)
          FROM unnest(s.path) WITH ORDINALITY p (id, n) JOIN supervisors a USING (id))
        FROM supervisors s WHERE name = :name"""), {"name": name}).one())


def inserts(session: Session) -> None:
    # by relationship, with children before their parents, and both with and without defaults
    root = Supervisor(name="root")
    session.add_all([Supervisor(name="b", parent=Supervisor(name="a", parent=root)), Supervisor(name="c", parent=root)])
    session.add(Supervisor(
        id=uuid.uuid4(), name="full", description="all columns", status=SupervisorStatus.ACTIVE,
        config={"heartbeat_interval": 60, "deep": [{"x": None}]}, parent=root, hierarchy_level=7,
        policy_version_id=uuid.uuid4(), created_at=datetime(2020, 1, 2, 3, 4, 5, 678901), updated_at=datetime(2020, 1, 2),
        last_heartbeat=datetime.utcnow(), health_metrics={"cpu": 0.5}))
    team = SupervisorTeam(name="team", objective="see that it works", supervisor=root)
    team.members = [SupervisorTeamMember(agent_id=uuid.uuid4()) for _ in range(3)]
    team.members.append(SupervisorTeamMember(agent_id=uuid.uuid4(), role="LEAD", metadata_={"k": "v"}))
    session.commit()
    session.bulk_save_objects([Supervisor(name=f"bulk {i}", parent_id=root.id) for i in range(100)])
    session.commit()


def reads(session: Session) -> None:
    root = session.query(Supervisor).options(
        selectinload(Supervisor.children), selectinload(Supervisor.teams).selectinload(SupervisorTeam.members),
    ).filter_by(parent_id=None).one()
    assert root.status == SupervisorStatus.SPAWNING and root.config == {} and root.hierarchy_level == 0
    assert len(root.children) == 103 and {len(team.members) for team in root.teams} == {4}
    full = fetch(session, "full")
    assert full.config == {"heartbeat_interval": 60, "deep": [{"x": None}]} and full.parent is root
    assert full.created_at == datetime(2020, 1, 2, 3, 4, 5, 679000), full.created_at
    assert full.hierarchy_level == 1, "the database overrides the level of the writer"
    assert level_and_path(session, "b") == (2, "root/a/b")
    lead = session.query(SupervisorTeamMember).filter_by(role="LEAD").one()
    assert lead.metadata_ == {"k": "v"} and lead.team.supervisor is root
    assert session.query(Supervisor).filter(Supervisor.config["heartbeat_interval"].astext == "60").one() is full


def updates(session: Session) -> None:
    a, c = fetch(session, "a"), fetch(session, "c")
    a.parent = c
    a.description, a.config = "moved", {"k": 1}
    session.commit()
    assert level_and_path(session, "b") == (3, "root/c/a/b") and a.hierarchy_level == 2

    before = session.execute(text("SELECT version, updated_at FROM supervisors WHERE name = 'c'")).one()
    c.last_heartbeat, c.health_metrics = datetime.utcnow(), {"cpu": 0.9}  # the model also sets updated_at
    session.commit()
    assert session.execute(text("SELECT version, updated_at FROM supervisors WHERE name = 'c'")).one() == before

    session.query(Supervisor).filter(Supervisor.name.like("bulk %")).update(
        {"status": SupervisorStatus.TERMINATED}, synchronize_session=False)
    member = session.query(SupervisorTeamMember).filter_by(role="LEAD").one()
    member.left_at = datetime.utcnow() + timedelta(seconds=1)
    session.add(SupervisorTeamMember(team=member.team, agent_id=member.agent_id, role="AGAIN"))
    member.team.name = "renamed"
    session.commit()


def refusals(session: Session) -> None:
    for cause in ("cycle", "name", "status"):
        if cause == "cycle":
            fetch(session, "root").parent = fetch(session, "b")
        elif cause == "name":
            session.add(Supervisor(name="root"))
        else:
            fetch(session, "full").status = "active"
        try:
            session.commit()
        except IntegrityError:  # SQLAlchemy raises it for SQLSTATE class 23, which the triggers use as well
            session.rollback()
        else:
            raise AssertionError(f"{cause} was not refused")


def relationship_cascades(session: Session) -> None:
    root = fetch(session, "root")
    team = root.teams[0]
    orphan = team.members[0].id
    team.members.remove(team.members[0])
    session.commit()
    assert session.get(SupervisorTeamMember, orphan) is None, "delete-orphan"

    other = SupervisorTeam(name="other", supervisor=root, members=[SupervisorTeamMember(agent_id=uuid.uuid4())])
    session.commit()
    other.supervisor = fetch(session, "c")
    session.commit()
    c = fetch(session, "c")
    assert [team.name for team in c.teams] == ["other"]
    c.teams.clear()
    session.commit()
    assert session.query(SupervisorTeam).filter_by(name="other").count() == 0, "delete-orphan takes the members along"


def deletes(session: Session) -> None:
    # SQLAlchemy first sets parent_id of the children to NULL, so they become roots
    session.delete(fetch(session, "c"))
    session.commit()
    a = fetch(session, "a")
    assert a.parent is None and level_and_path(session, "a") == (0, "a") and level_and_path(session, "b") == (1, "a/b")

    members = session.query(SupervisorTeamMember).count()
    assert members > 0
    session.delete(fetch(session, "root"))
    session.commit()
    assert session.query(SupervisorTeam).count() == 0 and session.query(SupervisorTeamMember).count() == 0
    assert session.query(Supervisor).filter(Supervisor.parent_id.isnot(None)).one().name == "b"

    b = fetch(session, "b")
    session.delete(fetch(session, "a"))
    session.delete(b)  # both in one flush, in which SQLAlchemy deletes the child first
    session.query(Supervisor).delete()
    session.commit()
    assert session.query(Supervisor).count() == 0


def sound(session: Session) -> None:
    violations = session.execute(text("SELECT * FROM verify_hierarchy()")).all()
    assert violations == [], violations


STEPS: list[Callable[[Session], None]] = [inserts, reads, updates, refusals, relationship_cascades, deletes]

if __name__ == "__main__":
    for step in STEPS:
        with Session(engine) as session:
            step(session)
            sound(session)
        print("ok", step.__name__)
