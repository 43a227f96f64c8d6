"""The links between companies: which hold, what version they make, and why one cannot be made."""

from datetime import UTC, datetime

from app.domain.company_facts import unknown_company
from app.domain.company_links import CompanyLink, LinkChange, LinksOfCompany, link_faults
from app.domain.rules.decisions import D62
from tests.builders import OTHER_SIRET, an_id

MADE = LinkChange(by="Secrétariat", at=datetime(2026, 1, 5, tzinfo=UTC), reason="Même groupe")
ENDED = LinkChange(by="Secrétariat", at=datetime(2026, 6, 5, tzinfo=UTC), reason="Cédée")


def a_link(number: int, ended: LinkChange | None = None) -> CompanyLink:
    return CompanyLink(
        id=an_id(number), company_id=an_id(100 + number), siret=OTHER_SIRET, name="Chimie", made=MADE, ended=ended
    )


def test_a_link_holds_until_it_is_ended_and_stays_on_record() -> None:
    holding, over = a_link(1), a_link(2, ENDED)
    links = LinksOfCompany(every=(holding, over))
    assert links.standing == (holding,)
    assert links.ended == (over,)


def test_the_version_counts_what_was_made_and_what_was_ended() -> None:
    assert LinksOfCompany(every=()).version == 0
    assert LinksOfCompany(every=(a_link(1),)).version == 1
    assert LinksOfCompany(every=(a_link(1, ENDED), a_link(2), a_link(3, ENDED))).version == 5


def test_a_link_that_is_made_holds() -> None:
    assert CompanyLink(id=an_id(1), company_id=an_id(2), siret=OTHER_SIRET, name="Chimie", made=MADE).ended is None


def test_a_company_is_linked_with_others_that_exist() -> None:
    itself, known, unknown = an_id(1), an_id(2), an_id(3)
    assert link_faults(itself, (known,), {itself, known}) == ()
    own, strange = link_faults(itself, (known, itself, unknown), {itself, known})
    assert (own.code, own.rule, own.pointer) == ("linked_with_itself", D62, "/company_ids/1")
    assert strange == unknown_company("/company_ids/2")
