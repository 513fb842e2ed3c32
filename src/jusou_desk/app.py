"""組み立ての場所。保管庫・町・画面をここだけで結ぶ。どこからも import されない(命令を除く)。

窓が開くまでに要らないもの(事務所の作成・復旧・練習)は、使うときに読み込む。
"""

from __future__ import annotations

import contextlib
import math
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

# 自動の片付けを止めるのが先。部品を読み込む途中で何度も走ると、始まりが一割近く遅くなる。
import jusou_desk.ui  # noqa: F401
from jusou_desk.casework.audit_chain import check_chain
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.mishap_log import keep_mishaps, stop_keeping
from jusou_desk.casework.office.offices import names_here, sign_in, today
from jusou_desk.errors import DeskError
from jusou_desk.models.office import Office
from jusou_desk.ui import jobs, start
from jusou_desk.ui.application import application, run_windows
from jusou_desk.ui.finding import hits
from jusou_desk.ui.screens import SCREENS
from jusou_desk.ui.shell import Desk as ShellDesk
from jusou_desk.ui.shell import Shell


class Session:
    """一つの事務所の窓。サインインした机を持ち、鍵かけで保管庫を手放す。"""

    def __init__(
        self,
        office: Office,
        *,
        practice_password: str = "",
        names: Callable[[], tuple[str, ...]] | None = None,
    ) -> None:
        self._office = office
        self._mishaps = keep_mishaps(office.folder)
        self._desk: Desk | None = None
        self._coming: Desk | None = None
        self._practice_password = practice_password
        self._here: tuple[str, ...] = ()
        self.shell = Shell(
            SCREENS,
            self._begin,
            names or (self._practising_names if practice_password else office.names),
            self._sign_in,
            practising=bool(practice_password),
            reissue=self._reissue,
        )
        self.shell.locked.connect(self._let_go)
        self.shell.unlocked.connect(self._look_at_clock)

    @property
    def desk(self) -> Desk:
        """いまの机。"""
        assert self._desk is not None
        return self._desk

    def _sign_in(self, name: str, password: str) -> str:
        """別の糸で呼ばれる。同じ人なら前の机に新しい保管庫を継がせ、別の人なら新しい机にする。"""
        return self._take(sign_in(self._office, name, password))

    def _take(self, opened: Desk) -> str:
        """登録された氏名を返す。"""
        name = opened.me.name
        if self._desk is not None and self._desk.staff_id == opened.staff_id:
            self._desk.take_over(opened)
        else:
            self._coming = opened
        return name

    def _reissue(self, code: str, name: str, password: str) -> str:
        """復旧コードで開き、新しいパスワードでサインインする。"""
        from jusou_desk.casework.office.recovery import reopen

        return self._take(reopen(self._office, code, name, password))

    def _begin(self, _name: str) -> ShellDesk:
        desk = self._coming or self._desk
        assert desk is not None
        self._desk, self._coming = desk, None
        return ShellDesk(desk, lambda words: hits(desk, words), practising=desk.practising)

    def _practising_names(self) -> tuple[str, ...]:
        """練習では機器の秘密が無く、鍵の束から氏名を読めない。机の開いている間に、いまいる職員を控える。"""
        with contextlib.suppress(DeskError):
            self._here = names_here(self.desk) if self._desk is not None else self._here
        return self._here

    def _let_go(self) -> None:
        jobs.wait_idle(math.inf)
        if self._practice_password:
            self._practising_names()
        if self._desk is not None:
            self._desk.close()
        if self._practice_password:
            self.shell.sign_in_page.password.setText(self._practice_password)

    def _look_at_clock(self, _name: str) -> None:
        desk = self.desk
        jobs.Ask[None](self.shell, _wear_fonts).then()
        jobs.Ask[str](self.shell, lambda: desk.clock_notice).then(self._tell_clock)
        # 切れていれば「今日」に出るので、ここでは確かめた所を控えるだけ
        jobs.Ask[str](self.shell, lambda: check_chain(desk)).then()

    def _tell_clock(self, words: str) -> None:
        """時計が戻っていれば、机に着いたときに知らせる(期日も年齢も狂うため)。"""
        if words:
            self._warn(DeskError(words, "PCの日付と時刻を直してから続けてください。"))
            return
        desk = self.desk
        jobs.Ask[DeskError | None](self.shell, lambda: _fonts_notice(desk)).then(self._warn)

    def _warn(self, what: DeskError | None) -> None:
        if what is not None and self.shell.workspace is not None:
            self.shell.workspace.notice.warn(what, everywhere=True)

    def practise_as(self, name: str) -> None:
        """練習では、すぐに机に着く。"""
        self.shell.enter(self._sign_in(name, self._practice_password))

    def close(self) -> None:
        """窓が閉じた後の片付け。"""
        jobs.shut_down()
        if self._desk is not None:
            self._desk.close()
        stop_keeping(self._mishaps)


def _wear_fonts() -> None:
    """この PC の書体の決めを読む。描くのは同じ糸でこの後なので、窓が使えるようになってからでよい。"""
    from jusou_desk.casework.outgoing.pc_fonts import wear_chosen

    wear_chosen()


def _fonts_notice(desk: Desk) -> DeskError | None:
    from jusou_desk.casework.outgoing.pc_fonts import fonts_notice

    return fonts_notice(desk)


def _show(session: Session) -> int:
    session.shell.resize(1280, 700)
    session.shell.show()
    try:
        return run_windows()
    finally:
        session.close()


def _create(new: start.NewOffice) -> None:
    """始めの頁から事務所を作り、復旧シートを書く。"""
    from jusou_desk.casework.office.recovery import make_office

    make_office(
        new.folder,
        town_id=new.town_id,
        staff_name=new.staff_name,
        password=new.password,
        recovery_folder=new.recovery_folder,
    )


def _restore(wanted: start.Return) -> None:
    """始めの頁から、バックアップの事務所を戻す。"""
    from jusou_desk.casework.office.recovery import restore_office

    restore_office(wanted.backup, wanted.folder, wanted.secret, staff_name=wanted.staff_name)


def open_window(folder: Path | None) -> int:
    """事務所の窓を開く。``folder`` が無ければ、前に開いた事務所か、始めの頁。"""
    application()
    chosen: Path | str | None = folder or start.last_office()
    if chosen is None:
        chosen = start.StartWindow(_create, _restore).ask()
    if chosen is None:
        return 0
    if isinstance(chosen, str):
        return open_practice(chosen)
    office = Office(chosen)
    with office.locked():
        start.remember_office(chosen)
        return _show(Session(office))


def open_practice(town_id: str) -> int:
    """架空の事務所で練習する。閉じると何も残らない。"""
    from jusou_desk.casework.practising.practice import build_practice_office

    application()
    place = Path(tempfile.mkdtemp(prefix="jusou-practice-"))
    try:
        office, name, password = build_practice_office(town_id, place / "office", today=today())
        session = Session(office, practice_password=password)
        session.practise_as(name)
        return _show(session)
    finally:
        shutil.rmtree(place, ignore_errors=True)
