"""What grows with the register: the same questions, asked of registers of several sizes in turn."""
