"""What we can find out: live checks of mail servers, and the look-ups before them."""
