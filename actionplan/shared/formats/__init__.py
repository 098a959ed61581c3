"""How Django's own pages write days and times: as all others do, and typed so that they mean one thing."""
