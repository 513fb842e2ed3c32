"""ジェノグラム(家族図)とエコマップ(支援関係図)。記録から図形の列を作る。

台帳も画面も紙も知らない。ここが返すのは、ミリで書いた図形の凍った列(``shapes.Picture``)だけで、
画面・PDF・Excel は同じ列をそれぞれの筆で写す。下の部屋ほど下の層で、上の部屋だけが下の部屋を使う。

- ``legend``: 凡例
- ``genogram`` ``ecomap``: 図を作る入口(``draw_genogram``、``draw_ecomap``)
- ``audience``: 見せる相手に合わせて人を除く。``wiring``: 線。``enclosing``: 同居の囲み。
  ``naming``: 線や囲みに添える名の置き場所
- ``figures``: 人の記号。``labels``: 記号に添える字。``levels``: 縦の位置
- ``placing``: 横の位置(制約を解く)
- ``routing``: どの線がどの隙間を通るか
- ``ordering``: 段の中の並び
- ``generations``: 段(世代)
- ``symbols``: 描き方のきまり(resources/genogram)
- ``people``: 家族の模型。``shapes``: 図形
"""
