"""Tables: numbers stay numbers for the browser's alignment, marks and text are shown as they are."""

import pandas as pd
import pyarrow.ipc
from streamlit.testing.v1 import AppTest

from dashboard.views.downloads import Export
from dashboard.views.tables import Column, Linked, _text, marked, with_marks


def _shown(app: AppTest) -> pd.DataFrame:
    (found,) = app.table
    return found.value


def test_a_column_with_marks_is_still_a_column_of_numbers() -> None:
    def script() -> None:
        import pandas as pd

        from dashboard.views.tables import Column, table

        frame = pd.DataFrame({"地区": ["甲", "乙", "丙"], "缺工率（%）": [12.34, "—", None], "人": [1234, 0, None]})
        table(frame, {"缺工率（%）": Column(decimals=1)})

    app = AppTest.from_function(script).run()
    assert not app.exception
    shown = _shown(app)
    assert [str(kind) for kind in shown.dtypes[1:]] == ["float64", "float64"]
    styler = app.table[0].proto.arrow_data.styler
    displayed = pyarrow.ipc.open_stream(styler.display_values).read_pandas()
    assert displayed.iloc[:, 1].tolist() == ["12.3", "—", "未报"]
    assert displayed.iloc[:, 2].tolist() == ["1,234", "0", "未报"]


def test_a_column_of_numbers_none_of_which_is_known_still_stands_on_the_right() -> None:
    def script() -> None:
        import pandas as pd

        from dashboard.views.tables import Column, table

        gap = float("nan")
        frame = pd.DataFrame({"地区": ["甲", "乙"], "本周解决": [gap, gap], "变化": [gap, gap], "说明": [None, None]})
        table(frame, {"变化": Column(is_signed=True, missing="—")})

    app = AppTest.from_function(script).run()
    assert not app.exception
    assert [str(kind) for kind in _shown(app).dtypes[1:3]] == ["float64", "float64"]
    displayed = pyarrow.ipc.open_stream(app.table[0].proto.arrow_data.styler.display_values).read_pandas()
    assert displayed.iloc[:, 1:].to_numpy().tolist() == [["未报", "—", "未报"]] * 2


def test_numbers_that_are_written_as_text_stand_on_the_right() -> None:
    def script() -> None:
        import pandas as pd

        from dashboard.views.tables import Column, table

        table(pd.DataFrame({"指标": ["缺工", "缺工率"], "本周": ["3,851", "3.0"]}), {"本周": Column(is_right=True)})

    app = AppTest.from_function(script).run()
    styles = app.table[0].proto.arrow_data.styler.styles
    assert ".col1 { text-align: right !important }" in styles
    assert ".col0 { text-align" not in styles


def test_text_of_a_report_is_not_markdown() -> None:
    def script() -> None:
        import pandas as pd

        from dashboard.views.tables import table

        table(pd.DataFrame({"企业": ["![x](http://evil/x.png)", "**粗**"]}))

    app = AppTest.from_function(script).run()
    cells = _shown(app).iloc[:, 0].tolist()
    assert all("![" not in cell and "**" not in cell for cell in cells)


def test_an_empty_frame_says_so() -> None:
    def script() -> None:
        import pandas as pd

        from dashboard.views.tables import table

        table(pd.DataFrame({"企业": []}))

    app = AppTest.from_function(script).run()
    assert app.caption[0].value == "没有数据"
    assert not app.table


def test_every_gap_keeps_its_own_mark_beside_numbers() -> None:
    def script() -> None:
        import pandas as pd

        from dashboard.views.tables import Column, table

        frame = pd.DataFrame({"变化": ["—", 5.0, None, "不适用", -3.0, 0.0, None], "人": [1.0] * 7})
        table(frame, {"变化": Column(is_signed=True)})

    app = AppTest.from_function(script).run()
    assert not app.exception
    displayed = pyarrow.ipc.open_stream(app.table[0].proto.arrow_data.styler.display_values).read_pandas()
    assert displayed.iloc[:, 0].tolist() == ["—", "+5", "未报", "不适用", "−3", "0", "未报"]
    assert displayed.iloc[:, 1].tolist() == ["1"] * 7


def test_a_file_marks_the_gaps_of_a_column_as_the_page_does() -> None:
    frame = pd.DataFrame(
        {"地区": ["甲", None], "上期（人）": [3.0, None], "本期（人）": [None, 5.0], "变化（人）": [None, 2.0]}
    )
    columns = marked(
        frame, {"变化（人）": Column(is_signed=True, missing="—"), "本期（人）": Column(decimals=1)}, "不适用"
    )
    assert [columns[name].missing for name in frame.columns] == ["不适用", "不适用", "不适用", "—"]
    assert (columns["变化（人）"].is_signed, columns["本期（人）"].decimals) == (True, 1)
    shown = [[_text(cell, columns[name]) for cell in frame[name]] for name in frame.columns]
    assert shown == [["甲", "不适用"], ["3", "不适用"], ["不适用", "5.0"], ["—", "+2"]]
    filed = with_marks(frame, columns)
    assert filed.to_numpy().tolist() == [["甲", 3.0, "不适用", "—"], ["不适用", "不适用", 5.0, 2.0]]
    assert with_marks(frame, None).equals(frame)


def test_totals_are_bold() -> None:
    def script() -> None:
        import pandas as pd

        from dashboard.views.tables import table

        table(pd.DataFrame({"地区": ["甲", "乙", "合计"], "人": [1, 2, 3]}), emphasised=[2])

    app = AppTest.from_function(script).run()
    rules = [rule for rule in app.table[0].proto.arrow_data.styler.styles.splitlines() if "font-weight" in rule]
    assert len(rules) == 1
    assert ".row2 {" in rules[0]


def test_only_a_table_wider_than_a_phone_says_that_it_moves_sideways() -> None:
    def script() -> None:
        import pandas as pd

        from dashboard.views.tables import table

        table(pd.DataFrame({"地区": ["滕州市"], "缺工人数（人）": [927]}))
        table(pd.DataFrame({f"第 {number} 列": ["滕州市"] for number in range(8)}))

    app = AppTest.from_function(script).run()
    assert len(app.table) == 2
    assert len([found for found in app.get("html") if "表格可左右滑动" in found.proto.body]) == 1


def test_a_linked_cell_leads_on_the_page_and_is_text_in_a_file() -> None:
    hostile = Linked("a](http://evil)[b", "reporting?place=370403")
    assert _text(hostile, Column()) == r"[a\]\(http\:" + "\u2060" + r"\/\/evil\)\[b](reporting?place=370403)"
    made = Export("题", "注", pd.DataFrame({"文件": [hostile, "—"]}), ())
    assert made.csv().decode("utf-8-sig").splitlines() == ["文件", "a](http://evil)[b", "—"]
