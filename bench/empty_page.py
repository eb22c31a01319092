"""A page with nothing on it: what Streamlit itself takes for a rerun."""
