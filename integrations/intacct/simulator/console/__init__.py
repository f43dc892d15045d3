"""The simulator's own administration screen, under the menu names that Intacct uses.

It is plainly marked as a simulator and copies nothing of Sage's pages: only the words that a person must find.
"""
