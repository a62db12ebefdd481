"""What must hold before the pointer moves: the new release may not have lost or distorted anything."""

from dataclasses import dataclass

import duckdb


class PublicationRefusedError(RuntimeError):
    """The new release failed a check; the previous one stays current. This is our fault, not a district's."""


@dataclass(frozen=True, slots=True)
class GateCheck:
    """A statement that must return no row; each row it returns is a fault."""

    name: str
    words: str
    sql: str


CHECKS = (
    GateCheck(
        "reconciliation",
        "行数不平：表体行数 ≠ 入库 + 搁置 + 合计 + 空行",
        "select file_name from meta_submission "
        "where rows_in_file <> rows_loaded + rows_set_aside + rows_total + rows_blank",
    ),
    GateCheck(
        "rejected-without-facts",
        "退回的报送不应有数据",
        "select s.file_name from meta_submission s join mart_enterprise f on f.submission_id = s.submission_id "
        "where s.outcome = 'rejected'",
    ),
    GateCheck(
        "enterprise-totals",
        "企业层缺工合计与逐行合计不符",
        "select l.submission_id from (select submission_id, sum(shortage) as total from fact_shortage "
        "group by submission_id) l left join (select submission_id, sum(shortage) as total from mart_enterprise "
        "group by submission_id) e on e.submission_id = l.submission_id where l.total <> coalesce(e.total, -1)",
    ),
    GateCheck(
        "one-submission-a-place",
        "同一地区同一期采用了两份报送",
        "select form, place_code, period from mart_effective group by form, place_code, period having count(*) > 1",
    ),
    GateCheck(
        "periods-known",
        "有报送的报告期不在日历中",
        "select s.form, s.period from meta_submission s left join dim_period p on p.form = s.form "
        "and p.period = s.period where s.outcome = 'accepted' and p.period is null",
    ),
)


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """Run all checks on the ledger about to be published.

    Raises:
        PublicationRefusedError: names the failed checks and the first offenders.
    """
    faults = []
    for gate_check in CHECKS:
        rows = connection.execute(f"{gate_check.sql} limit 3").fetchall()
        if rows:
            faults.append(f"{gate_check.words}：{rows}")
    previous = connection.execute("select coalesce(max(submissions), 0) from meta_release").fetchall()[0][0]
    present = connection.execute("select count(*) from meta_submission").fetchall()[0][0]
    if present < previous:
        faults.append(f"报送份数由 {previous} 减为 {present}")
    if faults:
        raise PublicationRefusedError("未发布，仍用上一版本。" + "；".join(faults))
