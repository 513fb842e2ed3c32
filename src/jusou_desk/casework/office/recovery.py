"""復旧シート。復旧コードを紙に残し、それを使って事務所を開け直す。"""

from __future__ import annotations

import codecs
import errno
import shutil
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.offices import create_office, desk_of, sign_in
from jusou_desk.casework.outgoing.carrying import expect_staying
from jusou_desk.casework.outgoing.exporting import Keep, OutgoingFile, hand_over
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput, OutsideTrouble, Refused
from jusou_desk.files import outside
from jusou_desk.models.backup import BackupFacts, facts_of, newest_in, restore
from jusou_desk.models.bundle import keeps_office, remember_sheet
from jusou_desk.models.device import DeviceSecrets, KeyringSecrets
from jusou_desk.models.keys import parse_code, public_of, sheet_number
from jusou_desk.models.office import Office
from jusou_desk.packet import Record, disclose
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.pdf import draw

_LAYOUT: Final = "recovery.xlsx"
_NAMES: Final = ("recovery-1.pdf", "recovery-2.pdf")
_GROUPS_A_ROW: Final = 2


def expect_sheet_place(folder: Path, office: Path | None = None) -> None:
    """``folder`` に復旧シートを書いてよいこと。鍵を作る・替える前に確かめる。

    office: これから作る事務所のフォルダ。持ち歩く媒体の中なら ``Refused``、事務所のデータの中か、
    フォルダにできない所なら ``OutsideTrouble``、前のシートがあれば ``BadInput``。
    シートは鍵そのもので、媒体と一緒に失われると、拾った人が事務所を開けてしまう。
    """
    try:
        expect_staying(folder)
    except Refused as error:
        raise Refused(
            f"「{folder.name or folder}」は持ち歩く媒体の中なので、復旧シートを書けません。",
            "このPCのフォルダを選び、二枚を印刷して封をしたら、ファイルは消してください。",
        ) from error
    if keeps_office(folder) or (office and folder.resolve().is_relative_to(office.resolve())):
        raise OutsideTrouble(
            f"「{folder.name}」は事務所のデータのフォルダなので、復旧シートを書けません。",
            "このPCの、ほかのフォルダを選んでください。",
        )
    if any((folder / name).is_file() for name in _NAMES):
        raise BadInput(
            f"「{folder.name}」に、前の復旧シートがあります。",
            "前のバックアップを戻すときに要ります。印刷して封をしてから消すか、"
            "ほかのフォルダを選んでください。",
        )
    standing = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    if standing.exists() and not standing.is_dir():
        raise outside(FileExistsError(errno.EEXIST, "", str(standing)), folder)


def write_recovery_sheets(desk: Desk, code: str, folder: Path) -> tuple[Path, ...]:
    """復旧コードを二枚の PDF に刷り(正・副を別々の場所に封じて保管する)、書いた日を控える。

    紙のシート番号は、バックアップを戻すときに「どのシートが要るか」を言う番号と同じもの。
    """
    groups = code.split("-")
    with desk.reading(Purpose.ADMINISTRATION) as work:
        texts = {
            name: word(work, desk.town, f"recovery_sheet_{name}")
            for name in ("title", "text", "keep", "warning", "backups", "lost")
        }
    sheet = sheet_number(public_of(parse_code(code)))
    layout = resource("layouts", _LAYOUT).read_bytes()
    files = []
    for number, name in enumerate(_NAMES, 1):
        head = facts(
            Lane.OPEN,
            町名=desk.town.name,
            題名=texts["title"],
            説明=texts["text"],
            保管=texts["keep"],
            注意=texts["warning"],
            控え=texts["backups"],
            紛失=texts["lost"],
            シート番号=sheet,
            作成日=desk.today(),
            作成者=desk.me.name,
            正副="正" if number == 1 else "副",
            復旧コード=code,
        )
        rows = tuple(
            Record(
                facts(
                    Lane.OPEN,
                    番号=start // _GROUPS_A_ROW + 1,
                    左=groups[start],
                    右=groups[start + 1],
                )
            )
            for start in range(0, len(groups), _GROUPS_A_ROW)
        )
        packet = disclose(Record(head, {"組": rows}), desk.permit(Purpose.ADMINISTRATION))
        printed = stamp(desk)
        data = draw([fill(layout, packet)], printed, title=texts["title"])
        files.append(OutgoingFile(name, data, keep=Keep.NOTHING))
    written = hand_over(desk, Purpose.ADMINISTRATION, "復旧シート", files, folder)
    with desk.writing(Purpose.ADMINISTRATION) as work:
        remember_sheet(work, sheet, desk.today())
    return written


def make_office(
    folder: Path, *, town_id: str, staff_name: str, password: str, recovery_folder: Path
) -> tuple[Path, ...]:
    """事務所を作り、復旧シートを書く。書けなければ事務所ごと作らなかったことにする。

    シートを書けない所(``expect_sheet_place``)なら、何も作らないうちに断る。
    """
    expect_sheet_place(recovery_folder, folder)
    stood = folder.is_dir()
    office, code = create_office(folder, town_id=town_id, staff_name=staff_name, password=password)
    try:
        desk = sign_in(office, staff_name, password)
        try:
            return write_recovery_sheets(desk, code, recovery_folder)
        finally:
            desk.close()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if stood:
            folder.mkdir(exist_ok=True)
        raise


def reopen(office: Office, code: str, name: str, new_password: str) -> Desk:
    """復旧コードで開き、``name`` のパスワードを付け直してサインインする。"""
    return desk_of(office.reissue(code, name, new_password))


def read_code_file(path: Path) -> str:
    """復旧コードを書いたファイル(一行目。分けて書いてあれば全部の行)。復旧シートの PDF を渡されたら断って案内する。"""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise outside(error, path) from error
    if data.startswith(b"%PDF"):
        raise BadInput(
            "復旧シートの PDF は、そのままでは読めません。",
            "紙に書かれた4文字×14組を一行のテキストファイルにして指定してください。",
        )
    lines = [line.strip() for line in _as_text(data).splitlines() if line.strip()]
    try:
        parse_code(lines[0] if lines else "")
    except BadInput:
        # 紙のとおりに、何行かに分けて書かれていることもある。
        return "".join(lines)
    return lines[0]


def _as_text(data: bytes) -> str:
    """メモ帳の保存のしかた(UTF-8・BOM 付き・UTF-16・シフト JIS)のどれでも読む。"""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932", errors="replace")


def about_backup(source: Path, device: DeviceSecrets | None = None) -> BackupFacts:
    """``source`` のバックアップが、いつ作られ、何で開けるか。読めなければ ``BadInput``。"""
    return facts_of(source, device or KeyringSecrets())


def restore_office(
    source: Path,
    folder: Path,
    secret: str,
    *,
    staff_name: str = "",
    device: DeviceSecrets | None = None,
) -> Path:
    """バックアップから新しい事務所フォルダを作る。

    secret: ``staff_name`` があればその人のパスワード、無ければ復旧コード。
    使ったバックアップのパスを返す。開けなければ何も残らない。
    """
    device = device or KeyringSecrets()
    if staff_name:
        return restore(newest_in(source), folder, device, name=staff_name, password=secret)
    parse_code(secret)
    return restore(newest_in(source), folder, device, code=secret)
