"""The charts that the portal shows: pictures that the service draws when a browser asks for one."""

from dataclasses import dataclass

from app.domain.text import Text


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture, and where it is drawn."""

    anchor: str
    title: Text
    address: str


CHARTS = (
    Chart("certifications", Text("Issues par certification", "Outcomes by certification"), "/v1/statistics"),
    Chart("regions", Text("Issues par région", "Outcomes by region"), "/v1/statistics?by=region"),
    Chart("quarters", Text("Issues par trimestre", "Outcomes by quarter"), "/v1/statistics?by=quarter"),
    Chart("delays", Text("Délais par parcours", "Delays by pathway"), "/v1/statistics?by=pathway&chart=delays"),
)
