"""統合した人(merge)、別人と決めた二人(apart)、同じ人を見つけるための語(person_key)。"""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from jusou_desk.names import digits, kana_key, search_key

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_HIDDEN = """
WITH own AS (
    SELECT id, household_no FROM person WHERE address_concealed
    OR id IN (SELECT person_id FROM protection WHERE lifted_on IS NULL)
)
SELECT id FROM own
UNION SELECT id FROM person
WHERE household_no IN (SELECT household_no FROM own WHERE household_no != '')
"""
_SHARED = """
UPDATE person_key SET shared = 1 WHERE 1 < (
    SELECT count(*) FROM person_key AS other WHERE other.key = person_key.key AND other.kind =
    CASE person_key.kind WHEN 'vague_kana' THEN 'kana' ELSE person_key.kind END
)
"""


def upgrade() -> None:
    op.create_table(
        "merge",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kept_id", sa.String(length=16), nullable=False),
        sa.Column("gone_id", sa.String(length=16), nullable=False),
        sa.Column("gone_no", sa.Text(), nullable=False),
        sa.Column("merged_at", sa.DateTime(), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_merge"),
    )
    op.create_index("ix_merge_kept_id", "merge", ["kept_id"], unique=False)
    op.create_index("ix_merge_gone_no", "merge", ["gone_no"], unique=False)
    op.create_table(
        "apart",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("other_id", sa.String(length=16), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_apart_person_id_person"),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name="fk_apart_other_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_apart"),
    )
    op.create_index("ix_apart_person_id", "apart", ["person_id"], unique=False)
    op.create_index("ix_apart_other_id", "apart", ["other_id"], unique=False)
    keys = op.create_table(
        "person_key",
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("shared", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "kind", "key", name="pk_person_key"),
    )
    op.create_index("ix_person_key_kind", "person_key", ["kind", "key"], unique=False)
    op.create_index(
        "ix_person_key_shared",
        "person_key",
        ["kind"],
        unique=False,
        sqlite_where=sa.text("shared = 1"),
    )
    connection = op.get_bind()
    hidden = set(connection.execute(sa.text(_HIDDEN)).scalars())
    people = connection.execute(
        sa.text("SELECT id, name, kana, birth_on, phone, other_names FROM person")
    )
    for one in people.all():
        names = [(one.name, one.kana), *_others(one.other_names)]
        phone = "" if one.id in hidden else one.phone
        found = set(_keys(names, one.birth_on or "", phone))
        rows = [
            {"person_id": one.id, "kind": kind, "key": key, "shared": 0}
            for kind, key in sorted(found)
        ]
        if rows:
            connection.execute(sa.insert(keys), rows)
    connection.execute(sa.text(_SHARED))


def _others(written: str) -> list[tuple[str, str]]:
    found = (one for one in json.loads(written) if isinstance(one, dict))
    return [(one["name"], one.get("kana", "")) for one in found]


def _keys(names: list[tuple[str, str]], day: str, phone: str) -> Iterator[tuple[str, str]]:
    """この版のときの、語の作り方。"""
    called = digits(phone)
    called = called if len(called) >= 9 else ""
    if called:
        yield "phone", called
    for name, kana in names:
        folded, sound = search_key(name), kana_key(kana)
        own = {search_key(_given(name)), kana_key(_given(kana))} - {""}
        for kind, word in (("name", folded), ("kana", sound)):
            if word:
                yield kind, word
            if word and day:
                yield f"{kind}_birth", f"{word}|{day}"
        for word in own:
            if day:
                yield "given_birth", f"{word}|{day}"
            if called:
                yield "phone_given", f"{called}|{word}"
        if sound and day:
            yield "head_birth", f"{sound[:2]}|{day}"
        if sound and not day:
            yield "vague_kana", sound


def _given(name: str) -> str:
    parts = name.split()
    return parts[-1] if len(parts) > 1 else ""


def downgrade() -> None:
    op.drop_table("person_key")
    op.drop_table("apart")
    op.drop_table("merge")
