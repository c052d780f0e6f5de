"""Files of the ERP as people meet them: received by page or by night, checked, applied whole or not at all.

What a file says is contracts/imports's business.
"""
