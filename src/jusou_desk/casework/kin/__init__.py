"""家族の部屋。続柄と間がらから家族図の模型(``family.people.Family``)を組み、表と知らせを作る。

- ``relatives``: 家族を書く(足す・直す・間がら・世帯の出入り)。``family_notices``: つじつまの合わないこと
- ``family_rows``: 家族の表。``registering``: 住民票世帯を書く
- ``families``: 一件の家族。``naming_kin``: 誰から見ても言える続柄
- ``building``: 間がらを家族図の形に組む
- ``gathering``: 誰が入るか(見せてよい人だけ)を集める
- ``same_people``: 同じ人かもしれない二人。``uniting``: 統合。``parting``: 統合を戻す
- ``doubts``: 一件の確かめたいことと、確かめたこと
- ``kinship``: 続柄の語の読み方(resources/kinship.toml)
"""
