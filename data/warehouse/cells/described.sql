-- The wanted cells with the file, version and correction of each, in the columns of `trace.SourceCell` after its key.
with cell as (
{cells}
)
select
    cell.period,
    cell.place_code,
    cell.enterprise_id,
    coalesce(n.enterprise_name, '') as enterprise_name,
    cell.job_type,
    cell.skill_level,
    cell.channel,
    cast(cell.value as bigint) as value,
    cast(abs(cell.value) as bigint) as used,
    cell.role,
    cell.table_name,
    cell.field,
    cell.source_id as submission_id,
    s.file_name,
    s.sha256,
    s.version,
    s.received_at,
    cell.status,
    cell.sheet,
    cell.cell,
    cast(coalesce(c.was, abs(cell.value)) as bigint) as reported,
    coalesce(c.because, '') as because,
    coalesce(c.corrected_by, '') as corrected_by
from cell
join meta_submission s on s.submission_id = cell.source_id
left join dim_enterprise n on n.enterprise_id = cell.enterprise_id
left join correction_applied c
    on c.submission_id = cell.source_id
    and c.table_name = cell.table_name
    and c.field = cell.field
    and c.sheet = cell.sheet
    and c.cell = cell.cell
    and c.is_counted
where {condition}
    and ($job_types is null or list_contains($job_types, cell.job_type))
    and ($skills is null or list_contains($skills, cell.skill_level))
    and ($channel is null or cell.channel = $channel)
    and ($enterprise is null or cell.enterprise_id = $enterprise)
    and ($scheme is null or (not list_contains($categories, 'uncategorised')) = exists (
        select 1 from fact_category k
        where k.submission_id = cell.counted_id
            and k.place_code = cell.place_code
            and k.enterprise_id = cell.enterprise_id
            and k.scheme = $scheme
            and (list_contains($categories, k.category) or list_contains($categories, 'uncategorised'))
    ))
order by cell.place_code, cell.period, s.received_at, cell.source_id, cell.sheet,
    try_cast(regexp_extract(cell.cell, '[0-9]+') as integer), length(cell.cell), cell.cell, cell.table_name,
    cell.channel, cell.role, cell.job_type
