"""Reference files of a real deployment: its administrative units, taken from the package vietnamadminunits."""

from orchestration.reference.units import UnknownProvinceError, units_of_province, write_reference

__all__ = ["UnknownProvinceError", "units_of_province", "write_reference"]
