"""What is likely to be won: an expected result with its range, deal by deal, from the company's own history.

docs/forecast.md tells how, on one page.
"""

from ._forecast import forecast
from ._result import DealChance, Forecast, OwnerForecast, Reason, Scenario, Share

__all__ = ["DealChance", "Forecast", "OwnerForecast", "Reason", "Scenario", "Share", "forecast"]
