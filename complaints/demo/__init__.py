"""A believable sending platform and the complaints about it, made from a seed.

Nothing here knows the desk: no Django, no database, none of the desk's own parsing. What is generated is therefore an
independent check of it, and the demo goes in through the same commands as a real platform's records and real mail.
Equal seed and moment give equal files, keys and signatures included.
"""
