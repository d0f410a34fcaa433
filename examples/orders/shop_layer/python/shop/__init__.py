"""What the functions of the shop agree on."""
