"""A simulated Sage Intacct: the gateway, companies in every state of repair, and a console to mend them.

Run it with ``python -m integrations.intacct.simulator --port 8001``; mount it behind ``requests`` in tests with
``adapter.SimulatorAdapter``. It imitates the documented behaviour of the XML gateway and nothing of Sage's artwork.
"""
