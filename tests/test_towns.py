"""自治体の設定と文言。"""

from __future__ import annotations

import re
import shutil
import string
from pathlib import Path

import pytest

from jusou_desk.errors import BadInput, Damaged
from jusou_desk.forms import code_set
from jusou_desk.paths import resource
from jusou_desk.policy import CEILINGS, Lane, Limit, Purpose, Right, Role
from jusou_desk.towns import (
    MeetingBody,
    MeetingKind,
    Town,
    available_towns,
    load_town,
    town,
    wordings,
)

TOWNS = available_towns()
REPORT = "nagato-jigyo-jokyo"


def test_設定のある自治体はまっさらな一つと五つの市町() -> None:
    assert TOWNS[0] == "standard"
    assert set(TOWNS[1:]) == {"daisen", "komae", "komatsu", "nagato", "taiki"}
    for town_id in TOWNS:
        assert town(town_id).id == town_id


def test_自治体はフォルダを一つ置くだけで加わる(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(resource("towns"), tmp_path / "towns")
    shutil.copytree(resource("towns", "daisen"), tmp_path / "towns" / "edo")
    monkeypatch.setattr("jusou_desk.towns.resource", tmp_path.joinpath)
    assert available_towns() == ("standard", "daisen", "edo", "komae", "komatsu", "nagato", "taiki")
    assert town.__wrapped__("edo").id == "edo"


@pytest.mark.parametrize("town_id", TOWNS)
def test_どの自治体にも二つの会議と窓口がある(town_id: str) -> None:
    profile = town(town_id)
    kinds = {kind for body in profile.bodies for kind in body.kinds}
    assert {MeetingKind.SUPPORT, MeetingKind.PLAN} <= kinds
    for listed in (
        [body.id for body in profile.bodies],
        [body.name for body in profile.bodies],
        [agency.name for agency in profile.agencies],
        [(window.name, window.field) for window in profile.windows],
    ):
        assert listed
        assert len(listed) == len(set(listed))
    assert all(re.fullmatch(r"[a-z_]+", body.id) for body in profile.bodies)
    assert {window.operation for window in profile.windows} <= {"直営", "委託"}
    assert set(profile.roles) == {"admin", "coordinator", "counsellor", "reader"}


@pytest.mark.parametrize("town_id", TOWNS)
def test_支援会議は条文を根拠に持ち資料を回収する(town_id: str) -> None:
    bodies = town(town_id).support_bodies
    assert bodies
    for body in bodies:
        assert body.basis_of(MeetingKind.SUPPORT) == "社会福祉法第106条の6"
        assert body.collect
        assert body.disclosure == "非公開"


@pytest.mark.parametrize("town_id", TOWNS)
def test_支援会議を開ける会議体は支援会議が既定(town_id: str) -> None:
    """区分を選び忘れても、秘匿の側に倒れる。"""
    for body in town(town_id).support_bodies:
        assert body.kinds[0] is MeetingKind.SUPPORT
        assert len(body.basis) <= len(body.kinds)


@pytest.mark.parametrize("town_id", TOWNS)
def test_重層的支援会議の根拠に支援会議の条文を書かない(town_id: str) -> None:
    for body in town(town_id).bodies:
        for kind in body.kinds:
            if kind is not MeetingKind.SUPPORT:
                assert "106条の6" not in body.basis_of(kind)


def misleads(body: MeetingBody) -> bool:
    """名前から思う法的区分と、開ける法的区分が違うか。"""
    plain = re.sub(r"[「」]|\(.*\)", "", body.name)
    if plain.endswith("重層的支援会議"):
        return set(body.kinds) != {MeetingKind.PLAN}
    return (plain.endswith("支援会議") or MeetingKind.SUPPORT in body.kinds) and (
        body.kinds != (MeetingKind.SUPPORT,) or not plain.endswith("支援会議")
    )


@pytest.mark.parametrize("town_id", TOWNS)
def test_名前が紛らわしい会議体には画面で言う一文がある(town_id: str) -> None:
    for body in town(town_id).bodies:
        if misleads(body):
            assert "支援会議" in body.note, body.name


#: 事務所の人が読む文に書かない、作り手の覚え書きの語。確かさは ``source`` に書く。
_REMARKS = ("推定", "前提", "資料に", "確認", "条項は", "不明")


@pytest.mark.parametrize("town_id", TOWNS)
def test_会議体の一文と根拠に_作り手の覚え書きを書かない(town_id: str) -> None:
    """首長も読み、表紙にも刷る。"""
    for body in town(town_id).bodies:
        shown = "".join((body.note, body.purpose, *body.basis))
        assert not [word for word in _REMARKS if word in shown], body.name
        assert not body.note or body.note.endswith(("です。", "ます。", "ません。", "ください。"))


def test_大仙市の支援会議という名前の会議は同意の要る会議() -> None:
    profile = town("daisen")
    plan = profile.body("「つながる・ささえる」支援会議")
    network = profile.body("「つながる・ささえる」ネットワーク会議")
    assert plan is not None
    assert network is not None
    assert (plan.kinds, network.kinds) == ((MeetingKind.PLAN,), (MeetingKind.SUPPORT,))
    assert (plan.host[:10], network.host) == ("大仙市社会福祉協議会", "社会福祉課")
    assert misleads(plan)
    assert misleads(network)


def test_小松市は支援会議を新設せず個別の会議を位置付ける() -> None:
    profile = town("komatsu")
    names = {body.name for body in profile.support_bodies}
    assert names == {"ケース検討会議", "個別ケア会議", "個別ケース会議"}
    plan = profile.body("plan_meeting")
    assert plan is not None
    assert plan.kinds == (MeetingKind.PLAN,)
    assert plan.secretariat == "くらしあんしん相談センター"


def test_小松市の高齢者総合相談センターは五圏域に十箇所() -> None:
    profile = town("komatsu")
    centres = [w for w in profile.windows if w.field == "介護"]
    assert [centre.area for centre in centres] == [a for a in profile.areas for _ in range(2)]
    fields = [w.field for w in profile.windows]
    assert [fields.count(f) for f in ("介護", "障がい", "子ども", "生活困窮")] == [10, 10, 2, 1]


def test_狛江市は対象者ごとの会議が両方の会議を兼ねる() -> None:
    profile = town("komae")
    both = (MeetingKind.SUPPORT, MeetingKind.PLAN)
    shared = {body.name: body.host for body in profile.bodies if body.kinds == both}
    assert shared == {
        "支援調整会議": "福祉相談課",
        "地域ケア会議": "高齢障がい課",
        "地域自立支援協議会": "福祉相談課",
        "子ども家庭支援ネットワーク会議": "子ども発達支援課",
    }
    alone = [body.kinds for body in profile.bodies if "単独開催" in body.name]
    assert alone == [(MeetingKind.PLAN,), (MeetingKind.SUPPORT,)]
    assert [w.area for w in profile.windows if w.field == "介護"] == list(profile.areas)


def test_長門市の包括的支援会議は名前によらず支援会議() -> None:
    body = town("nagato").body("長門市包括的支援会議")
    assert body is not None
    assert body.kinds == (MeetingKind.SUPPORT,)
    assert body.kinds[0].sealed
    assert town("nagato").body("support_meeting") is body


def test_長門市の見本にある会議体は支援会議ではない() -> None:
    for name in ("包括的支援体制ケース会議", "生活困窮者自立支援協議会"):
        body = town("nagato").body(name)
        assert body is not None
        assert body.kinds == (MeetingKind.OTHER,)


def test_長門市の地域包括支援センターは三つで圏域を分ける() -> None:
    profile = town("nagato")
    centres = [w for w in profile.windows if w.field == "介護"]
    assert [w.operation for w in centres] == ["直営", "委託", "委託"]
    assert tuple(w.area for w in centres) == profile.areas
    assert "福祉総合相談窓口" in profile.window_names


def test_長門市の脚注は公表の二つと合計の断り() -> None:
    notes = town("nagato").footnotes[REPORT]
    assert notes[:2] == ("※1 年齢不明除く", "※2 国報告の様式変更に伴う表記の相違あり")
    assert "合計" in notes[2]
    assert "年齢不明の件数を含む" in notes[2]


def test_大樹町の地域ケア会議は支援会議を位置付けたもの() -> None:
    profile = town("taiki")
    body = profile.body("大樹町地域ケア会議")
    assert body is not None
    assert body.kinds == (MeetingKind.SUPPORT,)
    plan = profile.body("plan_meeting")
    assert plan is not None
    assert (plan.chair, plan.deputy) == ("保健福祉課長", "保健福祉課参事")


def test_大樹町の相談機関は分野ごとに計画の箇所数だけある() -> None:
    fields = [w.field for w in town("taiki").windows]
    counts = {field: fields.count(field) for field in fields}
    assert counts == {"高齢・介護": 2, "障がい": 1, "子ども": 2, "生活困窮": 2}
    assert town("taiki").window_names.count("大樹町社会福祉協議会") == 1
    assert "とかち生活あんしんセンター" in {a.name for a in town("taiki").agencies}


def test_大樹町の電話は市外局番から書く() -> None:
    profile = town("taiki")
    numbers = [w.phone for w in profile.windows] + [a.phone for a in profile.agencies if a.phone]
    assert all(number.startswith(f"{profile.area_code}-6-") for number in numbers)


def test_長の呼び名() -> None:
    heads = [town(t).head for t in ("standard", "nagato", "taiki", "daisen")]
    assert heads == ["標準町長", "長門市長", "大樹町長", "大仙市長"]


def test_知らない自治体は断り選べるものを示す() -> None:
    with pytest.raises(BadInput, match="「edo」はありません") as caught:
        town("edo")
    assert "nagato" in caught.value.advice
    with pytest.raises(BadInput):
        town("../towns/nagato")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "標準町"', "name = "),
        ('name = "標準町"', ""),
        ('kinds = ["支援会議"]', 'kinds = ["秘密会議"]'),
        ('operation = "委託"', 'manager = "委託"'),
        ("areas = []", "areas = 3"),
    ],
)
def test_壊れた設定は文で断る(tmp_path: Path, old: str, new: str) -> None:
    text = resource("towns", "standard", "town.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "town.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Damaged, match="自治体の設定「x」の書き方が正しくありません"):
        load_town("x", path)


def test_文言には使う所と確かさが書いてある() -> None:
    texts = wordings()
    for key, wording in texts.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key)
        assert wording.text or "空なら" in wording.about
        assert wording.about
        assert wording.source
    assert texts["secrecy_article"].text == "社会福祉法第106条の6第5項"
    assert "要確認" in texts["secrecy_penalty"].source
    assert texts["packet_collect"].text == "会議終了後回収"
    assert texts["packet_no_copy"].text == "複写禁止"
    assert texts["sealed_mark"].text == "㊙"


def test_文言の差込みは三つだけ() -> None:
    for key, wording in wordings().items():
        names = {name for _, name, _, _ in string.Formatter().parse(wording.text) if name}
        assert names <= {"town", "head", "body"}, key
    pledge = wordings()["pledge_text"].text.format(head="大樹町長", body="大樹町地域ケア会議")
    assert pledge.startswith("大樹町長 様")


def test_会議の出席を誓う文は退いた後にも及ぶ() -> None:
    assert "職を離れた後も同じ" in wordings()["pledge_text"].text


# --- 町が狭めた権限 -----------------------------------------------------------


def narrowed(folder: Path, *rows: str) -> Town:
    """標準町の設定に ``[[rights]]`` を足したもの。"""
    text = resource("towns", "standard", "town.toml").read_text(encoding="utf-8")
    path = folder / "town.toml"
    path.write_text("\n".join((text, *(f"[[rights]]\n{row}\n" for row in rows))), encoding="utf-8")
    return load_town("x", path)


def row(role: Role, purpose: Purpose, words: str = "") -> str:
    return f'role = "{role}"\npurpose = "{purpose}"\n{words}'


def test_どの町も_いまは表のまま() -> None:
    """狭めることを計画や要綱に書いた町は、資料に無い。"""
    assert [town_id for town_id in TOWNS if town(town_id).limits] == []


def test_町は上限を下げ_書かせず_断ることができる(tmp_path: Path) -> None:
    found = narrowed(
        tmp_path,
        row(Role.READER, Purpose.STATISTICS, 'ceiling = "通常(同意あり)"'),
        row(Role.COUNSELLOR, Purpose.CASEWORK, "may_write = false"),
        row(Role.COUNSELLOR, Purpose.REFERRAL, "refused = true"),
        row(Role.COORDINATOR, Purpose.STATISTICS, 'ceiling = "同意未取得"\nmay_write = false'),
    ).limits
    assert found == (
        Limit(Role.READER, Purpose.STATISTICS, Right(Lane.OPEN, may_write=False)),
        Limit(Role.COUNSELLOR, Purpose.CASEWORK, Right(Lane.UNCONSENTED, may_write=False)),
        Limit(Role.COUNSELLOR, Purpose.REFERRAL, None),
        Limit(Role.COORDINATOR, Purpose.STATISTICS, Right(Lane.UNCONSENTED, may_write=False)),
    )


LOOSE = {
    "上限を上げる": (Role.READER, Purpose.STATISTICS, 'ceiling = "支援会議"'),
    "書かせる": (Role.READER, Purpose.CASEWORK, "may_write = true"),
    "表に無い組を足す": (Role.READER, Purpose.SUPPORT_MEETING, 'ceiling = "通常(同意あり)"'),
    "表に無い組を断る": (Role.READER, Purpose.TRANSFER, "refused = true"),
    "断りながら上限を上げる": (
        Role.ADMIN,
        Purpose.REFERRAL,
        'ceiling = "支援会議"\nrefused = true',
    ),
}


@pytest.mark.parametrize("way", LOOSE)
def test_表より緩める設定は_町と役割と目的を言って断る(tmp_path: Path, way: str) -> None:
    role, purpose, words = LOOSE[way]
    with pytest.raises(Damaged) as caught:
        narrowed(tmp_path, row(role, purpose, words))
    assert caught.value.title == (
        f"自治体の設定「標準町」は、「{role}」の「{purpose}」を、決まりの表より緩めています。"
    )
    assert "狭めることだけ" in caught.value.advice


LOCKS_OUT = [
    *((role, Purpose.CASEWORK, "refused = true") for role in Role),
    (Role.ADMIN, Purpose.ADMINISTRATION, "refused = true"),
    (Role.ADMIN, Purpose.ADMINISTRATION, "may_write = false"),
]


@pytest.mark.parametrize(("role", "purpose", "words"), LOCKS_OUT)
def test_事務所を開けなくする設定は断る(
    tmp_path: Path, role: Role, purpose: Purpose, words: str
) -> None:
    with pytest.raises(Damaged, match=f"「{role}」から「{purpose}」を取り上げて"):
        narrowed(tmp_path, row(role, purpose, words))


@pytest.mark.parametrize(
    "words",
    [
        'role = "課長"\npurpose = "統計・報告"',
        'role = "閲覧"\npurpose = "なんでも"',
        'role = "閲覧"\npurpose = "統計・報告"\nceiling = "通常"',
        'role = "閲覧"\npurpose = "統計・報告"\nmay_write = "false"',
        'role = "閲覧"\npurpose = "統計・報告"\nrefused = 1',
        'role = "閲覧"\npurpose = "統計・報告"\nmay_read = true',
        'role = "閲覧"',
    ],
)
def test_書き方の違う権限の設定は断る(tmp_path: Path, words: str) -> None:
    with pytest.raises(Damaged, match="書き方が正しくありません"):
        narrowed(tmp_path, words)


def test_支援会議の分に届かない支援会議の目的は_断る組になる(tmp_path: Path) -> None:
    for purpose in (Purpose.SUPPORT_MEETING, Purpose.SEALED_EXPORT):
        (limit,) = narrowed(
            tmp_path, row(Role.COUNSELLOR, purpose, 'ceiling = "同意未取得"')
        ).limits
        assert limit.right is None


def test_同意のある分だけに狭めた記録と取込みは_読むだけになる(tmp_path: Path) -> None:
    """相談は同意の無いところから始まる。見えないまま書くと、同じ人の相談を二つにしてしまう。"""
    for purpose in (Purpose.CASEWORK, Purpose.LEDGER_IMPORT):
        (limit,) = narrowed(
            tmp_path, row(Role.ADMIN, purpose, 'ceiling = "通常(同意あり)"\nmay_write = true')
        ).limits
        assert limit.right == Right(Lane.OPEN, may_write=False)


def test_表と同じことを書いても変わらない(tmp_path: Path) -> None:
    rows = [
        row(*pair, f'ceiling = "{right.ceiling.label}"\nmay_write = {str(right.may_write).lower()}')
        for pair, right in CEILINGS.items()
    ]
    limits = narrowed(tmp_path, *rows).limits
    assert {(one.role, one.purpose): one.right for one in limits} == dict(CEILINGS)


def test_アウトリーチの入り口ごとに担う機関は_符号表の分野で_町にある名だけを書く() -> None:
    terms = set(code_set("approaches", 2026).terms)
    towns = [town(one) for one in available_towns()]
    assert len(town("komatsu").approach["介護"]) == 10
    assert town("komatsu").approach["生活困窮"] == ("こまつふれあい支援センター",)
    for one in towns:
        known = {agency.name for agency in one.agencies} | set(one.window_names)
        assert set(one.approach) <= terms
        assert {name for names in one.approach.values() for name in names} <= known
