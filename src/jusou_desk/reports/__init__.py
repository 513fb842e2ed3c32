"""帳票: 様式(タグ入りの xlsx)と Packet から、xlsx と、それとそっくりな PDF を作る。

データベースも画面も知らない。下の部屋ほど下の層で、上の部屋だけが下の部屋を使う。

- ``pdf`` ``joining`` ``seal`` ``table`` ``table_reading`` ``printed_words``: 出すもの
- ``inspection``: 取り込む様式の点検
- ``form``: 様式に差し込む(slots で枠を決め、rows で行を増やすか copying で続紙にし、filling が
  セル・図形・ヘッダーに書き、filled が枠に収め、入りきらない文は continuation が続紙に書く)
- ``paper``: 紙(reportlab)に写す
- ``paging``: 頁に割る
- ``drawing``: 描くための模型
- ``formulas``: 数式
- ``setting``: 書体と字組み
- ``xlsx``: ZIP と XML の部品。``problems``: 人に知らせることと、その言い方

重い部品(書体・reportlab)は使うモジュールで初めて読む。タグの言葉は ``form.tags`` の説明を見る。
"""
