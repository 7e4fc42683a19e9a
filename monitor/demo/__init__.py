"""An embedded newsroom, so that the main job can be watched with no network beyond loopback and no account.

`play` publishes some days of invented coverage and runs the real pipeline over them.
"""
