"""How often the desk names the right account and the right origin, on platforms that it has never seen.

The generator shares no code with the demo or with the desk: keys are made by `cryptography`, mail is signed by dkimpy,
and the truth is written down before a complaint is made of it.
"""
