"""The annotated copy of a district's own file: bad cells filled and commented, and a list of what is wrong in front.

Start at ``etl.feedback.copies.make_copies``. A workbook is edited part by part, in place: what is not marked stays
byte for byte what the district sent.
"""
