"""利用者が読む文を必ず持つ例外。

画面にも標準エラー出力にも、ここで決めた ``title``(何が起きたか)と
``advice``(次に何をすればよいか)の二文だけを出す。
"""


class DeskError(Exception):
    """業務上の断り・失敗。``title`` は一文、``advice`` は次の一手。個人情報を含めない。"""

    def __init__(self, title: str, advice: str) -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice


class Refused(DeskError):
    """権限・同意・区分の規則により断った。"""


class BadInput(DeskError):
    """入力された値が受け取れない。``field`` は直す欄の id(分かるとき)。"""

    def __init__(self, title: str, advice: str, field: str = "") -> None:
        super().__init__(title, advice)
        self.field = field


class Damaged(DeskError):
    """保存されたものが壊れている、または書き換えられている。"""


class OutsideTrouble(DeskError):
    """ディスク・USB・プリンターなど、プログラムの外の事情で出来なかった。"""
