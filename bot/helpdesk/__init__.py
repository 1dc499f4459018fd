"""The helpdesk's side: cases, outages, who may do what."""
