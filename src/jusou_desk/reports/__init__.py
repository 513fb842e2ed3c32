"""帳票: 様式(タグ入りの xlsx)と Packet から、xlsx と、それとそっくりな PDF を作る。

データベースも画面も知らない。呼ぶのは ``fill.fill``、``pdf.draw``、``table``、``seal`` だけ。

様式 → package(ZIPとXML) → workbook(シート) → fill(tags の言葉を rows・cellxml で書く)
     → book(描くための模型) → cells・typeset・fonts(字を組む) → pages(頁の一覧) → pdf(描く)

重い部品(書体・reportlab)は使うモジュールで初めて読む。タグの言葉は ``tags`` の説明を見る。
"""
