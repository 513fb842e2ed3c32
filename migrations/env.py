"""Alembic の入口。接続は jusou_desk.models.migrate が渡す(鍵を URL に載せないため)。"""

from alembic import context

from jusou_desk.models.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
    include_name=lambda name, kind, parents: (
        not (kind == "table" and str(name).startswith("search_"))
    ),
)
context.run_migrations()
