-- When the enterprise was on the official list of its place.
select valid_from, valid_to
from list_membership
where enterprise_id = $enterprise
order by valid_from nulls first, valid_to nulls last
