"""The rules in words: one for every kind of finding, and no other."""

import pytest

from data.warehouse.rules import Rule, rules
from etl.validate.findings import all_findings


def test_every_kind_of_finding_has_its_rule_in_words_and_there_is_no_other() -> None:
    codes = [finding.code for finding in all_findings()]
    assert sorted(rules()) == sorted(set(codes))


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_a_rule_says_in_a_few_chinese_words_what_it_asks(rule: Rule) -> None:
    assert 2 < len(rule.label) <= 14
    assert 6 <= len(rule.says) <= 40
    assert not rule.says.endswith("。")


def test_names_of_rules_are_unlike_each_other() -> None:
    labels = [rule.label for rule in rules().values()]
    assert len(set(labels)) == len(labels)
