"""What Daftar does by itself: each job with how often it is done (`due`), and the thread of the app that looks after
them (`runner`)."""
