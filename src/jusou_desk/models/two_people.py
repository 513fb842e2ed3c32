"""二人で決めることの、二人が別の人か。id だけでは、退任して同じ名で登録し直した人が二人に数えられる。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jusou_desk.names import search_key

if TYPE_CHECKING:
    from jusou_desk.models.work import Work


def are_two(work: Work, one_id: str, other_id: str) -> bool:
    """二つの職員の id が、別の人のものか。

    id も氏名(空白・全角半角・字形の違いを畳んで比べる)も違うときだけ真。同姓同名の職員は、区別できる
    書き方で登録してあるので、ここで困らない。台帳から取り込んだ氏名だけの id は、その氏名とみる。
    """
    return one_id != other_id and not same_name(_name(work, one_id), _name(work, other_id))


def same_name(one: str, other: str) -> bool:
    """書き方だけの違いで、同じ氏名か。"""
    return search_key(one) == search_key(other)


def _name(work: Work, staff_id: str) -> str:
    staff = work.staff.get(staff_id)
    return staff.name if staff else staff_id
