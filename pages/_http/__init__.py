"""Everything that is answered before Streamlit: the gate, sign-in, set-up, links, health, fonts."""
