"""帳票の試験に使う架空の一件。受付から評価まで、どの欄にも長めの文が入っている。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from jusou_desk.casework.case import closing, consent, intake, plans, progress, sheets
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import code_set
from jusou_desk.models.records import Case, Person, PlanAction
from jusou_desk.policy import Lane, Purpose

ADDRESS = "長門市（架空）東深川字葛城一丁目2番地34号　第二コーポ葛城201号室"
PHONE = "050-0000-1234"
SEALED_WORDS = "新聞販売店から三日分の新聞が溜まっていると聞いた"
STORY = (
    "母の物忘れが増え、夜中に外へ出ることが続いている。長男は二年前に会社を辞めてから部屋に"
    "こもりがちで、母の通院の付添いを頼んでも返事がない。年金だけでは家賃と光熱費が足りず、"
    "先月から水道料金の督促が届いている。近所の人からごみの出し方を注意され、玄関に袋が"
    "積まれたままになった。長女は県外に住み、月に一度帰って片付けているが、仕事があるので"
    "これ以上は難しいと話す。"
)


def received(desk: Desk, **more: Any) -> Case:
    """受け付けた相談(まだ同意は無い)。"""
    values: dict[str, Any] = {
        "received_on": date(2026, 10, 5),
        "window": "長門市地域包括支援センター",
        "worker": "大田　文江",
        "method": "電話",
        "route": "その他(ケーブルテレビの告知を見て)",
        "referrer": "民生委員・児童委員",
        "urgency": "早急",
        "emergency_response": "10月5日15時に包括の保健師が訪問。長男とは会えず、母の体調を確かめた。",
        "person_name": "髙橋　𠮷子",
        "person_kana": "タカハシ　ヨシコ",
        "sex": "女",
        "birth_date": date(1942, 4, 2),
        "address": ADDRESS,
        "phone": PHONE,
        "phone_note": "午前中にかける。長男が出たら用件を言わずに切る。",
        "household_no": "S-0012",
        "relationship": "本人",
        "visitor": "髙橋　恵",
        "visitor_relation": "子",
        "visitor_phone": "050-0000-9876",
        "topics": ("病気・健康・障害のこと", "介護のこと", "その他(飼い猫の世話)"),
        "main_topic": "介護のこと",
        "content": STORY * 2,
        "wish": "家で暮らし続けたい。長男のことは近所に知られたくない。",
        "issues": ("認知症", "経済的困窮", "社会的孤立", "ごみ屋敷・不衛生"),
        "main_issue": "認知症",
        "household_types": ("8050", "多問題世帯"),
        "consent": "未取得",
        "informant": "近隣",
        "informant_detail": "架空区の区長",
        "informant_withheld": True,
        "discovered_on": date(2026, 10, 3),
        "discovery_way": "訪問中の気付き",
        "known_facts": "玄関にごみ袋が二十ほど積まれ、郵便受けに督促状が三通あった。",
        "guesses": "長男の就労の失敗が続いたことが、家族の孤立につながったのではないか。",
        "involved_agencies": "長門市地域包括支援センター、民生委員",
        "wants_support_meeting": True,
    }
    case = intake.receive(desk, values | more).case
    with desk.writing(Purpose.CASEWORK) as work:
        for number, (name, kana, born, kin) in enumerate(
            (
                ("髙橋　誠", "タカハシ　マコト", date(1971, 6, 1), "子"),
                ("髙橋　恵", "タカハシ　メグミ", date(1974, 9, 9), "子"),
            ),
            1,
        ):
            work.people.put(
                Person(
                    person_no=f"P90{number}",
                    name=name,
                    kana=kana,
                    birth_on=born,
                    household_no="S-0012",
                    relationship=kin,
                )
            )
    return case


SCOPES: Final = code_set("information_scopes", 2026).terms


def agree(desk: Desk, case: Case, **more: Any) -> None:
    """書面で同意を得る。"""
    values: dict[str, Any] = {
        "status": "書面",
        "decided_on": date(2026, 10, 12),
        "asked_on": date(2026, 10, 12),
        "asked_by": "大田　文江",
        "purposes": ("関係機関との情報共有", "重層的支援会議での協議"),
        "scope": SCOPES,
        "agencies": "長門市地域包括支援センター、長門市社会福祉協議会、架空クリニック",
        "signer": "本人",
        "withdrawal_told": True,
        "original_kept": "福祉係キャビネット3段目",
    }
    endless = {"no_end": "valid_until" not in more}
    consent.record_consent(desk, case.id, values | endless | more)


def agree_orally(desk: Desk, case: Case) -> None:
    """書面の前の日に、口頭で同意を得る。"""
    agree(
        desk,
        case,
        status="口頭",
        decided_on=date(2026, 10, 11),
        asked_on=date(2026, 10, 11),
        witness="西村　健",
        excluded_agencies="架空新聞店",
        oral_record=STORY,
        note="署名は手が痛むので後日。長女には電話で伝えた。",
        copy_given=True,
        proxy_basis="",
    )


def write_all(desk: Desk, case: Case) -> None:
    """アセスメント・プラン三種・つなぐシート・経過・評価まで書く。"""
    sheets.write_sheet(desk, case.id, "assessment", ASSESSMENT)
    plans.write_plan(desk, case.id, PLAN | OUTREACH, ACTIONS)
    plans.write_plan(desk, case.id, PLAN | PARTICIPATION, ACTIONS)
    plans.write_plan(desk, case.id, PLAN, ACTIONS)
    sheets.write_sheet(desk, case.id, "referral", REFERRAL)
    sheets.write_sheet(desk, case.id, "urgent", URGENT)
    for day in range(1, 5):
        progress.add_note(
            desk,
            case.id,
            {
                "noted_on": date(2026, 10, 10) + timedelta(days=day),
                "start": "14:30",
                "end": "15:10",
                "method": "訪問・同行支援",
                "counterpart": "本人、長女",
                "content": STORY,
                "next_step": "通院の付添いを社会福祉協議会に頼む。",
                "due_on": date(2026, 11, 30),
                "source_agency": "架空クリニック" if day == 2 else "",
            },
        )
    closing.evaluate(desk, case.id, EVALUATION)


def add_sealed_note(desk: Desk, case: Case) -> None:
    """支援会議で出た話。"""
    progress.add_note(
        desk,
        case.id,
        {"noted_on": date(2026, 10, 20), "content": SEALED_WORDS, "lane": Lane.SEALED.label},
    )


def conceal(desk: Desk, case: Case) -> None:
    """本人の住所を秘匿にする。"""
    with desk.writing(Purpose.CASEWORK) as work:
        person = work.people.get(case.person_id)
        assert person is not None
        work.people.put(replace(person, address_concealed=True))


ASSESSMENT: dict[str, Any] = {
    "assessed_on": date(2026, 10, 15),
    "assessor": "大田　文江",
    "route": "関係機関からの紹介",
    "referrer": "民生委員・児童委員",
    "past_consultation": "有",
    "past_consultation_detail": "令和4年に介護保険の相談(地域包括支援センター)",
    "emergency_aid": "有",
    "emergency_aids": ("食料", "医療受診"),
    "complaint": "この家で、猫と暮らしたい。息子のことが一番心配。",
    "situation": STORY,
    "living_together": "有",
    "household_size": 3,
    "living_apart": "有",
    "marital": "死別",
    "children": 2,
    "dependent_children": 0,
    "family_relations": "長女は月に一度帰省する。近所とはごみの件で疎遠になった。",
    "key_person": "長女",
    "household_types": ("8050", "その他(親子とも受診が途切れている)"),
    "housing": "賃貸アパート・マンション",
    "health": "良くない(通院中)",
    "illness": "高血圧、物忘れ。架空クリニックに二か月に一度。薬の飲み忘れが多い。",
    "disability_books": ("申請中・疑い",),
    "disability_grade": "精神(長男、申請中)",
    "medical_aid": "無",
    "care_level": "要介護1",
    "support_grade": "なし",
    "insurance": "後期高齢者医療",
    "income": 65000,
    "household_income": 65000,
    "taxation": "非課税世帯",
    "benefits": ("老齢年金",),
    "public_assistance": "申請中・相談中",
    "arrears": "有",
    "arrears_detail": "水道料金 3か月 約18,000円",
    "debt": "有",
    "debt_amount": 300000,
    "assets": "軽自動車(車検切れ)",
    "employment": "仕事をしていない(探していない)",
    "employment_type": "年金生活",
    "jobless_span": "2年以上",
    "work_history": "縫製工場に三十年勤め、六十歳で退職。長男は二年前まで食品工場に勤務。",
    "education": "中学(高校未入学)",
    "licences": ("その他(和裁)",),
    "school": "該当なし",
    "attendance": "その他(該当なし)",
    "background": STORY,
    "issues": ("認知症", "経済的困窮", "社会的孤立", "ごみ屋敷・不衛生"),
    "main_issue": "認知症",
    "strengths": "縫い物が得意で、頼まれると嬉しそうに引き受ける。長女との電話を楽しみにしている。",
    "direction": STORY,
    "screening": "多機関協働につなぐ",
    "screening_to": "長門市地域包括支援センター",
    "screened_on": date(2026, 10, 15),
}
PLAN: dict[str, Any] = {
    "kind": "多機関協働",
    "made_on": date(2026, 10, 18),
    "planner": "大田　文江",
    "planner_agency": "長門市地域包括支援センター",
    "household_situation": STORY[:120],
    "issues_to_solve": "1 母の通院と服薬\n2 水道料金の滞納\n3 長男とつながること",
    "wish": "家で暮らし続けたい。",
    "goal": "母が安心して家で暮らし、長男が家の外に一つ居場所を持つ。",
    "short_goal": "月に一度の通院が続く。水道料金の分納を始める。",
    "support": STORY[:100],
    "lead_agency": "長門市地域包括支援センター",
    "period_from": date(2026, 10, 20),
    "period_to": date(2027, 3, 31),
    "next_monitoring_on": date(2026, 12, 10),
    "monitoring_way": "月1回の訪問と、関係機関への電話",
    "uses_participation": "有",
    "participation_detail": "長男。社会福祉協議会の居場所づくり(週1回、送迎あり)",
    "uses_outreach": "有",
    "outreach_detail": "長男への手紙と声かけ(月2回、二人で訪問)",
    "related_services": ("家計改善支援", "その他(配食サービス)"),
    "remarks": "長女へは月末に電話で知らせる。",
    "applied_on": date(2026, 10, 19),
    "met_on": date(2026, 10, 20),
    "meeting_result": "案のとおりで適切。長男への声かけは急がず、三か月ごとに見直す。",
    "decided_on": date(2026, 10, 20),
    "plan_result": "決定",
}
OUTREACH: dict[str, Any] = {
    "kind": "アウトリーチ",
    "made_on": date(2026, 10, 16),
    "approach_from": "生活困窮",
    "contact_stage": "手紙・声かけ",
    "approach": STORY[:150],
    "approach_pace": "月2回、保健師と社会福祉協議会の二人で訪問。手紙は毎月はじめに届ける。",
    "visit_safety": "犬がいるので門の外から呼ぶ。長男が大声を出したら下がり、包括へ電話する。夜は行かない。",
    "neighbours": "架空区の民生委員、となりの家の人(回覧板のとき)",
    "toward_consent": "年度内に一度会えることをめざす。返事を急がせない。",
}
PARTICIPATION: dict[str, Any] = {
    "kind": "参加支援",
    "made_on": date(2026, 10, 17),
    "likes": "古い時計を直すことが好きで、細かい作業なら二時間続けられる。人の多い所は苦手。",
    "gap": "障害者手帳が無く、就労継続支援を使えない。就労準備支援は対象の年齢と収入が合わない。",
    "resources": "架空公民館の修理の会、社会福祉協議会の居場所。新しく時計店に見学を頼む。",
    "host": "架空公民館　ものを直す会(毎週水曜の午後)",
    "host_terms": "12月2日から週1回2時間。初めの一か月は推進員が付き添い、送迎は社会福祉協議会。",
    "expenses": "材料費 月500円は本人。往復の交通費は事業の実費支援から。",
    "participation_step": "資源開拓・マッチング",
    "exploring": "11月に会の見学を二回。合わなければ、架空時計店の手伝いを頼んでみる。",
    "subsidy": 3000,
    "after_care": "終わって半年は、推進員が三月に一度、会の世話人に様子を聞く。",
    "settling": "一か月めは毎週、その後は月1回、推進員が本人と会の世話人の両方から話を聞く。",
}
ACTIONS = tuple(
    PlanAction(
        issue=issue,
        what=what,
        agency=agency,
        person=person,
        role="伴走支援",
        frequency="週1回",
        due_on=date(2026, 12, number),
        result="分納が始まり、三回続けて払えた。",
    )
    for number, (issue, what, agency, person) in enumerate(
        (
            ("通院と服薬", "通院の付添いと、薬の一包化を医師に頼む。", "長門市地域包括支援センター", "河村　澪"),
            ("滞納の整理", "水道課と分納の相談をし、家計表を一緒に作る。", "長門市社会福祉協議会", "藤井　徹"),
            ("長男の孤立", "手紙と声かけを続け、会えた時に居場所を案内する。", "架空ひきこもり支援室", "中野　円"),
            ("ごみの片付け", "長女の帰省に合わせて片付けの日を設ける。", "市民環境課", "原　健"),
        ),
        1,
    )
)  # fmt: skip
REFERRAL: dict[str, Any] = {
    "made_on": date(2026, 10, 21),
    "from_agency": "長門市地域包括支援センター",
    "from_staff": "大田　文江",
    "from_phone": "050-0000-1111",
    "to_agency": "長門市社会福祉協議会",
    "to_staff": "藤井　徹",
    "to_phone": "050-0000-2222",
    "topics": ("税金や公共料金などの支払い", "食べるものがない", "その他(飼い猫の世話)"),
    "content": STORY,
    "reason": "家計表を一緒に作り、水道料金の分納を支えてほしい。食料の支援も急ぎ頼みたい。",
    "urgency": "早急",
    "accompanied": "有",
    "consent": "書面",
    "consented_on": date(2026, 10, 12),
    "scope": ("①氏名・住所・電話・家族関係など", "④収入・資産・債務"),
}
URGENT: dict[str, Any] = {
    "made_on": date(2026, 10, 21),
    "made_at": "14:30",
    "urgency": "緊急",
    "to_agency": "長門市社会福祉協議会",
    "to_staff": "藤井　徹",
    "to_fax": "050-0000-3333",
    "from_agency": "長門市地域包括支援センター",
    "from_staff": "大田　文江",
    "from_phone": "050-0000-1111",
    "happened": "昨夜から母が家に戻らない。長男は電話に出ない。最後に見かけたのは架空商店の前。",
    "request": "居場所づくりの参加者に、見かけた人がいないか尋ねてほしい。今日の15時までに。",
    "done": "長女に電話した。駐在所にも知らせてある。",
    "care": "犬がいるので門の外から呼ぶ。",
    "reply_by": "今日の17時まで",
}
EVALUATION: dict[str, Any] = {
    "evaluated_on": date(2026, 11, 18),
    "evaluator": "大田　文江",
    "attainment": "一部達成",
    "attainment_detail": STORY[:150],
    "changes": ("医療受診の開始", "家計の改善", "その他(猫の引取り先が決まった)"),
    "remaining": "長男とはまだ会えていない。冬の灯油代が払えるかが心配。",
    "wish": "このまま家で暮らしたい。",
    "opinion": "長女の負担が増えているので、訪問の回数を増やす。",
    "result": "再プランして継続",
    "met_on": date(2026, 11, 18),
    "follow_up": "有",
    "follow_up_way": "地域包括支援センターが月1回電話し、変わりがあれば訪問する。",
}
