"""How well the volume monitor tells surges from ordinary mail: on series made by seeds, and on NAB where its data lies.

The made-up series are synthetic: they show that the rules do what they are meant to, not how real customers send.
"""
