"""Who people and units are."""

from departments.models.audit import AuditEntry
from departments.models.people import Membership, User
from departments.models.units import GroupMember, Unit, UnitAlias, UnitGroup

__all__ = ["AuditEntry", "GroupMember", "Membership", "Unit", "UnitAlias", "UnitGroup", "User"]
