"""The skills that are practised: each kind of exercise, and each rule that decides, belongs to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part

if TYPE_CHECKING:
    from guide.book.book import Book


class Skill(NamedTuple):
    """A skill: the kinds of its exercises, and the rules or tables that it is about; without any, all."""

    id: str
    kinds: tuple[str, ...]
    rules: tuple[str, ...]


@part
def skills(book: Book) -> dict[str, Skill]:
    """The skills by their ids, in the order in which they are learned."""
    rows = book.sheet("practice/skills.csv").rows
    return {r["id"]: Skill(r["id"], tuple(r["kinds"].split()), tuple(r["rules"].split())) for r in rows}


@part
def skill_of(book: Book, kind: str, rule: str) -> str:
    """The skill of an exercise: the one that names its rule, or else its table, or else no rule at all."""
    fitting = [skill for skill in skills(book).values() if kind in skill.kinds]
    for name in (rule, rule.partition("/")[0]):
        for skill in fitting:
            if name in skill.rules:
                return skill.id
    return next((skill.id for skill in fitting if not skill.rules), fitting[0].id)


@part
def rules_of(book: Book, skill: str) -> tuple[str, ...]:
    """The rules with which a skill can be practised."""
    from guide.practice.cases.building import decisions

    kinds = skills(book)[skill].kinds
    if "decide" not in kinds:
        return tuple(decisions(book))
    return tuple(ref for ref in decisions(book) if skill_of(book, "decide", ref) == skill)
