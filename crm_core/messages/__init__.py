"""Messages that leave the house: the mail server's settings, composing a mail, sending it, and the outbox."""
