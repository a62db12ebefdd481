"""Texts that a spreadsheet program would run, or a page would make markup of, if they were not taken as text."""

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.invalid/","点我")',
    "\t=1+1",
    " =1+1",
    "\u200b=1+1",
    "＝1+1",
    "＋1",
    "\r=1",
    "\n=1",
)
MARKUP = (
    "<script>window.pwned=1</script>公司",
    "<img src=x onerror=window.pwned=1>公司",
    "![图](http://evil.invalid/a.png)公司",
    "[点我](http://evil.invalid/)公司",
    "http://evil.invalid/公司",
    "www.evil.invalid公司",
    "<a href='http://evil.invalid/'>公司</a>",
    "**粗**_斜_`码`公司",
    ":material/home: :red[红] :smile:公司",
    "$x^2$公司",
    "<r><t>公司</t></r>",
    "{{7*7}}公司",
)
ALL = (*FORMULAS, *MARKUP)
