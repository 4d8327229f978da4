"""The workflow logic: facts and a journal in, advice out."""
