"""Mutated workbooks: each ends in a plan or in one clear sentence, in nothing else."""
