"""家族: 人物の別名・死亡・住民票住所、世帯にいた間、間がら、支援関係、図の位置。"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _span() -> list[sa.Column]:
    return [sa.Column(name, sa.Date(), nullable=True) for name in ("since", "until")]


def _of_person(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["person.id"], name=f"fk_{table}_{name}_person")


def _ids(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(length=16), nullable=False) for name in names]


def _index(table: str, *names: str) -> None:
    for name in names:
        op.create_index(f"ix_{table}_{name}", table, [name], unique=False)


def upgrade() -> None:
    op.add_column(
        "person", sa.Column("other_names", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column("person", sa.Column("died_on", sa.Date(), nullable=True))
    for name in ("died_text", "registered_address"):
        op.add_column("person", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "residence",
        *_ids("id", "person_id"),
        *_text("kind", "household_no", "place"),
        *_span(),
        *_text("head_relationship", "note"),
        _of_person("residence", "person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_residence"),
    )
    _index("residence", "person_id", "household_no")
    op.create_table(
        "family_tie",
        *_ids("id", "person_id", "other_id"),
        *_text("kind", "word"),
        *_span(),
        *_text("twins", "twin_kind", "note"),
        _of_person("family_tie", "person_id"),
        _of_person("family_tie", "other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_family_tie"),
    )
    _index("family_tie", "person_id", "other_id")
    op.create_table(
        "eco_tie",
        *_ids("id", "person_id"),
        *_text("agency"),
        *_ids("other_id"),
        *_text("strength", "flow", "note"),
        *_span(),
        _of_person("eco_tie", "person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_eco_tie"),
    )
    _index("eco_tie", "person_id", "other_id")
    op.create_table(
        "picture_layout",
        *_ids("id", "person_id"),
        *_text("picture"),
        sa.Column("nudges", sa.JSON(), nullable=False),
        _of_person("picture_layout", "person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_picture_layout"),
    )
    _index("picture_layout", "person_id")


def downgrade() -> None:
    for table, names in (
        ("picture_layout", ("person_id",)),
        ("eco_tie", ("other_id", "person_id")),
        ("family_tie", ("other_id", "person_id")),
        ("residence", ("household_no", "person_id")),
    ):
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table_name=table)
        op.drop_table(table)
    for name in ("registered_address", "died_text", "died_on", "other_names"):
        op.drop_column("person", name)
