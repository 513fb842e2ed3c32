"""命令ひとつずつの中身。終了状態を返す。"""

from __future__ import annotations

import argparse

from jusou_desk.commands.signing import (
    first_line,
    password_from,
    progress_line,
    say,
    say_problems,
    signed_in,
    working,
    wrong_usage,
)
from jusou_desk.errors import BadInput, Damaged
from jusou_desk.files import read_whole


def new(args: argparse.Namespace) -> int:
    from jusou_desk.casework.office.recovery import expect_sheet_place, make_office

    expect_sheet_place(args.recovery_out, args.office)
    sheets = make_office(
        args.office,
        town_id=args.town,
        staff_name=args.staff,
        password=password_from(args.password_file, "最初の職員のパスワード"),
        recovery_folder=args.recovery_out,
    )
    say(f"事務所を作りました: {args.office}")
    for sheet in sheets:
        say(f"復旧シート: {sheet}")
    say("復旧シートを印刷して二か所に封じて保管し、このファイルは消してください。")
    return 0


def take_in(args: argparse.Namespace) -> int:
    from jusou_desk.casework.ledger.ledger_import import read_ledger
    from jusou_desk.casework.ledger.ledger_problems import LedgerRefused

    book_password = first_line(args.book_password_file) if args.book_password_file else ""
    with signed_in(args, alone=args.apply) as desk:
        try:
            result = read_ledger(
                desk,
                args.book,
                apply=args.apply,
                book_password=book_password,
                progress=progress_line("取込み"),
            )
        except LedgerRefused as refused:
            for line in refused.result.lines():
                say(line)
            raise
    for line in result.lines():
        say(line)
    if result.problems:
        raise BadInput(
            f"このままでは取り込めない所が{len(result.problems)}件あります。",
            "上の問題を直してから、もう一度試してください。",
        )
    return 0


def export(args: argparse.Namespace) -> int:
    from jusou_desk.casework.ledger.ledger_export import write_ledger

    password = None if args.plain else first_line(args.book_password_file)
    with signed_in(args) as desk, working("書き出しています"):
        result = write_ledger(
            desk, args.book, password=password, sealed=args.sealed, reason=args.reason
        )
    for line in result.lines():
        say(line)
    return 0


def packet(args: argparse.Namespace) -> int:
    from jusou_desk.casework.printing.packets import issue_packet

    with signed_in(args) as desk, working("会議資料を作っています"):
        issued = issue_packet(desk, args.meeting_no, args.to)
    told = (issued.told,) if issued.told else ()
    say_problems((*told, *issued.notices, *issued.problems))
    for path in issued.files:
        say(str(path))
    return 0


def sheet(args: argparse.Namespace) -> int:
    from jusou_desk.casework.paper.papers import hand_out_sheet

    template = read_whole(args.template) if args.template else None
    with signed_in(args) as desk, working("様式を作っています"):
        handed = hand_out_sheet(desk, args.sheet, args.case_no, args.to, template=template)
    say_problems(handed.problems)
    for path in handed.files:
        say(str(path))
    return 0


def report(args: argparse.Namespace) -> int:
    from jusou_desk.casework.counting.reporting import REPORTS, hand_out, make_report
    from jusou_desk.casework.counting.town_papers import all_papers, is_paper
    from jusou_desk.wareki import FiscalYear

    if args.list:
        for kind in REPORTS:
            say(f"{kind.name}\t{kind.title}")
        for paper in all_papers():
            say(f"{paper.name}\t町の資料「{paper.title}」{paper.towns_words}")
        return 0
    if not (args.office and args.report and args.to and args.staff):
        return wrong_usage("OFFICE REPORT --fiscal-year --to --staff が要ります。")
    if is_paper(args.report):
        return _town_paper(args)
    if not args.fiscal_year:
        return wrong_usage("--fiscal-year が要ります(要らないのは町の資料だけ)。")
    year = FiscalYear.parse(args.fiscal_year)
    with signed_in(args) as desk, working("報告を作っています"):
        made = make_report(desk, args.report, year)
        paths = hand_out(desk, made, args.to)
    say_problems((*made.notices, *made.problems))
    for path in paths:
        say(str(path))
    return 0


def _town_paper(args: argparse.Namespace) -> int:
    """町の資料を出す。年度を言わなければ、今年度の名簿から作る。"""
    from jusou_desk.casework.counting.town_papers import hand_out, make_paper
    from jusou_desk.wareki import FiscalYear

    year = FiscalYear.parse(args.fiscal_year) if args.fiscal_year else None
    with signed_in(args) as desk, working("資料を作っています"):
        made = make_paper(desk, args.report, year)
        paths = hand_out(desk, made, args.to)
    say_problems((*made.notices, *made.problems))
    for path in paths:
        say(str(path))
    return 0


def handover(args: argparse.Namespace) -> int:
    from jusou_desk.casework.counting.handing_over import hand_over_report
    from jusou_desk.wareki import FiscalYear

    year = FiscalYear.parse(args.fiscal_year)
    with signed_in(args) as desk, working("媒体に書いています"):
        handed = hand_over_report(
            desk,
            args.report,
            year,
            args.medium,
            args.medium_no,
            args.purpose,
            args.receiver,
        )
    say_problems(handed.notices)
    for path in handed.files:
        say(str(path))
    say(f"開くためのパスワード(媒体と別の方法で伝えてください): {handed.password}")
    return 0


def medium(args: argparse.Namespace) -> int:
    from jusou_desk.casework.outgoing.media import register_medium

    with signed_in(args) as desk:
        registered = register_medium(desk, args.dir, args.medium_no, args.name)
    say(f"媒体 {registered.medium.medium_no} を登録しました。")
    say_problems([registered.notice] if registered.notice else [])
    return 0


def staff(args: argparse.Namespace) -> int:
    from jusou_desk.casework.office import staffing

    with signed_in(args, alone=True) as desk:
        if args.leave:
            staffing.leave(desk, args.newname)
            say(f"{args.newname} さんを締め出し、鍵を替えました。")
            return 0
        known = staffing.find_staff(desk, args.newname)
        if known is None or not args.member:
            if not (args.role and args.new_password_file):
                return wrong_usage("--role と --new-password-file が要ります。")
            password, role = first_line(args.new_password_file), staffing.role_of(args.role)
            if args.member:
                # 従事者にできないなら、登録もしない。
                staffing.body_to_serve(desk, role, args.member)
            staffing.add_staff(desk, args.newname, role, password)
            say(f"{args.newname} さんを{args.role}として登録しました。")
        if args.member:
            body = staffing.make_member(desk, args.newname, args.member)
            say(f"{args.newname} さんを「{body.name}」の従事者にしました。")
    return 0


def backup(args: argparse.Namespace) -> int:
    from jusou_desk.casework.office.backing_up import make_backup

    with signed_in(args) as desk, working("バックアップを作っています"):
        made = make_backup(desk, args.to)
    say(f"バックアップを作りました: {made}")
    return 0


def restore(args: argparse.Namespace) -> int:
    from jusou_desk.casework.office.recovery import read_code_file, restore_office

    if args.recovery_file is None and args.staff is None:
        return wrong_usage("--recovery-file か --staff が要ります。")
    if args.staff is not None:
        file = args.password_file or args.recovery_file
        secret = password_from(file, f"{args.staff} さんのパスワード")
    else:
        secret = read_code_file(args.recovery_file)
    used = restore_office(args.backup, args.office, secret, staff_name=args.staff or "")
    say(f"「{used.name}」から事務所を復元しました: {args.office}")
    return 0


def verify(args: argparse.Namespace) -> int:
    with signed_in(args) as desk, working("検査しています"):
        checks = desk.verify()
    for check in checks:
        say(f"{'○' if not check.problem else '×'} {check.what}　{check.problem or '異常なし'}")
    if any(check.problem for check in checks):
        raise Damaged(
            "事務所のデータに異常が見つかりました。",
            "使うのをやめ、直近のバックアップから復元してください。",
        )
    return 0


def practice(args: argparse.Namespace) -> int:
    from jusou_desk.app import open_practice

    return open_practice(args.town)


def self_check(_args: argparse.Namespace) -> int:
    from jusou_desk.self_check import self_check

    return self_check(say)
