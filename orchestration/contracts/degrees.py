"""Where a pair of coordinates may lie: what tells longitude from latitude. Read by intake, the rules and, through render_dbt, by staging."""

LONGITUDE, LATITUDE = (102, 110), (8, 24)


def rendered() -> dict:
    """The bounds as dbt hears of them."""
    return {"longitude": list(LONGITUDE), "latitude": list(LATITUDE)}
