"""様式定義と符号表。``resources/`` の ``forms`` ``codes`` の TOML を型にして読む。

様式は硬い縁を持つデータで、式は書けない。職員がペンで印を付けるものはデータ、
検査が要るものは casework の Python に置く(design.md §3)。
国の様式に由来し未確認の欄・選択肢は、ここではなく TOML 側で直す。
"""

from jusou_desk.forms.codes import (
    Code,
    CodeSet,
    carried_over,
    check_codes,
    code_set,
    code_sets,
    crosswalk,
    known_codes,
    lay_own_versions,
    load_code_set,
    shipped_code_sets,
    shipped_later,
    shipped_terms,
)
from jusou_desk.forms.definitions import (
    FieldDefinition,
    FieldKind,
    Fixed,
    FormDefinition,
    Known,
    SectionDefinition,
)
from jusou_desk.forms.own import FieldChange, OwnVersion, in_force, lay_own_forms
from jusou_desk.forms.sheets import (
    form,
    form_ids,
    form_on,
    load_form,
    plain_forms,
    shipped_form,
    source_tags,
    sources_of,
    whereabouts_of,
    whereabouts_tags,
)

__all__ = [
    "Code",
    "CodeSet",
    "FieldChange",
    "FieldDefinition",
    "FieldKind",
    "Fixed",
    "FormDefinition",
    "Known",
    "OwnVersion",
    "SectionDefinition",
    "carried_over",
    "check_codes",
    "code_set",
    "code_sets",
    "crosswalk",
    "form",
    "form_ids",
    "form_on",
    "in_force",
    "known_codes",
    "lay_own_forms",
    "lay_own_versions",
    "load_code_set",
    "load_form",
    "plain_forms",
    "shipped_code_sets",
    "shipped_form",
    "shipped_later",
    "shipped_terms",
    "source_tags",
    "sources_of",
    "whereabouts_of",
    "whereabouts_tags",
]
