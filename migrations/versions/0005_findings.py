"""議題の「検討すること」(summary)と「確認した事実」(findings)を、別の欄にする。

0004 までは一つの欄で、会議の前に書いた検討することが、確認した事実として議事録に載った。結果を
書くと、その同じ欄が書き直された。だから、前からある文がどちらなのかは、結果の有無で分ける。

- 推測・決定事項・次回まで・主担当機関・決定の行のどれかがある議題は、結果の欄を開いて保存されて
  いる。そのとき同じ文が「確認した事実」の欄に出ていて、直すこともできたので、両方の欄に置く。
- どれも無い議題の文は、検討することのままにする。会議の日が過ぎていても、結果を書いていないだけ
  かもしれず、確かめていないことを「確認した事実」と言わないため。文は失われず、結果の欄を開けば、
  上に検討することとして見える。

支援会議の議題は会議体の鍵で包んであり、移行には開けられない。同じ決まりで、読むときに分ける
(``models/older_shapes.py``)。

戻すときは、二つの文が違えば、続けて一つの欄に置く。
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "agenda_item", sa.Column("findings", sa.Text(), nullable=False, server_default="")
    )
    op.execute(
        "UPDATE agenda_item SET findings = summary WHERE guesses <> '' OR decision <> '' "
        "OR next_step <> '' OR lead_agency <> '' OR decisions <> '[]'"
    )


def downgrade() -> None:
    op.execute("UPDATE agenda_item SET summary = findings WHERE summary = ''")
    op.execute(
        "UPDATE agenda_item SET summary = summary || char(10) || findings "
        "WHERE findings <> '' AND findings <> summary"
    )
    op.drop_column("agenda_item", "findings")
