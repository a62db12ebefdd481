-- 附件4: the enterprises of the reports of $form that count for $period, in the order in which their reports list them,
-- with the category and the remark as written. A carried forward report is of an earlier period; so is its remark.
with counted as (
    select place_code, submission_id, age, source_period
    from mart_effective
    where form = $form and period = $period and list_contains($places, place_code)
),
listed as (
    select
        e.submission_id,
        e.place_code,
        e.enterprise_id,
        min(e.sheet) as sheet,
        min(try_cast(regexp_extract(e.cell, '(\d+)\D*$', 1) as integer)) as row_number
    from fact_enterprise as e
    join counted on counted.submission_id = e.submission_id and counted.place_code = e.place_code
    group by e.submission_id, e.place_code, e.enterprise_id
),
remarked as (
    select submission_id, place_code, enterprise_id, string_agg(remark, '；' order by first_cell) as remark
    from (
        select submission_id, place_code, enterprise_id, remark, min((length(cell), cell)) as first_cell
        from fact_remark
        where remark <> '' and submission_id in (select submission_id from counted)
        group by submission_id, place_code, enterprise_id, remark
    ) as once
    group by submission_id, place_code, enterprise_id
),
kind as (
    select
        c.submission_id,
        c.place_code,
        c.enterprise_id,
        list(distinct struct_pack(ordinal := d.ordinal, category := c.category, words := c.category_text)) as categories
    from fact_category as c
    join dim_category as d on d.scheme = c.scheme and d.category = c.category
    where c.scheme = 'goods' and c.submission_id in (select submission_id from counted)
    group by c.submission_id, c.place_code, c.enterprise_id
)
select
    counted.place_code,
    p.name as place,
    listed.enterprise_id,
    n.enterprise_name,
    coalesce(list_sort(kind.categories), []) as categories,
    remarked.remark,
    counted.age,
    counted.source_period
from counted
join listed on listed.submission_id = counted.submission_id and listed.place_code = counted.place_code
join dim_place as p on p.place_code = counted.place_code
join dim_enterprise as n on n.enterprise_id = listed.enterprise_id
left join remarked
    on remarked.submission_id = listed.submission_id
    and remarked.place_code = listed.place_code
    and remarked.enterprise_id = listed.enterprise_id
left join kind
    on kind.submission_id = listed.submission_id
    and kind.place_code = listed.place_code
    and kind.enterprise_id = listed.enterprise_id
order by p.ordinal, listed.sheet, listed.row_number, listed.enterprise_id
