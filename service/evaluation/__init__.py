"""Question sets with known evidence, put through the product's own path and measured.

question_set    the files of a set                 indexed_set   its turns as episode folders
measuring       a set from files to records        journal       what was measured is kept
retrieval       how passages are ranked            baselines     what mainstream systems would find
measures        of one ranking                     budget        the words that a model would read
answers         what answers rest on               failures      the worst of them, in full
*_summary       the figures of a whole set         intervals     how sure they are
"""
