"""Tells other systems what happens at the helpdesk, until they have heard; and hears from them."""
