"""The history for people: pages of ours on Datasette, charts, and one file to send to somebody."""
