"""What a browser sees: the only room with streamlit and starlette."""
