"""Times of day in words of the half day or of the hour."""

from __future__ import annotations

import re

import pytest

from orchestration.intake.clock import NEEDS, clock_text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("05/08/2025 2:30 CH", "05/08/2025 14:30"),
        ("05/08/2025 2:30:59 CH", "05/08/2025 14:30:59"),
        ("05/08/2025 8:05 SA", "05/08/2025 08:05"),
        ("05/08/2025 12:05 SA", "05/08/2025 00:05"),
        ("05/08/2025 12:05 ch", "05/08/2025 12:05"),
        ("2:30 CH 05/08/2025", "14:30 05/08/2025"),
        ("08h05 05/08/2025", "08:05 05/08/2025"),
        ("8h 05/08/2025", "08:00 05/08/2025"),
        ("14 giờ 30 phút ngày 05/08/2025", "14:30 05/08/2025"),
        ("14g30, ngày 05/08/2025", "14:30 05/08/2025"),
        ("05/08/2025 08h05'", "05/08/2025 08:05"),
    ],
)
def test_a_time_in_words_is_read(written, meant):
    assert re.search(NEEDS, written) and clock_text(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "05/08/2025 2:30 PM",  # may be the eighth of May
        "05/08/2025 14:30 CH",  # no hour of the half day
        "05/08/2025 25h10",
        "05/08/2025 8h75",
        "8h00 - 17h00 05/08/2025",  # which of the two?
        "05/08/2025 08:05",
        "CH 05/08/2025",
    ],
)
def test_what_is_none_or_two_is_left(written):
    assert clock_text(written) == written
