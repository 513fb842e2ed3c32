"""数式の例と、その値。ブックの升 ``DATA`` を読む。

``CASES`` は LibreOffice と同じになる式、``EXCEL`` は LibreOffice の答えが Excel と違うか、
LibreOffice に無い式。値はどちらも Excel のもの。誤りは「#」で始まる字。
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

MOMENT: Final = datetime(2026, 11, 22, 18, 0)

Given = str | int | bool | date

DATA: Final[dict[str, Given]] = {
    "A1": "区分", "B1": "件数", "C1": "受付日", "D1": "担当",
    "A2": "高齢", "B2": 3, "C2": date(2026, 4, 1), "D2": "架空 一郎",
    "A3": "障害", "B3": 5, "C3": date(2026, 5, 15), "D3": "架空 二子",
    "A4": "高齢", "B4": 2, "C4": date(2026, 11, 30), "D4": "見本 三郎",
    "A5": "子ども", "B5": "なし", "C5": date(2027, 3, 31),
    "A6": "障害者", "B6": 7, "C6": date(2024, 2, 29), "D6": "架空 四葉",
    "F1": 1, "F2": 3, "F3": 5, "F4": 10, "G1": "少", "G2": "中", "G3": "多", "G4": "特",
    "H1": "=1/0", "H2": "#見出し", "H3": True, "H4": "５", "H5": "=\"\"",
    "I1": "a", "J1": "b", "K1": "c", "I2": 10, "J2": 20, "K2": 30,
}  # fmt: skip

CASES: Final[dict[str, object]] = {
    # 数と文字の比べ、空、誤り
    "A2=\"高齢\"": True, "\"abc\"=\"ABC\"": True, "1<\"1\"": True, "E9=0": True, "E9=\"\"": True,
    "0.1+0.2=0.3": True, "1.1-1-0.1": 0, "-2^2": 4, "2^3^2": 64, "50%*2": 1, "\"3\"+4": 7,
    "1/0": "#DIV/0!", "H1+1": "#DIV/0!", "\"あ\"+1": "#VALUE!", "NA()": "#N/A",
    "SUM(B2:B6)": 17, "SUM(B5)": 0, "SUM(H1:H2)": "#DIV/0!", "COUNT(A1:D6)": 9, "COUNTA(D2:D6)": 4,
    "COUNTBLANK(D2:D6)": 1, "COUNTBLANK(H4:H6)": 2, "AVERAGE(B2:B6)": 4.25, "MAX(B2:B6)": 7,
    "MIN(B2:B6)": 2, "MAX(D2:D3)": 0, "MEDIAN(B2:B6)": 4, "PRODUCT(B2:B3)": 15,
    "LARGE(B2:B6,2)": 5, "SMALL(B2:B6,1)": 2,
    "RANK(B2,B2:B6)": 3, "RANK(B2,B2:B6,1)": 2,
    "ROUND(2.5,0)": 3, "ROUND(-2.5,0)": -3, "ROUND(1.005,2)": 1.01, "ROUND(1234,-2)": 1200,
    "ROUNDUP(2.1,0)": 3, "ROUNDUP(-2.1,0)": -3, "ROUNDDOWN(-2.9,0)": -2, "INT(-2.1)": -3,
    "TRUNC(8.97,1)": 8.9, "MOD(-3,2)": 1, "MOD(3,-2)": -1, "MOD(3,0)": "#DIV/0!", "QUOTIENT(7,2)": 3,
    "CEILING(7,5)": 10, "FLOOR(7,5)": 5, "MROUND(7,5)": 5, "ABS(-3)": 3, "SIGN(-3)": -1,
    # 条件で数える
    "COUNTIF(A2:A6,\"高齢\")": 2, "COUNTIF(A2:A6,\"障害*\")": 2, "COUNTIF(A2:A6,\"??\")": 3,
    "COUNTIF(A2:A6,\"<>高齢\")": 3, "COUNTIF(B2:B6,\">=3\")": 3, "COUNTIF(B2:B6,5)": 1,
    "COUNTIF(D2:D6,\"\")": 1, "COUNTIF(D2:D6,\"<>\")": 4, "COUNTIF(C2:C6,\">=\"&DATE(2026,5,1))": 3,
    "COUNTIF(H1:H1,\"#DIV/0!\")": 1, "COUNTIF(A:A,\"高齢\")": 2,
    "COUNTIFS(A2:A6,\"高齢\",B2:B6,\">2\")": 1, "SUMIF(A2:A6,\"高齢\",B2:B6)": 5,
    "SUMIF(A2:A6,\"高齢\",B2)": 5, "SUMIF(B2:B6,\">3\")": 12, "SUMIF(A:A,A3,B:B)": 5,
    "SUMIFS(B2:B6,A2:A6,\"高齢\",C2:C6,\"<\"&DATE(2026,10,1))": 3,
    "AVERAGEIF(A2:A6,\"高齢\",B2:B6)": 2.5, "AVERAGEIF(A2:A6,\"無\",B2:B6)": "#DIV/0!",
    "AVERAGEIFS(B2:B6,A2:A6,\"障害*\")": 6, "MAXIFS(B2:B6,A2:A6,\"高齢\")": 3,
    "SUMPRODUCT((A2:A6=\"高齢\")*(C2:C6<DATE(2026,10,1)))": 1,
    "SUMPRODUCT(B2:B4,F1:F3)": 28, "SUMPRODUCT((MONTH(C2:C6)=4)*1)": 1,
    "SUMPRODUCT(--(LEFT(A2:A6,2)=\"障害\"))": 2, "SUMPRODUCT(1/COUNTIF(A2:A6,A2:A6))": 4,
    "SUMPRODUCT(B2:B4,F1:F2)": "#VALUE!", "SUMPRODUCT((B2:B4>2)*{1;2;4})": 3,
    # 表を引く
    "VLOOKUP(\"障害\",A2:D6,2,FALSE)": 5, "VLOOKUP(\"障*者\",A2:D6,2,0)": 7,
    "VLOOKUP(\"無\",A2:D6,2,FALSE)": "#N/A", "VLOOKUP(4,F1:G4,2)": "中", "VLOOKUP(0,F1:G4,2)": "#N/A",
    "VLOOKUP(99,F1:G4,2,TRUE)": "特", "VLOOKUP(\"高齢\",A:B,2,0)": 3, "HLOOKUP(\"b\",I1:K2,2,FALSE)": 20,
    "LOOKUP(4,F1:F4,G1:G4)": "中", "MATCH(5,F1:F4,0)": 3, "MATCH(4,F1:F4)": 2, "MATCH(4,F1:F4,0)": "#N/A",
    "INDEX(A2:D6,2,4)": "架空 二子", "INDEX(G1:G4,MATCH(5,F1:F4,0))": "多", "INDEX(I2:K2,3)": 30,
    "SUM(INDEX(B2:C6,0,1))": 17,



    "CHOOSE(2,\"甲\",\"乙\")": "乙", "CHOOSE(9,1)": "#VALUE!",
    "ROW(B7)": 7, "COLUMN(C1)": 3, "ROWS(A2:D6)": 5, "COLUMNS(A2:D6)": 4, "ROWS(A:A)": 1048576,
    # 場合分けと誤り
    "IF(1/2,\"有\",\"無\")": "有", "IF(FALSE,1)": False, "IF(E9,1,2)": 2, "IFERROR(1/0,\"-\")": "-",
    "IFERROR(VLOOKUP(\"無\",A2:D6,2,0),\"\")": "", "IFNA(NA(),0)": 0, "IFNA(1/0,0)": "#DIV/0!",
    "IFS(B2>5,\"多\",B2>2,\"中\")": "中", "IFS(FALSE,1)": "#N/A", "SWITCH(2,1,\"一\",2,\"二\",\"他\")": "二",
    "AND(B2>1,B3>1)": True, "OR(B2>9,B3>9)": False, "NOT(B2>9)": True, "AND(1,1/0)": "#DIV/0!",
    "ISBLANK(E9)": True, "ISBLANK(H5)": False, "ISERROR(H1)": True, "ISNA(NA())": True, "ISERR(NA())": False,
    "ISNUMBER(B5)": False, "ISNUMBER(C2)": True, "ISTEXT(B5)": True, "ISNUMBER(FIND(\"架空\",D2))": True,
    # 文字
    "LEFT(\"架空町\",2)": "架空", "RIGHT(\"架空町\")": "町", "MID(\"架空町\",2,9)": "空町", "MID(\"あ\",0,1)": "#VALUE!",
    "FIND(\"b\",\"aBb\")": 3, "SEARCH(\"B\",\"abb\")": 2, "SEARCH(\"b?\",\"abc\")": 2,
    "FIND(\"z\",\"abc\")": "#VALUE!", "SUBSTITUTE(\"1-2-3\",\"-\",\"/\")": "1/2/3",
    "SUBSTITUTE(\"1-2-3\",\"-\",\"/\",2)": "1-2/3", "REPLACE(\"abcd\",2,2,\"X\")": "aXd", "REPT(\"○\",3)": "○○○",
    "TRIM(\"  a  b \")": "a b", "UPPER(\"ab\")": "AB", "EXACT(\"a\",\"A\")": False, "1&\"件\"": "1件",
    "CONCATENATE(A2,\"・\",B2)": "高齢・3", "VALUE(\"1,234\")": 1234, "VALUE(\"50%\")": 0.5,
    "VALUE(\"あ\")": "#VALUE!", "TEXT(1234.5,\"#,##0\")": "1,235",
    "TEXT(B2,\"000\")": "003", "TEXT(C2,\"yyyy/mm/dd\")": "2026/04/01", "TEXT(0.256,\"0.0%\")": "25.6%",
    "TEXT(\"あ\",\"0\")": "あ",
    "TEXTJOIN(\"、\",TRUE,D2:D6)": "架空 一郎、架空 二子、見本 三郎、架空 四葉", "JIS(\"ｶﾞｷﾞｸA1\")": "ガギクＡ１",

    # 日付
    "DATE(2026,13,1)": 46388, "DATE(2026,3,0)": 46081,
    "YEAR(C2)": 2026, "MONTH(C2)": 4, "DAY(C2)": 1,
    "DATEDIF(C6,C2,\"Y\")": 2, "DATEDIF(C6,C2,\"M\")": 25, "DATEDIF(C6,C2,\"D\")": 762, "DATEDIF(C6,C2,\"YM\")": 1,
    "DATEDIF(C2,C3,\"MD\")": 14, "DATEDIF(C2,C3,\"YD\")": 44,
    "EDATE(DATE(2026,1,31),1)": 46081, "EOMONTH(C2,0)": 46142, "EOMONTH(C2,-1)": 46112,
    "WEEKDAY(C2)": 4, "WEEKDAY(C2,2)": 3, "WEEKDAY(C2,3)": 2, "NETWORKDAYS(C2,EOMONTH(C2,0))": 22,
    "WORKDAY(C2,5)": 46120, "HOUR(0.75)": 18, "MINUTE(TIME(9,5,0))": 5, "DAYS(C3,C2)": 44,
    # 小計、名前、ほかのシート
    "SUBTOTAL(9,B2:B6)": 17, "SUBTOTAL(3,A2:A6)": 5, "SUM(件数)": 17, "率*100": 8, "'別 紙'!A1*2": 84,
    "SUM('別 紙'!A:A)": 50,
}  # fmt: skip

EXCEL: Final[dict[str, object]] = {
    "TODAY()": 46348, "NOW()": 46348.75, "TEXT(TODAY(),\"ggge年m月d日\")": "令和8年11月22日",
    "DATEDIF(C2,TODAY(),\"M\")": 7, "DATESTRING(C2)": "令和08年04月01日", "H4+1": 6, "VALUE(\"１２\")": 12,
    "VALUE(\"令和8年4月1日\")": 46113, "TEXT(DATE(2019,5,1),\"ggge年\")": "令和元年",
    # LibreOffice は誤りの種類を #VALUE! にまとめて書き、日本語でないと和暦を持たず、XLOOKUP は新しい版だけ
    "SQRT(-1)": "#NUM!",
    "LARGE(B2:B6,9)": "#NUM!",
    "RANK(99,B2:B6)": "#N/A",
    "INDEX(A2:D6,9,1)": "#REF!",
    "LEN(\"𠮷野\")": 3,
    "FIND(\"\",\"abc\")": 1,
    "VALUE(\"2026/4/1\")": 46113,
    "TEXT(C2,\"ggge年m月d日\")": "令和8年4月1日",
    "TEXT(C2,\"m月d日(aaa)\")": "4月1日(水)",
    "ASC(\"ガパＡ１　ー\")": "ｶﾞﾊﾟA1 ｰ",
    "DATE(26,1,1)-DATE(1926,1,1)": 0,
    "YEAR(\"2026/4/1\")": 2026,
    "YEAR(-1)": "#NUM!",
    "DATEDIF(C3,C2,\"D\")": "#NUM!",
    "XLOOKUP(\"障害\",A2:A6,D2:D6)": "架空 二子",
    "XLOOKUP(\"無\",A2:A6,D2:D6,\"なし\")": "なし",
    "XLOOKUP(4,F1:F4,G1:G4,,1)": "多",
    "XLOOKUP(4,F1:F4,G1:G4,,-1)": "中",
    "XLOOKUP(\"高齢\",A2:A6,B2:B6,,0,-1)": 2,
    "XLOOKUP(\"障*者\",A2:A6,B2:B6,,2)": 7,
    # 1900年2月29日のあるつもりの数え方
    "DATE(1900,3,1)": 61, "DATE(1900,2,29)": 60, "DAY(60)": 29, "MONTH(59)": 2, "WEEKDAY(1)": 1, "DATE(1900,1,1)": 1,
    "1<TRUE": True, "\"あ\"<TRUE": True, "COUNTIF(H4:H4,5)": 1,
}  # fmt: skip
