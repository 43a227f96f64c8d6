"""The decisions taken where the guide contradicts itself, is silent or has been overtaken (D1–D48 and following)."""

from app.domain.rules.decisions.admissibility import D11, D12, D13, D14, D15
from app.domain.rules.decisions.companies import D62
from app.domain.rules.decisions.employers import D64
from app.domain.rules.decisions.evidence import D48, D49, D50, D51, D52, D53, D58
from app.domain.rules.decisions.former import D77
from app.domain.rules.decisions.fundings import D72, D73
from app.domain.rules.decisions.order import D1, D2, D3, D4, D5, D6, D7, D8, D9, D10
from app.domain.rules.decisions.passport import D76
from app.domain.rules.decisions.people import D16, D17, D18, D19, D20, D21, D22
from app.domain.rules.decisions.procedure import D31, D32, D33, D34, D35, D36, D37, D55
from app.domain.rules.decisions.records import D38, D39, D40, D41, D42, D43, D44, D45, D46, D47, D54, D56
from app.domain.rules.decisions.reference import D59, D61
from app.domain.rules.decisions.remedies import D67, D68, D69, D71
from app.domain.rules.decisions.replacing import D57, D63
from app.domain.rules.decisions.scope import D23, D24, D25, D26, D27, D28, D29, D30, D74
from app.domain.rules.decisions.slips import D65, D66, D70
from app.domain.rules.decisions.wording import D60

__all__ = [
    "D1",
    "D2",
    "D3",
    "D4",
    "D5",
    "D6",
    "D7",
    "D8",
    "D9",
    "D10",
    "D11",
    "D12",
    "D13",
    "D14",
    "D15",
    "D16",
    "D17",
    "D18",
    "D19",
    "D20",
    "D21",
    "D22",
    "D23",
    "D24",
    "D25",
    "D26",
    "D27",
    "D28",
    "D29",
    "D30",
    "D31",
    "D32",
    "D33",
    "D34",
    "D35",
    "D36",
    "D37",
    "D38",
    "D39",
    "D40",
    "D41",
    "D42",
    "D43",
    "D44",
    "D45",
    "D46",
    "D47",
    "D48",
    "D49",
    "D50",
    "D51",
    "D52",
    "D53",
    "D54",
    "D55",
    "D56",
    "D57",
    "D58",
    "D59",
    "D60",
    "D61",
    "D62",
    "D63",
    "D64",
    "D65",
    "D66",
    "D67",
    "D68",
    "D69",
    "D70",
    "D71",
    "D72",
    "D73",
    "D74",
    "D76",
    "D77",
]
