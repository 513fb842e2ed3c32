"""帳票: 様式(タグ入りの xlsx)と Packet から、xlsx と、それとそっくりな PDF を作る。

データベースも画面も知らない。呼ぶのは ``fill.fill``、``pdf.draw``、``table``、``seal`` だけ。

様式 → package・parts(ZIPとXMLの部品) → workbook(シート)
     → fill(slots で枠を決め、rows で行を増やすか copying で続紙にし、filling がセル・図形・ヘッダーに書く)
     → filled(枠に収め、入りきらない文は continuation が続紙に書く)
     → book(描くための模型) → cells・typeset・fonts(字を組む) → pages(頁の一覧) → pdf(描く)

重い部品(書体・reportlab)は使うモジュールで初めて読む。タグの言葉は ``tags`` の説明を見る。
"""
