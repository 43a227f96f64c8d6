"""The training passport: records of awards, batches, reports, alarms (D76)."""
